"""`digestif digest show` in every format, and the settings that were chosen in Slack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digests.audience import Audience, everyone
from digests.digest import Digest
from digests.forms.digest_json import to_json
from digests.schedule import parse_week
from digests.store import DigestRecord, Workspace, open_store
from tests.support.command import digestif
from tests.support.digests import small

WEEK = parse_week("2026-W47", "Europe/Berlin")
ENV = {"DIGESTIF_TIMEZONE": "Europe/Berlin"}


async def stored(data_dir: Path) -> None:
    """A workspace with this week's digest, and somebody's own of the same week."""
    own = Audience("T1", org_wide=True)
    async with await open_store(data_dir / "activity.db") as store:
        await store.workspaces.put(Workspace("T1", "Acme", "https://acme.slack.com/", "UTC"))
        for place, digest in (("T1:U1", Digest("T1", WEEK, about="mine")), ("T1", small())):
            record = DigestRecord(
                f"2026-W47/{place}", "T1", WEEK, own, "text", to_json(digest), WEEK.end
            )
            await store.digests.put(record)
        assert len(await store.digests.list(everyone("T1"))) == 2


@pytest.mark.parametrize(
    ("form", "begins"),
    [("markdown", "# Week 47 · 16–20 November\n"), ("html", "<!DOCTYPE html>"), ("json", "{")],
)
async def test_the_workspaces_digest_is_printed_in_that_format(
    tmp_path: Path, form: str, begins: str
) -> None:
    await stored(tmp_path)
    ran = await digestif(tmp_path, "digest", "show", "2026-W47", "--format", form, env=ENV)

    assert ran.code == 0, ran.err
    assert ran.out.startswith(begins)
    assert "mine" not in ran.out


async def test_json_is_the_same_by_both_names(tmp_path: Path) -> None:
    await stored(tmp_path)
    long = await digestif(tmp_path, "digest", "show", "2026-W47", "--format", "json", env=ENV)
    short = await digestif(tmp_path, "digest", "show", "2026-W47", "--json", env=ENV)

    assert json.loads(long.out) == json.loads(short.out)


async def test_a_format_there_is_none_of_is_refused(tmp_path: Path) -> None:
    ran = await digestif(tmp_path, "digest", "show", "2026-W47", "--format", "pdf", env=ENV)

    assert ran.code == 2
    assert "'markdown'" in ran.err


async def test_only_the_workspaces_digests_are_listed(tmp_path: Path) -> None:
    await stored(tmp_path)
    ran = await digestif(tmp_path, "digest", "list", "--json")

    assert [one["id"] for one in ran.data] == ["2026-W47/T1"]


@pytest.mark.parametrize("group", ["digest", "db"])
async def test_a_group_of_commands_without_one_shows_which_there_are(
    tmp_path: Path, group: str
) -> None:
    ran = await digestif(tmp_path, group)

    assert ran.code == 2
    assert f"usage: digestif {group}" in ran.out
