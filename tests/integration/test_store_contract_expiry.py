"""What both homes of the store promise about retention: what is too old leaves it altogether."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from digests.audience import everyone
from digests.coverage import Coverage
from digests.models import Channel, Claim, Engine, File, Message, Source, Summary, Window
from digests.store import DigestRecord, Feedback, Query, Store
from digests.store.database import Row
from digests.store.expire import BATCH
from digests.store.postgres import PostgresDatabase

pytest_plugins = ("tests.support.store_homes",)

ALL = everyone("T1")
NOW = datetime(2023, 11, 20, 16, tzinfo=UTC)
T0 = 1_700_000_000  # 14 November 2023
OLD = T0 - 40 * 86_400
BEFORE = f"{T0}.000000"
WEEK = Window(NOW - timedelta(days=7), NOW, "UTC", "2023-W47")


def ts(second: int) -> str:
    return f"{second}.000100"


def message(second: int, text: str = "hello", channel: str = "C1") -> Message:
    return Message("T1", channel, ts(second), text, user_id="U1")


async def rows(store: Store, table: str) -> list[Row]:
    return await store.database.read(lambda c: c.rows(f"SELECT * FROM {table}"))


@pytest.fixture
async def filled(store: Store) -> Store:
    """More than a batch of old messages, a deleted one among them, and two that stay."""
    await store.channels.put([Channel("T1", "C1", "general"), Channel("T1", "C2", "random")])
    old = [message(OLD + n, "ancient") for n in range(BATCH + 50)]
    with_file = replace(message(OLD, "ancient", "C2"), files=(File("F1", "plan.pdf"),))
    await store.messages.put([*old, with_file, message(T0, "recent"), message(T0, "recent", "C2")])
    await store.messages.delete("T1", "C1", ts(OLD))
    return store


async def test_what_is_expired_is_gone_without_a_trace(filled: Store) -> None:
    await filled.messages.react("T1", "C1", ts(OLD + 1), "U1", "x", True, ts(T0))
    await filled.messages.react("T1", "C1", ts(OLD - 1), "U1", "x", True, ts(T0))
    await filled.feedback.put(Feedback("T1", "C1", ts(OLD + 1), "U1", "down", NOW, "wrong"))
    await filled.coverage.add("T1", "C1", ts(OLD), ts(T0))
    assert await filled.messages.expire("T1", BEFORE) == BATCH + 50
    assert {row["ts"] for row in await rows(filled, "messages")} == {ts(T0)}
    assert await filled.messages.count("T1") == 2
    assert await filled.messages.search(ALL, Query("ancient")) == []
    assert len(await filled.messages.search(ALL, Query("recent"))) == 2
    assert await filled.coverage.stretches("T1", "C1") == [(BEFORE, ts(T0))]
    for table in ("reactions", "files", "feedback"):
        assert await rows(filled, table) == []
    assert await filled.messages.expire("T1", BEFORE) == 0


async def test_a_file_deleted_long_ago_stays_deleted(filled: Store) -> None:
    await filled.messages.delete_file("T1", "F1")
    await filled.messages.expire("T1", BEFORE)
    again = replace(message(T0 + 1, "again"), files=(File("F1", "plan.pdf"),))
    await filled.messages.put([again])
    found = await filled.messages.get(ALL, "C1", ts(T0 + 1))
    assert found is not None
    assert found.files == ()


async def test_what_was_made_of_expired_messages_goes_along(filled: Store) -> None:
    for key, cited in (("old", ts(OLD + 1)), ("new", ts(T0))):
        said = Claim("Rolled back.", (Source("C1", cited),))
        summary = Summary((said,), Engine.EXTRACTIVE, Coverage(1, 1, 1))
        await filled.summaries.put(key, "T1", "C1", summary, "1", [cited])
        record = DigestRecord(key, "T1", WEEK, ALL, "", {}, NOW, (Source("C1", cited),))
        await filled.digests.put(record)
        await filled.deliveries.claim(f"answer:{key}", "T1", "C1", None, NOW)
        await filled.deliveries.posted(f"answer:{key}", ts(T0 + 5), [Source("C1", cited)])
    await filled.messages.expire("T1", BEFORE)
    assert await filled.summaries.get(ALL, "old") is None
    assert await filled.summaries.get(ALL, "new") is not None
    assert [record.digest_id for record in await filled.digests.stale("T1")] == ["old"]
    # an answer stays in its thread as long as Slack keeps the thread
    assert await filled.deliveries.stale("T1") == []
    left = {(row["kind"], row["key"]) for row in await rows(filled, "sources")}
    assert ("delivery", "answer:old") not in left
    assert ("summary", "old") not in left
    assert ("delivery", "answer:new") in left


async def test_expiry_leaves_other_workspaces_alone(filled: Store) -> None:
    await filled.channels.put([Channel("T2", "C1", "general")])
    others = Message("T2", "C1", ts(OLD), "ours")
    await filled.messages.put([others])
    await filled.messages.expire("T1", BEFORE)
    assert await filled.messages.get(everyone("T2"), "C1", others.ts) == others


async def test_others_write_while_much_expires(filled: Store) -> None:
    expiring = asyncio.create_task(filled.messages.expire("T1", BEFORE))
    written = 0
    while not expiring.done():
        written += await filled.messages.put([message(T0 + 10 + written)])
    await expiring
    assert await filled.messages.count("T1") == 2 + written


@pytest.mark.postgres
async def test_a_month_that_somebody_reads_goes_message_by_message(
    postgres_url: str, postgres_schema: str
) -> None:
    """A drop that waits would hold up everybody else; the empty month is dropped another day."""
    home = PostgresDatabase(postgres_url, postgres_schema)
    await home.open()
    async with Store(home) as store:
        await store.channels.put([Channel("T1", "C1", "general")])
        await store.messages.put([message(OLD), message(T0)])
        with psycopg.connect(postgres_url) as reader:
            reader.execute(
                sql.SQL("SELECT 1 FROM {}.messages_2023_10").format(sql.Identifier(postgres_schema))
            )
            assert await store.messages.expire("T1", BEFORE) == 1
            assert await store.messages.count("T1") == 1
        assert await months(store) == ["messages_2023_10", "messages_2023_11"]
        assert await store.messages.expire("T1", BEFORE) == 0
        assert await months(store) == ["messages_2023_11"]


async def months(store: Store) -> list[str]:
    """The partitions that were made for a month."""
    found = await store.database.read(
        lambda c: c.rows("""SELECT c.relname AS name FROM pg_inherits i
            JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass('messages')
            AND c.relname <> 'messages_rest' ORDER BY c.relname""")
    )
    return [row["name"] for row in found]
