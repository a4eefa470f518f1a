"""The README says what is so: its map, its commands, its links."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tree", ROOT / "docs" / "tree.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_map_is_the_tree(tree: ModuleType) -> None:
    """If this fails: make tree."""
    assert tree.with_tree(README) == README


def test_every_file_of_the_packages_says_what_it_is_for(tree: ModuleType) -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for package in tree.PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if not tree.first_line(path)
    ]

    assert silent == []


def test_every_make_target_it_names_exists() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", README, re.MULTILINE))
    listed = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert named
    assert {target for target in named if f"make {target} " not in listed} == set()


@pytest.mark.parametrize(
    "page", ["README.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text)

    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []
