"""On a real export both homes read and find exactly the same."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digests.audience import Audience, everyone
from digests.export.slack_export import import_export
from digests.models import Window, at
from digests.store import Query, Store, open_store
from digests.store.postgres import PostgresDatabase

pytest_plugins = ("tests.support.store_homes",)
pytestmark = [pytest.mark.exports, pytest.mark.postgres, pytest.mark.untraced, pytest.mark.slow]

DEFAULT = Path(__file__).parents[2].parent / "shared" / "data"
EXPORT = Path(os.environ.get("DIGESTIF_TEST_EXPORTS", DEFAULT)) / "julialang-2021-W10.zip"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.skipif(not EXPORT.exists(), reason="no real exports here")
async def test_reads_and_searches_agree(
    tmp_path: Path, postgres_url: str, postgres_schema: str
) -> None:
    database = PostgresDatabase(postgres_url, postgres_schema)
    await database.open()
    async with await open_store(tmp_path / "a.db") as sqlite, Store(database) as postgres:
        report = await import_export(sqlite, EXPORT, now=NOW)
        assert await import_export(postgres, EXPORT, now=NOW) == report
        audience = everyone(report.team_id)
        first = (await sqlite.channels.all(report.team_id))[0]
        ((oldest, newest),) = await sqlite.coverage.stretches(report.team_id, first.channel_id)
        window = Window(at(oldest), at(newest))
        spoken = await compare_reads(sqlite, postgres, audience, window)
        hits = await compare_searches(sqlite, postgres, audience, spoken)
        print(len(spoken), "words,", hits, "hits")
        assert hits > 100


async def compare_reads(
    sqlite: Store, postgres: Store, audience: Audience, window: Window
) -> list[str]:
    """Compare every window and thread; return every word said."""
    spoken: list[str] = []
    active = await sqlite.messages.active(audience, window)
    assert await postgres.messages.active(audience, window) == active
    days = await sqlite.messages.per_day(audience, window)
    assert await postgres.messages.per_day(audience, window) == days
    for channel, _ in active:
        messages = await sqlite.messages.in_window(audience, channel.channel_id, window)
        same = await postgres.messages.in_window(audience, channel.channel_id, window)
        assert same == messages
        for message in messages:
            spoken += message.text.split()
            if message.thread_ts == message.ts:
                of = (audience, channel.channel_id, message.ts)
                assert await sqlite.messages.thread(*of) == await postgres.messages.thread(*of)
    return spoken


async def compare_searches(
    sqlite: Store, postgres: Store, audience: Audience, spoken: list[str]
) -> int:
    """Compare 150 searches for words and phrases that occur; return how many hits they gave."""
    chosen = random.Random(3)
    hits = 0
    for n in range(150):
        start = chosen.randrange(len(spoken) - 3)
        phrase = " ".join(spoken[start : start + 3])
        query = Query(f'"{phrase}"' if n % 3 == 0 else " ".join(chosen.sample(spoken, 2)))
        found = await sqlite.messages.search(audience, query)
        assert await postgres.messages.search(audience, query) == found
        hits += len(found)
    return hits
