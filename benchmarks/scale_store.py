"""How quick the store is: both homes side by side, PostgreSQL with many messages, and a move."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from benchmarks import scale_corpus as corpus
from benchmarks.scale_home import database, without_flush
from benchmarks.scale_row import Row, p95
from bot.recording import Recorder
from digests.audience import everyone
from digests.models import Channel, Message
from digests.store import Query, Store, open_store
from digests.store.copying import copy_store
from digests.store.postgres import PostgresDatabase
from digests.store.postgres_connection import PostgresConnection
from digests.store.sqlite import SqliteDatabase

ALL = everyone(corpus.TEAM)
REPEATS = 400


async def contract(url: str) -> list[Row]:
    """One write and one read of a thread in both homes, with the same promise on durability."""
    with tempfile.TemporaryDirectory() as place, database(url) as one, database(url) as two:
        async with await open_store(Path(place) / "one.db") as store:
            small = await _small(store)
        async with await open_store(Path(place) / "two.db") as store:
            await _flush_commits(store)
            flushed = await _small(store)
        async with await open_store(without_flush(one)) as store:
            postgres = await _small(store)
        async with await open_store(two) as store:
            durable = await _small(store)
    return [
        _beside("one write; neither waits for the disk", small[0], postgres[0]),
        # How long a flush takes is the disk's and the server's affair, not the store's.
        replace(_beside("one write; both wait for the disk", flushed[0], durable[0]), met=None),
        _beside("a thread of 20", small[1], postgres[1]),
    ]


async def recorded(url: str, events: int = 3_000, at_once: int = 32) -> Row:
    """How many events a second one process records in PostgreSQL, as it does before each ack."""
    with database(url) as at:
        async with await open_store(at) as store:
            await store.channels.put([Channel(corpus.TEAM, "C1", "general")])
            limit = asyncio.Semaphore(at_once)

            async def one(n: int) -> None:
                event = {"type": "message", "channel": "C1", "user": "U1", "text": f"event {n}"}
                async with limit:
                    recorder = Recorder(store, corpus.TEAM, False, False)
                    await recorder.record({**event, "ts": f"{1_790_000_000 + n}.000100"})

            started = time.perf_counter()
            await asyncio.gather(*(one(n) for n in range(events)))
            taken = time.perf_counter() - started
    return Row("events recorded by one process", "", f"{events / taken:.0f} a second")


async def _flush_commits(store: Store) -> None:
    assert isinstance(store.database, SqliteDatabase)
    writing = store.database._writing
    assert writing is not None
    writing.raw.execute("PRAGMA synchronous = FULL")


def _beside(case: str, sqlite: float, postgres: float) -> Row:
    times = postgres / sqlite
    reached = f"{times:.1f} × ({postgres * 1e3:.2f} ms beside {sqlite * 1e3:.2f} ms)"
    return Row(case, "within 3 ×", reached, times <= 3)


async def _small(store: Store) -> tuple[float, float]:
    """The median seconds of a write and of a thread."""
    await store.channels.put([Channel(corpus.TEAM, "C1", "general")])
    first = 1_790_000_000
    roots = [f"{first + n // 20 * 20}.000100" for n in range(REPEATS)]

    async def write(n: int) -> None:
        text = f"we shipped release {n} on friday and it works fine"
        thread = Message(corpus.TEAM, "C1", f"{first + n}.000100", text, "U1", thread_ts=roots[n])
        await store.messages.put([thread])

    async def read(n: int) -> None:
        await store.messages.thread(ALL, "C1", roots[n])

    writes = await _timed(write, range(REPEATS))
    reads = await _timed(read, range(REPEATS))
    return median(writes), median(reads)


async def _timed(act: Callable[[Any], Awaitable[object]], over: Any) -> list[float]:
    taken = []
    for each in over:
        started = time.perf_counter()
        await act(each)
        taken.append(time.perf_counter() - started)
    return taken


async def many(url: str, count: int) -> tuple[list[Row], str]:
    """Search, threads and a week among many messages; and the plans of the four reads."""
    with database(url) as at:
        home = PostgresDatabase(at)
        await home.open()
        async with Store(home) as store:
            started = time.perf_counter()
            await corpus.load(store, home, count)
            with psycopg.connect(at, autocommit=True) as admin:
                admin.execute("VACUUM ANALYZE")
            loaded = time.perf_counter() - started
            rows = [Row(f"{count:,} messages loaded", "", f"{loaded:.0f} s")]
            rows += [await _searches(store), await _threads(store), await _week(store, count)]
            return rows, await plans(store)


async def _searches(store: Store) -> Row:
    chance, words = random.Random(5), corpus.vocabulary()
    queries = [
        " ".join(words[int(len(words) * chance.random() ** 2)] for _ in range(chance.randint(1, 3)))
        for _ in range(80)
    ]
    taken = await _timed(lambda q: store.messages.search(ALL, Query(q)), queries)
    found = f"{p95(taken) * 1e3:.0f} ms (median {median(taken) * 1e3:.0f})"
    return Row("search with audience, p95", "150 ms", found, p95(taken) <= 0.150)


async def _threads(store: Store) -> Row:
    sql = """SELECT channel_id, thread_ts FROM messages WHERE thread_ts IS NOT NULL
        AND ts > :after LIMIT 200"""
    after = {"after": f"{corpus.last_week().start.timestamp():.6f}"}
    found = await store.database.read(lambda c: c.rows(sql, after))
    taken = await _timed(
        lambda row: store.messages.thread(ALL, row["channel_id"], row["thread_ts"]), found
    )
    reached = f"{p95(taken) * 1e3:.1f} ms (median {median(taken) * 1e3:.1f})"
    return Row("a thread, p95", "10 ms", reached, p95(taken) <= 0.010)


async def _week(store: Store, count: int) -> Row:
    window, read = corpus.last_week(), 0
    started = time.perf_counter()
    for channel, _ in await store.messages.active(ALL, window):
        read += len(await store.messages.in_window(ALL, channel.channel_id, window))
    taken = time.perf_counter() - started
    allowed = 10 * read / 500_000
    target = f"{allowed:.1f} s (10 s for 500,000)"
    return Row(f"a week's window, {read:,} messages", target, f"{taken:.1f} s", taken <= allowed)


async def copying(url: str, count: int) -> Row:
    """A move of so many messages from SQLite to PostgreSQL, compared row by row."""
    with tempfile.TemporaryDirectory() as place, database(url) as at:
        async with (
            await open_store(Path(place) / "activity.db") as source,
            await open_store(at) as target,
        ):
            await source.channels.put(
                [Channel(corpus.TEAM, f"C{n:04}", f"room-{n}") for n in range(corpus.CHANNELS)]
            )
            await source.messages.put(corpus.messages(count))
            started = time.perf_counter()
            await copy_store(source, target)
            taken = time.perf_counter() - started
    allowed = 300 * count / 1_000_000
    return Row(
        f"copying {count:,} messages, compared",
        f"{allowed:.0f} s (5 min for 1,000,000)",
        f"{taken:.0f} s",
        taken <= allowed,
    )


async def plans(store: Store) -> str:
    """EXPLAIN ANALYZE of the four reads, the largest statement of each."""
    window = corpus.last_week()
    word = corpus.vocabulary()[300]
    row = (
        await store.database.read(
            lambda c: c.rows(
                "SELECT channel_id, thread_ts FROM messages WHERE thread_ts > :at LIMIT 1",
                {"at": f"{window.start.timestamp():.6f}"},
            )
        )
    )[0]
    from digests.store import reading, searching

    reads: dict[str, Callable[[Any], object]] = {
        "a thread": lambda c: reading.thread(c, ALL, row["channel_id"], row["thread_ts"]),
        "a channel since": lambda c: reading.since(
            c, ALL, "C0000", f"{window.start.timestamp():.6f}", 200
        ),
        "a window of all channels": lambda c: reading.active(c, ALL, window),
        "a search with audience": lambda c: searching.search(c, ALL, Query(word)),
    }
    shown = []
    for name, read in reads.items():
        lines = await store.database.read(lambda c, read=read: _explained(c, read))  # type: ignore[misc]
        shown.append(f"{name}:\n\n```\n{lines}\n```")
    return "\n\n".join(shown)


def _explained(c: Any, read: Callable[[Any], object]) -> str:
    noting = _Noting(c.raw)
    read(noting)
    asked = [each for each in noting.asked if "messages" in each[0]]
    sql, params = max(asked, key=lambda each: len(each[0]))
    found = c.rows(f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF, TIMING OFF) {sql}", params)
    return "\n".join(row["QUERY PLAN"] for row in found)


class _Noting(PostgresConnection):
    """A connection that remembers what it was asked."""

    def __init__(self, raw: Any) -> None:
        super().__init__(raw)
        self.asked: list[tuple[str, Any]] = []

    def rows(self, sql: str, params: Any = None) -> list[Any]:
        """Ask, and remember."""
        self.asked.append((sql, params))
        return super().rows(sql, params)
