"""Threads read in batches: asked for once, paid for once, and never told of what has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from digests.claude.batches import Batches
from digests.claude.calls import Caller
from digests.claude.client import Claude
from digests.matters.telling import Names
from digests.models import People, Thread, User
from digests.reading.ahead import ReadingAhead
from digests.reading.batched import PREPARING
from digests.reading.kept import Readers
from digests.reading.reader import DigestReader
from digests.store import BatchNote, Store, open_store
from sandbox.claude import LocalClaude
from sandbox.claude.ports import Failure
from tests.integration.local_claude import MODEL, Faults, asking, talking
from tests.support.digest_messages import START, channel, message, thread
from tests.support.sandbox_claude import HandClock

NAMES = Names(People({"U1": "Mara", "U2": "Jon"}), {"C1": "c1"})
READERS = Readers(NAMES, "UTC", Caller("T1", purpose="digest"))
NOW = START + timedelta(hours=5)
HOUR = timedelta(hours=1)
FIRST = (
    message(0, "U1", "Checkout fails since the limiter went live this morning", root=0),
    message(4, "U2", "We decided to roll the limiter back until load tests pass", root=0),
)
SECOND = (
    message(60, "U2", "The Berlin office opens on 2 February with twelve desks", root=60),
    message(70, "U1", "I'll order the keys for the Berlin office by Monday", root=60),
)
BOTH = [thread(*FIRST), thread(*SECOND)]
LATE = message(300, "U1", "The load tests passed, the limiter is live again", root=0)


@dataclass
class Scene:
    """A store, a local Claude whose batches take an hour, and what reads ahead with both."""

    store: Store
    local: LocalClaude
    claude: Claude
    reader: DigestReader
    ahead: ReadingAhead
    now: datetime = NOW

    async def ask(self, threads: list[Thread] | None = None, key: str = "k1") -> int:
        return await self.ahead.read(
            threads or BOTH, NAMES, "T1", "UTC", 50_000, now=self.now, key=key
        )

    async def collect(self, later: timedelta = HOUR * 2, *, hurry: bool = False) -> int:
        self.move(later)
        return await self.ahead.collect("T1", self.now, hurry=hurry)

    def move(self, later: timedelta) -> None:
        self.now += later
        assert isinstance(self.local.clock, HandClock)
        self.local.clock.at = self.now.timestamp()

    async def unread(self, *threads: Thread) -> int:
        found = await self.reader.unread(threads or BOTH, READERS)
        return sum(one is not None for one in found)

    async def paid(self) -> float:
        return await self.store.usage.spent("T1", START)

    @property
    def batches(self) -> int:
        return len(self.local.batches.newest_first())


@pytest_asyncio.fixture
async def at(tmp_path: Path) -> AsyncIterator[Scene]:
    async with await open_store(tmp_path / "activity.db") as store, talking() as (local, claude):
        await store.channels.put([channel("C1")])
        await store.users.put([User("T1", "U1", "Mara"), User("T1", "U2", "Jon")])
        await store.messages.put([*FIRST, *SECOND])
        local.clock = HandClock(NOW.timestamp())
        local.batches.seconds = 3600
        reader = DigestReader(store.summaries, claude, MODEL)
        ahead = ReadingAhead(store, claude, reader, batched=True)
        yield Scene(store, local, claude, reader, ahead)


async def test_what_a_batch_said_is_kept_as_if_it_had_been_asked_at_once(at: Scene) -> None:
    at_once = await DigestReader(None, at.claude, MODEL).read(BOTH, READERS)
    asked = len(at.local.requests)
    assert await at.ask() == 2
    assert await at.collect(HOUR / 2) == 0
    assert await at.unread() == 2
    assert await at.collect(HOUR) == 2

    assert await at.reader.read(BOTH, READERS) == at_once
    assert len(at.local.requests) == asked
    assert await at.store.batches.open("T1") == []


async def test_a_batch_is_in_the_ledger_at_half_price_and_forgotten_by_the_api(at: Scene) -> None:
    await at.ask()
    await at.collect()
    [(purpose, used)] = await at.store.usage.since("T1", START)

    assert purpose == PREPARING
    assert await at.paid() == pytest.approx(
        (used.input_tokens * 0.10 + used.cache_write_tokens * 0.125 + used.output_tokens * 0.50)
        / 1e6
        / 2
    )
    assert at.batches == 0


async def test_taken_in_by_two_at_once_it_is_paid_for_once(at: Scene) -> None:
    await at.ask()
    at.move(HOUR * 2)
    await asyncio.gather(*(at.ahead.collect("T1", at.now) for _ in range(3)))
    entered = await at.store.database.read(lambda c: c.rows("SELECT id FROM usage"))

    assert len(entered) == 1
    assert await at.unread() == 0
    assert await at.store.batches.open("T1") == []


async def test_what_is_awaited_is_not_asked_for_again_and_counts_as_spent(at: Scene) -> None:
    await at.ask()
    assert await at.ask(key="k2") == 0
    assert at.batches == 1
    assert await at.ahead.spent("T1", START, at.now) > 0
    assert await at.ahead.spent("T1", START, at.now + timedelta(hours=25)) == 0


async def test_what_was_edited_meanwhile_is_paid_for_and_thrown_away(at: Scene) -> None:
    await at.ask()
    edited = replace(FIRST[0], text="Checkout works", edited_ts=FIRST[1].ts)
    await at.store.messages.put([edited])

    assert await at.collect() == 0
    assert await at.unread(thread(edited, FIRST[1]), BOTH[1]) == 2
    assert await at.paid() > 0


@pytest.mark.parametrize("gone", ["deleted", "shared"])
async def test_nothing_is_kept_of_what_may_no_longer_be_read(at: Scene, gone: str) -> None:
    await at.ask()
    if gone == "deleted":
        await at.store.messages.delete("T1", "C1", FIRST[1].ts)
    else:
        await at.store.channels.update("T1", "C1", is_shared=True)

    assert await at.collect() == 0
    await at.store.channels.update("T1", "C1", is_shared=False)
    assert await at.unread(thread(FIRST[0]), BOTH[1]) == 2


async def test_of_a_thread_that_goes_on_meanwhile_only_what_is_new_is_left(at: Scene) -> None:
    await at.ask()
    await at.store.messages.put([LATE])
    assert await at.collect() == 2
    [left, none] = await at.reader.unread([thread(*FIRST, LATE), BOTH[1]], READERS)

    assert left is not None
    assert left.new == (LATE,)
    assert none is None


async def test_killed_before_the_api_had_it_a_batch_is_asked_for_again(at: Scene) -> None:
    await note(at)
    assert await at.ask(key="k2") == 0
    await at.collect(timedelta(minutes=5))
    assert len(await at.store.batches.open("T1")) == 1
    await at.collect(timedelta(minutes=6))
    assert await at.store.batches.open("T1") == []
    assert await at.ask(key="k2") == 2


async def test_killed_before_its_id_was_noted_a_batch_is_found_and_paid_once(at: Scene) -> None:
    """Another application of the same key has a batch of the same size at the same time."""
    await at.ask()
    [asked] = await at.store.batches.open("T1")
    await at.store.batches.settle(asked, (), at.now, PREPARING)
    await at.store.batches.put(replace(asked, batch_id=None))
    other = await Batches(at.claude, MODEL).create({"another": asking("Hi")})

    assert await at.collect(HOUR / 2) == 0
    assert await at.collect(HOUR) == 2
    assert at.batches == 1
    assert at.local.batches.newest_first()[0].id == other.batch_id
    assert len(await at.store.usage.since("T1", START)) == 1


async def test_an_expired_batch_costs_nothing_and_leaves_all_to_read(at: Scene) -> None:
    at.local.batches.seconds = 48 * 3600
    await at.ask()

    assert await at.collect(HOUR * 25) == 0
    assert await at.paid() == 0
    assert await at.unread() == 2
    assert await at.ask(key="k2") == 2


async def test_in_a_hurry_a_batch_is_ended_and_all_is_read_at_once(at: Scene) -> None:
    await at.ask()
    assert await at.collect(HOUR / 2, hurry=True) == 0
    assert await at.store.batches.open("T1") == []
    read = await at.ahead.read(BOTH, NAMES, "T1", "UTC", 50_000, now=at.now, wait=False)

    assert read == 2
    assert await at.unread() == 0


@pytest.mark.parametrize(
    "line", [{"error": "overloaded_error"}, {"text": "No.", "stop_reason": "refusal"}]
)
async def test_a_request_that_failed_leaves_its_threads_to_read(
    at: Scene, line: dict[str, str]
) -> None:
    at.local.say(line)
    await at.ask()

    assert await at.collect() == 0
    assert await at.unread() == 2
    assert await at.store.batches.open("T1") == []


async def test_of_a_batch_that_failed_in_part_the_rest_is_kept(at: Scene) -> None:
    talk = "The payment retries of the checkout queue still fail for orders from Norway today. "
    long = [message(400 + n, "U1", talk * 40 + str(n), root=400) for n in range(130)]
    await at.store.messages.put(long)
    threads = [*BOTH, thread(*long)]
    assert await at.ahead.read(threads, NAMES, "T1", "UTC", 10**6, now=at.now, key="k1") == 3
    [asked] = await at.store.batches.open("T1")
    failing = [{"error": "api_error"}] * (len(asked.requests) - 1)
    assert failing
    at.local.say(*failing, "# Thread 1\nThe limiter is rolled back. [m2]")

    assert await at.collect() == 2
    assert await at.unread(*threads) == 1


async def test_where_the_operator_wants_no_batches_all_is_read_at_once(at: Scene) -> None:
    ahead = ReadingAhead(at.store, at.claude, at.reader, batched=False)
    assert await ahead.read(BOTH, NAMES, "T1", "UTC", 50_000, now=at.now, key="k1") == 2
    assert at.batches == 0
    assert len(at.local.requests) == 1


async def test_where_the_api_takes_no_batches_all_is_read_at_once(at: Scene) -> None:
    assert isinstance(at.local.faults, Faults)
    at.local.faults.due = [Failure("not_found_error")]

    assert await at.ask() == 2
    assert await at.unread() == 0
    assert at.batches == 0


async def test_a_batch_that_the_api_refuses_leaves_no_trace(at: Scene) -> None:
    wrong = Claude("sk-wrong", at.claude._base_url, max_retries=0)
    ahead = ReadingAhead(
        at.store, wrong, DigestReader(at.store.summaries, wrong, MODEL), batched=True
    )
    assert await ahead.read(BOTH, NAMES, "T1", "UTC", 50_000, now=at.now, key="k1") == 0
    await wrong.close()
    assert await at.store.batches.open("T1") == []


async def note(at: Scene) -> None:
    """What a process leaves that dies before the API hears of its batch."""
    threads = tuple((one.channel.channel_id, tuple(m.ts for m in one.messages)) for one in BOTH)
    await at.store.batches.put(BatchNote("k1", "T1", at.now, "UTC", 100, ("read-1",), threads))
