"""The demo as a newcomer sees it: three things, really posted."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.export import write_export
from tests.support.command import digestif
from tests.support.sample import the_sample


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("--local-claude",)])
async def test_the_tour_shows_a_summary_an_answer_and_the_digest(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    ran = await digestif(tmp_path, "demo", "--once", *arguments)

    assert ran.code == 0, ran.err
    for shown in ("Summary    yes", "Answer     yes", "Digest     yes", "Worth knowing"):
        assert shown in ran.out
    assert "http://127.0.0.1:" in ran.out


async def test_without_a_key_it_says_who_writes(tmp_path: Path) -> None:
    ran = await digestif(tmp_path, "demo", "--once", cold=True)

    assert "the extractive engine, since ANTHROPIC_API_KEY is not set" in ran.out


async def test_a_slack_export_is_shown_the_same_way(tmp_path: Path) -> None:
    export = tmp_path / "export.zip"
    write_export(the_sample(), export)
    ran = await digestif(tmp_path, "demo", "--once", "--export", str(export))

    assert ran.code == 0, ran.err
    assert "Digest     yes" in ran.out


async def test_what_is_no_export_ends_in_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"no zip")
    ran = await digestif(tmp_path, "demo", "--once", "--export", str(broken))

    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1
