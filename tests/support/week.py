"""The sample workspace's week in a store, by way of an export; and its digest."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from digests import pipeline, schedule
from digests.audience import Audience, everyone
from digests.digest import Digest
from digests.export.slack_export import import_export
from digests.models import Source, Window
from digests.permalinks import parse
from digests.store import Store, open_store
from sandbox.export import write_export
from sandbox.seed import Seed
from tests.support.sample import sample_at

NOW = datetime(2026, 11, 13, 16, tzinfo=UTC)
WEEK = schedule.parse_week("2026-W46", "UTC")


@cache
def _exported() -> tuple[Seed, bytes]:
    seed = sample_at(NOW.timestamp())
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "sample.zip"
        write_export(seed, path)
        return seed, path.read_bytes()


@asynccontextmanager
async def week_in(place: Path) -> AsyncIterator[Store]:
    """A store in a directory that has read the week; one channel of it keeps out of digests."""
    seed, export = _exported()
    (place / "sample.zip").write_bytes(export)
    team_id = seed.team["id"]
    async with await open_store(place / "activity.db") as store:
        await import_export(
            store,
            place / "sample.zip",
            now=NOW,
            team_id=team_id,
            workspace_url="https://acme.slack.com",
        )
        for channel in seed.channels:
            if channel["name"] == "bike-talk":
                await store.channels.opt_out(team_id, channel["id"], True)
        yield store


async def compiled(store: Store, window: Window = WEEK, **options: object) -> Digest:
    (workspace,) = await store.workspaces.all()
    given: dict[str, object] = {"now": window.end, **options}
    return await pipeline.compile_digest(
        store,
        None,
        window,
        everyone(workspace.team_id),
        **given,  # type: ignore[arg-type]
    )


async def resolves(store: Store, audience: Audience, source: Source) -> bool:
    """Whether a link leads to a message that those readers may read."""
    channel_id, ts, _ = parse(source.permalink)
    assert (channel_id, ts) == (source.channel_id, source.ts)
    return await store.messages.get(audience, channel_id, ts) is not None
