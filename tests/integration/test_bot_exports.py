"""Real Slack exports, where there are any: imported, summed up, compiled. Prints counts only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from digests.audience import everyone
from digests.models import Message, Window, at
from digests.store import open_store
from tests.support.command import ROOT, digestif

PLACE = Path(os.environ.get("DIGESTIF_TEST_EXPORTS", ROOT.parent / "shared" / "data"))
EXPORTS = sorted(PLACE.glob("*.zip")) if PLACE.is_dir() else []

pytestmark = [
    pytest.mark.exports,
    pytest.mark.skipif(not EXPORTS, reason="no real exports at DIGESTIF_TEST_EXPORTS"),
]


async def longest_threads(data_dir: Path, most: int) -> tuple[list[Message], str]:
    """The roots of the longest stored threads, and the week of the newest message."""
    async with await open_store(data_dir / "activity.db") as store:
        [workspace] = await store.workspaces.all()
        readers = everyone(workspace.team_id)
        everything = Window(at("1388534400.000000"), at("2000000000.000000"))
        replies: dict[tuple[str, str], int] = {}
        roots: dict[tuple[str, str], Message] = {}
        newest = "0"
        for channel, _ in await store.messages.active(readers, everything):
            found = await store.messages.in_window(readers, channel.channel_id, everything)
            for message in found:
                key = (channel.channel_id, message.root_ts)
                replies[key] = replies.get(key, 0) + 1
                roots.setdefault(key, message)
                newest = max(newest, message.ts)
    best = sorted(replies, key=lambda key: (-replies[key], key))[:most]
    return [roots[key] for key in best], f"{at(newest):%G-W%V}"


@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.stem)
async def test_a_real_export_is_imported_summed_up_and_compiled(
    export: Path, tmp_path: Path
) -> None:
    ran = await digestif(tmp_path, "import", str(export), "--json")
    assert ran.code == 0, ran.err
    assert ran.data["messages"]["added"] > 0
    roots, week = await longest_threads(tmp_path, 3)
    for root in roots:
        link = f"{root.channel_id}/{root.root_ts}"
        summary = await digestif(tmp_path, "summarize", link, "--json")
        assert summary.code == 0, summary.err
        assert summary.data["claims"]
        assert summary.data["coverage"]["read"] == summary.data["coverage"]["total"]
    digest = await digestif(tmp_path, "digest", "preview", "--week", week, "--json")

    assert digest.code == 0, digest.err
    assert digest.data["coverage"]["read"] == digest.data["coverage"]["total"]
    assert all(len(message["blocks"]) <= 50 for message in digest.data["messages"])
    print(json.dumps({"added": ran.data["messages"]["added"], "items": len(digest.data["items"])}))
