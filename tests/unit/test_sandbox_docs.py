"""The page on the sandbox keeps up with the sandbox."""

import re
from pathlib import Path

from sandbox.__main__ import parser
from sandbox.faults import KINDS
from sandbox.methods import REGISTRY

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def test_every_method_is_in_the_table_and_nothing_else_is() -> None:
    rows = [line for line in PAGE.splitlines() if re.search(r"\| (faithful|simplified)", line)]
    named = {name for row in rows for name in re.findall(r"`([\w.]+\.\w+)`", row.split("|")[1])}
    assert named == set(REGISTRY)


def test_every_fault_is_on_the_page() -> None:
    assert [kind for kinds in KINDS.values() for kind in kinds if f"`{kind}`" not in PAGE] == []


def test_every_option_the_page_shows_exists() -> None:
    known = set(parser()._option_string_actions)
    assert set(re.findall(r"python -m sandbox.*?(--[\w-]+)", PAGE)) <= known
