"""A week compiled again, from what was kept and what changed, is the week compiled from nothing."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.audience import Audience, everyone
from digests.forms import digest_json
from digests.models import Channel, Message, User, Window
from digests.pipeline import compile_digest
from digests.ranked_week import ranked_week
from digests.store import Store, Workspace, open_store
from tests.support.digest_messages import START, ts

WEEK = Window(START + timedelta(hours=2), START + timedelta(hours=40), "Europe/Berlin", "2026-W47")
ALL = everyone("T1")
ROOMS = ("C1", "C2")
Step = Callable[[Store], Awaitable[object]]

# few, so that steps meet; near each other, after pauses of every kind, before the window, after it
MINUTES = st.sampled_from(
    (0, 40, 118, 119, 121, 122, 124, 131, 150, 171, 200, 244, 246, 290, 336, 381, 427, 428, 430,
     433, 478, 524, 700, 745, 746, 749, 791, 1500, 2399, 2500)
)  # fmt: skip
WHEN = MINUTES.map(ts)
ROOM = st.sampled_from(ROOMS)
WHO = st.sampled_from(["U1", "U2", "U3", "U4", None])
TEXTS = (
    "ok",
    "The importer for the Lyon warehouse drops rows",
    "We decided to keep the old importer until Monday",
    "I'll fix the invoice page by Friday",
    "Who owns the invoice page in Lyon?",
    "Thanks <@U2> for the quick fix",
    "<@U3> can you look at INC-42 and https://git.example/app/pull/7?",
    "Standup today: the importer again",
)


def link(channel_id: str, at: str) -> str:
    return f"see https://x.slack.com/archives/{channel_id}/p{at.replace('.', '')}"


TEXT = st.sampled_from(TEXTS) | st.builds(link, ROOM, WHEN)


def put(
    room: str, at: str, who: str | None, text: str, root: str | None, edited: int | None
) -> Step:
    bot = {None: "B1", "U4": "BOWN"}.get(who)
    root = at if root is not None and root > at else root
    edited_ts = None if edited is None else ts(5000 + edited)
    message = Message(
        "T1", room, at, text, who, thread_ts=root, bot_id=bot, edited_ts=edited_ts
    )  # fmt: skip
    return lambda store: store.messages.put([message])


def react(room: str, at: str, who: str, name: str, added: bool, moment: int) -> Step:
    when = ts(5000 + moment)
    return lambda store: store.messages.react("T1", room, at, who, name, added, when)


PUT = st.builds(
    put, ROOM, WHEN, WHO, TEXT, st.sampled_from((None, None, None, ts(118), ts(171))), st.none()
)
LATER = st.builds(put, ROOM, WHEN, WHO, TEXT, st.none() | WHEN, st.none())
# after nearly all there was, so that talk and threads go on; some of it out of order
GOES_ON = st.builds(
    put, ROOM, st.integers(2290, 2398).map(ts), WHO, TEXT,
    st.none() | st.sampled_from((118, 171, 2290, 2300)).map(ts), st.none(),
)  # fmt: skip
REST = st.one_of(
    st.builds(put, ROOM, WHEN, WHO, TEXT, st.none() | WHEN, st.integers(1, 9)),
    st.builds(lambda room, at: lambda s: s.messages.delete("T1", room, at), ROOM, WHEN),
    st.builds(
        react, ROOM, WHEN, st.sampled_from(["U1", "U2"]),
        st.sampled_from(["tada", "newspaper", "no_entry_sign"]), st.booleans(), st.integers(1, 9),
    ),
    st.builds(lambda room, out: lambda s: s.channels.opt_out("T1", room, out), ROOM, st.booleans()),
    st.builds(
        lambda room, name: lambda s: s.channels.update("T1", room, name=name),
        ROOM, st.sampled_from(["ops", "billing"]),
    ),
    st.builds(
        lambda who, name: lambda s: s.users.put([User("T1", who, name)]),
        st.sampled_from(["U1", "U3"]), st.sampled_from(["Mara", "Decided: Jon"]),
    ),
)  # fmt: skip
ROUNDS = st.lists(
    st.lists(GOES_ON, min_size=1, max_size=6) | st.lists(LATER | REST, min_size=2, max_size=6),
    min_size=2,
    max_size=4,
)


async def filled(store: Store) -> None:
    await store.workspaces.put(Workspace("T1", "Acme", "https://x.slack.com/", "UTC", "U4", "BOWN"))
    await store.users.put(User("T1", f"U{n}", f"Person {n}") for n in range(1, 5))
    await store.channels.put(Channel("T1", room, room.lower(), is_member=True) for room in ROOMS)


async def told(store: Store, audience: Audience) -> str:
    """All that a week says, and all that it rests on."""
    digest = await compile_digest(store, None, WEEK, audience, now=WEEK.end, place="T1")
    week = await ranked_week(store, WEEK, audience)
    rests_on = [
        (c.messages, sorted(c.people), c.per_day, sorted(c.links), c.tokens, c.thanks,
         [astuple(one.facts) for one in (*c.best, *c.questions)])
        for c in week.channels
    ]  # fmt: skip
    return json.dumps([digest_json.to_json(digest), rests_on], sort_keys=True)


async def from_nothing(store: Store) -> str:
    await store.weeks.clear("T1")
    return await told(store, ALL)


async def compared(first: list[Step], rounds: list[list[Step]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            await open_store(Path(folder) / "kept.db") as kept,
            await open_store(Path(folder) / "fresh.db") as fresh,
        ):
            for store in (kept, fresh):
                await filled(store)
            for steps in (first, *rounds):
                for step in steps:
                    await step(kept)
                    await step(fresh)
                assert await told(kept, ALL) == await from_nothing(fresh)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(PUT, min_size=20, max_size=40), ROUNDS)
def test_a_week_made_of_what_was_kept_is_the_same_as_one_made_anew(
    first: list[Step], rounds: list[list[Step]]
) -> None:
    """Whatever comes late, is edited, deleted, reacted to, renamed or opted out in between."""
    asyncio.run(compared(first, rounds))


@pytest.mark.parametrize(
    "later",
    [
        [lambda s: s.messages.delete("T1", "C1", ts(118))],
        [put("C1", ts(121), "U1", TEXTS[1], None, None)],
        [put("C1", ts(122), "U4", "ok", ts(121), None), put("C1", ts(123), "U2", "ok", None, None)],
    ],
)
def test_the_bots_own_threads_change_a_kept_week_as_they_would_a_new_one(later: list[Step]) -> None:
    """A root of its own is deleted, talk comes near a root it answered, it answers a reply."""
    first = [
        put("C1", ts(118), "U4", "A long answer of the bot", ts(118), None),
        put("C1", ts(121), "U1", "ok", ts(118), None),
        put("C2", ts(118), "U1", "An old question", ts(118), None),
        put("C2", ts(122), "U4", "The bot's answer to it", ts(118), None),
    ]
    asyncio.run(compared(first, [later, [put("C2", ts(121), "U1", "Talk near it", None, None)]]))
