"""PostgreSQL with very many messages: a search, a thread, a week; and the plans of the reads."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import psycopg

from benchmarks import scale_corpus as corpus
from benchmarks.scale_home import database
from benchmarks.scale_row import Row, p95
from benchmarks.scale_store import ALL, timed
from digests.store import Query, Store, reading, searching
from digests.store.postgres import PostgresDatabase
from digests.store.postgres_connection import PostgresConnection


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
    taken = await timed(lambda q: store.messages.search(ALL, Query(q)), queries)
    found = f"{p95(taken) * 1e3:.0f} ms (median {median(taken) * 1e3:.0f})"
    return Row("search with audience, p95", "150 ms", found, p95(taken) <= 0.150)


async def _threads(store: Store) -> Row:
    sql = """SELECT channel_id, thread_ts FROM messages WHERE thread_ts IS NOT NULL
        AND ts > :after LIMIT 200"""
    after = {"after": f"{corpus.last_week().start.timestamp():.6f}"}
    found = await store.database.read(lambda c: c.rows(sql, after))
    taken = await timed(
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
