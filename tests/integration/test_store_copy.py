"""A store moves from one home to the other and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from digests.audience import everyone
from digests.coverage import Coverage
from digests.errors import BadInput, StoreUnavailable
from digests.models import (
    Channel,
    Claim,
    Engine,
    File,
    Message,
    Reaction,
    Source,
    Summary,
    User,
    Window,
)
from digests.store import (
    AuditEntry,
    BatchNote,
    DigestRecord,
    Feedback,
    Query,
    Store,
    Workspace,
    open_store,
)
from digests.store.copying import BATCH, TABLES, copy_store
from digests.store.postgres import PostgresDatabase
from digests.usage import Usage

pytest_plugins = ("tests.support.store_homes",)
pytestmark = pytest.mark.postgres

ALL = everyone("T1")
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest_asyncio.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Store]:
    async with await open_store(tmp_path / "one.db") as store:
        yield store


@pytest_asyncio.fixture
async def postgres(postgres_url: str, postgres_schema: str) -> AsyncIterator[Store]:
    database = PostgresDatabase(postgres_url, postgres_schema)
    await database.open()
    async with Store(database) as store:
        yield store


def ts(n: int) -> str:
    return f"{1_690_000_000 + n * 3_000}.000100"  # several months


async def fill(store: Store, messages: int = BATCH + 500) -> None:
    """At least one row in every table."""
    await store.workspaces.put(Workspace("T1", "Acme", "https://acme.slack.com/"))
    await store.channels.put([Channel("T1", "C1", "general", created=NOW)])
    await store.channels.set_members("T1", "C1", ["U1"])
    await store.users.put([User("T1", "U1", "Alice")])
    await store.messages.put(
        Message("T1", "C1", ts(n), f"deploying café 決済 {n}", user_id="U1")
        for n in range(messages)
    )
    reacted = Message(
        "T1", "C1", "1700000000.000500", "with a file",
        reactions=(Reaction("tada", ("U1",), 3),), files=(File("F1", "a.txt"),),
    )  # fmt: skip
    await store.messages.put([reacted])
    await store.messages.delete("T1", "C1", ts(1))
    await store.coverage.add("T1", "C1", ts(0), ts(9))
    await store.coverage.set_cursor("T1", "C1", "abc")
    claims = (Claim("Deployed.", (Source("C1", ts(2)),)),)
    summary = Summary(claims, Engine.EXTRACTIVE, Coverage(1, 1))
    await store.summaries.put("k", "T1", "C1", summary, "1", [ts(2)])
    window = Window(NOW, NOW, "UTC", "2026-W47")
    await store.digests.put(DigestRecord("d", "T1", window, ALL, "text", {"a": [1]}, NOW))
    await store.deliveries.claim("d1", "T1", "C1", None, NOW)
    await store.feedback.put(Feedback("T1", "C1", ts(3), "U1", "up", NOW))
    await store.usage.add(Usage("m", 1, 2, cost=0.1), NOW, "T1")
    await store.batches.put(BatchNote("b", "T1", NOW, "UTC", 9, ("r",), (("C1", (ts(2),)),)))
    await store.audit.add(AuditEntry("T1", NOW, "U1", "import"))
    await store.settings.put("T1", "digest_at", "fri 16:00")


async def test_no_table_is_forgotten(sqlite: Store) -> None:
    """But those that each home makes or counts for itself."""
    found = await sqlite.database.read(
        lambda c: c.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    )
    names = {row["name"] for row in found}
    own = {name for name in names if name.startswith(("messages_fts", "sqlite_", "_sqlite"))}
    counted = {"revisions", "executors", "weeks", "changes", "touched"}
    assert names - own - counted == set(TABLES)


async def test_everything_moves_and_comes_back_the_same(
    sqlite: Store, postgres: Store, tmp_path: Path
) -> None:
    await fill(sqlite)
    told: list[tuple[int, int]] = []
    report = await copy_store(sqlite, postgres, progress=lambda *at: told.append(at))
    assert all(report.rows[table] for table in TABLES)
    assert report.searches > 3
    assert told[-1] == (2 * sum(report.rows.values()),) * 2
    async with await open_store(tmp_path / "two.db") as back:
        assert (await copy_store(postgres, back)).rows == report.rows
        assert len(await back.messages.search(ALL, Query("deploy cafe", limit=200))) == 200
        assert await back.messages.put([Message("T1", "C1", ts(1), "late")]) == 0


async def test_an_interrupted_copy_goes_on_where_it_stopped(sqlite: Store, postgres: Store) -> None:
    await fill(sqlite)

    def interrupt(done: int, total: int) -> None:
        if done > BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await copy_store(sqlite, postgres, progress=interrupt)
    before = await postgres.messages.count("T1")
    assert before > 0
    report = await copy_store(sqlite, postgres)
    assert await postgres.messages.count("T1") == await sqlite.messages.count("T1")
    assert await postgres.settings.all("") == {}
    assert report.rows["messages"] == BATCH + 501


async def test_a_target_in_use_is_refused_and_unharmed(sqlite: Store, postgres: Store) -> None:
    await fill(sqlite, 3)
    await postgres.channels.put([Channel("T9", "C9", "theirs")])
    with pytest.raises(BadInput, match="isn't empty"):
        await copy_store(sqlite, postgres)
    assert await postgres.messages.count("T1") == 0


async def test_a_copy_that_differs_is_not_called_done(sqlite: Store, postgres: Store) -> None:
    await fill(sqlite, 3)

    def stop(done: int, total: int) -> None:
        if done == total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await copy_store(sqlite, postgres, progress=stop)
    await postgres.messages.put(
        [Message("T1", "C1", ts(2), "tampered", edited_ts="1800000000.000000")]
    )
    with pytest.raises(StoreUnavailable, match="differs from the original in messages"):
        await copy_store(sqlite, postgres)
