"""Threads read for the digest: each only once, and what is new of them when they go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest_asyncio

from digests.claude.calls import Caller
from digests.matters.telling import Names
from digests.models import Message, People, Thread
from digests.reading.kept import Readers
from digests.reading.reader import DigestReader
from digests.store import Store, open_store
from tests.integration.local_claude import MODEL, Ledger, talking
from tests.support.digest_messages import channel, message, thread

PEOPLE = People({"U1": "Mara", "U2": "Jon"})
READERS = Readers(Names(PEOPLE, {"C1": "c1"}), "UTC", Caller("T1", purpose="digest"))
FIRST = (
    message(0, "U1", "Checkout fails since the limiter went live this morning", root=0),
    message(4, "U2", "We decided to roll the limiter back until load tests pass", root=0),
)
SECOND = (
    message(60, "U2", "The Berlin office opens on 2 February with twelve desks", root=60),
    message(70, "U1", "I'll order the keys for the Berlin office by Monday", root=60),
)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await open_store(tmp_path / "activity.db") as opened:
        await opened.channels.put([channel("C1")])
        await opened.messages.put([*FIRST, *SECOND])
        yield opened


def both(*more: Message) -> list[Thread]:
    return [thread(*FIRST, *more), thread(*SECOND)]


async def test_two_threads_are_read_in_one_call_and_never_again(store: Store) -> None:
    async with talking() as (local, claude):
        reader = DigestReader(store.summaries, claude, MODEL)
        first = await reader.read(both(), READERS)
        assert len(local.requests) == 1
        assert await reader.read(both(), READERS) == first
        assert len(local.requests) == 1
        assert await reader.unread(both(), READERS) == [None, None]
    said = [{source.ts for claim in one.claims for source in claim.sources} for one in first if one]
    assert len(said) == 2
    assert said[0] <= {m.ts for m in FIRST}
    assert said[1] <= {m.ts for m in SECOND}
    assert any(said)


async def test_of_a_thread_that_goes_on_only_what_is_new_is_read(store: Store) -> None:
    late = message(300, "U1", "The load tests passed, the limiter is live again", root=0)
    async with talking() as (local, claude):
        reader = DigestReader(store.summaries, claude, MODEL)
        before, _ = await reader.read(both(), READERS)
        await store.messages.put([late])
        (after, _) = await reader.read(both(late), READERS)
        asked = str(local.requests[-1].body)
    assert before is not None
    assert after is not None
    assert set(before.claims) < set(after.claims)
    assert late.ts in {source.ts for claim in after.claims for source in claim.sources}
    assert "] Checkout fails" not in asked
    assert "The load tests passed" in asked


async def test_an_edited_message_is_read_anew_with_its_thread(store: Store) -> None:
    edited = replace(FIRST[0], text="Checkout works", edited_ts=FIRST[1].ts)
    async with talking() as (_, claude):
        reader = DigestReader(store.summaries, claude, MODEL)
        await reader.read(both(), READERS)
        await store.messages.put([edited])
        (left, other) = await reader.unread([thread(edited, FIRST[1]), both()[1]], READERS)
    assert left is not None
    assert len(left.new) == 2
    assert other is None


async def test_what_its_author_keeps_out_is_never_sent(store: Store) -> None:
    hidden = message(5, "U2", "The submarine surfaces", root=0, reactions={"no_entry_sign": ["U2"]})
    async with talking() as (local, claude):
        await DigestReader(store.summaries, claude, MODEL).read(both(hidden), READERS)
        assert "submarine" not in str(local.requests[-1].body)


async def test_without_an_answer_there_is_no_summary_and_nothing_is_kept(store: Store) -> None:
    async with talking() as (local, claude):
        reader = DigestReader(store.summaries, claude, MODEL)
        local.say({"error": "overloaded_error"})
        assert await reader.read(both(), READERS) == [None, None]
        assert all(await reader.unread(both(), READERS))


async def test_what_a_call_cost_counts_for_what_it_was_made_for(store: Store) -> None:
    ledger = Ledger()
    async with talking(ledger=ledger) as (_, claude):
        await DigestReader(store.summaries, claude, MODEL).read(both(), READERS)
    assert [caller.purpose for _, caller in ledger.entries] == ["digest"]
