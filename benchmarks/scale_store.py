"""How quick the store is: both homes side by side, events recorded, and a move."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import scale_corpus as corpus
from benchmarks.scale_home import database, without_flush
from benchmarks.scale_row import Row
from bot.recording import Recorder
from digests.audience import everyone
from digests.models import Channel, Message
from digests.store import Store, open_store
from digests.store.copying import copy_store
from digests.store.sqlite import SqliteDatabase

ALL = everyone(corpus.TEAM)
TURNS, IN_A_TURN = 12, 40
FIRST = 1_790_000_000
CHANNELS = 20


async def contract(url: str) -> list[Row]:
    """One write and one read of a thread in both homes, with the same promise on durability.

    The homes take turns of a few dozen, so that whatever else the machine does meets them all.
    """
    async with contextlib.AsyncExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        one, two = (stack.enter_context(database(url)) for _ in range(2))
        at = (place / "quick.db", place / "durable.db", without_flush(one), two)
        homes = [_Home(await stack.enter_async_context(await open_store(each))) for each in at]
        await _flush_commits(homes[1].store)
        for home in homes:
            await home.store.channels.put([Channel(corpus.TEAM, "C1", "general")])
        for turn in range(TURNS):
            for home in homes:
                await home.write(range(turn * IN_A_TURN, (turn + 1) * IN_A_TURN))
        for turn in range(TURNS):
            for home in homes:
                await home.read(range(turn * IN_A_TURN, (turn + 1) * IN_A_TURN))
        quick, durable, postgres, flushed = homes
    return [
        _beside("one write; neither waits for the disk", quick.writes, postgres.writes),
        _beside("one write; both wait for the disk", durable.writes, flushed.writes),
        _beside("a thread of 20", quick.reads, postgres.reads),
    ]


@dataclass
class _Home:
    """A store, and how many seconds each write and each read of a thread took there."""

    store: Store
    writes: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)

    async def write(self, numbers: range) -> None:
        self.writes += await timed(lambda n: self.store.messages.put([_message(n)]), numbers)

    async def read(self, numbers: range) -> None:
        self.reads += await timed(
            lambda n: self.store.messages.thread(ALL, "C1", _root(n)), numbers
        )


def _root(number: int) -> str:
    return f"{FIRST + number // 20 * 20}.000100"


def _message(number: int) -> Message:
    text = f"we shipped release {number} on friday and it works fine"
    ts = f"{FIRST + number}.000100"
    return Message(corpus.TEAM, "C1", ts, text, "U1", thread_ts=_root(number))


def _beside(case: str, sqlite: list[float], postgres: list[float]) -> Row:
    there, here = median(postgres), median(sqlite)
    reached = f"{there / here:.1f} × ({there * 1e3:.2f} ms beside {here * 1e3:.2f} ms)"
    return Row(case, "within 3 ×", reached, there / here <= 3)


async def recorded(url: str, events: int = 3_000, at_once: int = 32) -> Row:
    """How many events a second one process records in PostgreSQL, as it does before each ack.

    They come from CHANNELS channels; what comes to one of them is written one after the other.
    """
    with database(url) as at:
        async with await open_store(at) as store:
            rooms = [Channel(corpus.TEAM, f"C{n}", f"room-{n}") for n in range(CHANNELS)]
            await store.channels.put(rooms)
            limit = asyncio.Semaphore(at_once)

            async def one(n: int) -> None:
                event = {"type": "message", "user": "U1", "text": f"event {n}"}
                event |= {"channel": f"C{n % CHANNELS}"}
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


async def timed(act: Callable[[Any], Awaitable[object]], over: Any) -> list[float]:
    """The seconds that each call of `act` took."""
    taken = []
    for each in over:
        started = time.perf_counter()
        await act(each)
        taken.append(time.perf_counter() - started)
    return taken


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
