"""Events come twice, late and in any order, and what is stored is the same."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.audience import Audience, everyone
from digests.models import Channel, ChannelKind, Message
from digests.store import Query, Store, open_store
from digests.store.coverage import merged, missing
from digests.store.search_text import terms, words

ALL = everyone("T1")
Step = Callable[[Store], Awaitable[object]]

SECONDS = st.integers(0, 3).map(lambda n: f"170000000{n}.000100")
LATER = st.integers(0, 5).map(lambda n: f"180000000{n}.000000")
EDITED = st.none() | LATER


def _put(ts: str, text: str, edited_ts: str | None, thread_ts: str | None) -> Step:
    message = Message("T1", "C1", ts, text, edited_ts=edited_ts, thread_ts=thread_ts)
    return lambda store: store.messages.put([message])


def _delete(ts: str) -> Step:
    return lambda store: store.messages.delete("T1", "C1", ts)


def _react(ts: str, user: str, added: bool, at: str) -> Step:
    return lambda store: store.messages.react("T1", "C1", ts, user, "tada", added, at)


STEPS = st.lists(
    st.builds(_put, SECONDS, st.text(max_size=3), EDITED, st.none() | SECONDS)
    | st.builds(_delete, SECONDS)
    | st.builds(_react, SECONDS, st.sampled_from(["U1", "U2"]), st.booleans(), LATER),
    max_size=12,
)


async def _after(steps: list[Step]) -> tuple[object, ...]:
    """Everything that can be read after these steps."""
    with tempfile.TemporaryDirectory() as directory:
        async with await open_store(Path(directory) / "a.db") as store:
            await store.channels.put([Channel("T1", "C1", "general")])
            for step in steps:
                await step(store)
            found = [await store.messages.get(ALL, "C1", f"170000000{n}.000100") for n in range(4)]
            return (*found, await store.messages.count("T1"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STEPS, st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_store_the_same(steps: list[Step], random: Random) -> None:
    shuffled = steps + steps[::2]
    random.shuffle(shuffled)
    once, again = asyncio.run(_after(steps)), asyncio.run(_after(shuffled))
    assert once == again


CHANNELS = st.lists(
    st.builds(
        Channel,
        st.just("T1"),
        st.sampled_from(["C1", "C2", "C3", "C4"]),
        st.just("x"),
        st.sampled_from(ChannelKind),
        is_shared=st.booleans(),
        opted_out=st.booleans(),
    ),
    unique_by=lambda channel: channel.channel_id,
)
AUDIENCES = st.builds(
    Audience,
    st.sampled_from(["T1", "T2"]),
    st.booleans(),
    st.frozensets(st.sampled_from(["C1", "C2", "C3", "C9"])),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(CHANNELS, st.lists(AUDIENCES, min_size=1, max_size=6))
def test_what_sql_lets_through_is_what_the_audience_may_read(
    channels: list[Channel], audiences: list[Audience]
) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as directory:
            async with await open_store(Path(directory) / "a.db") as store:
                await store.channels.put(channels)
                everywhere = ["C1", "C2", "C3", "C4", "C9"]
                ts = "1700000000.000100"
                await store.messages.put(Message("T1", c, ts, "canary") for c in everywhere)
                for audience in audiences:
                    allowed = {c.channel_id for c in channels if audience.may_read(c)}
                    got = [c for c in everywhere if await store.messages.get(audience, c, ts)]
                    hits = await store.messages.search(audience, Query("canary"))
                    assert set(got) == allowed
                    assert {hit.message.channel_id for hit in hits} == allowed

    asyncio.run(run())


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_text_is_always_found_by_itself(text: str) -> None:
    asked = words(f'"{text.replace(chr(34), " ")}"')
    assert asked.found_in(terms(text)) == len(asked) or any(c in text for c in '“”„«»"')


@given(st.text(max_size=60))
def test_indexed_words_hold_nothing_that_a_database_could_read_as_syntax(text: str) -> None:
    for term in terms(text):
        assert term
        assert not any(c.isspace() or c in "'\"\\:&|!()*<>%\0" for c in term)


STRETCHES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), max_size=8)


@given(STRETCHES, st.integers(0, 30), st.integers(0, 30))
def test_stretches_and_gaps_tile_the_window(pairs: list[list[int]], start: int, end: int) -> None:
    stretches = [(f"{a:02}", f"{b:02}") for a, b in pairs]
    gaps = missing(stretches, f"{start:02}", f"{end:02}")
    for point in range(start, end):
        middle = point + 0.5  # between two points: either known or missing
        known = any(int(a) < middle < int(b) for a, b in merged(stretches))
        lacking = any(int(a) < middle < int(b) for a, b in gaps)
        assert known != lacking
