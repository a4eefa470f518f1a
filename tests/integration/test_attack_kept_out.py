"""A channel whose topic says no-digest is for its members; nobody else reads it, however asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.recording import Recorder
from digests.audience import Audience, everyone
from digests.errors import NotReadable
from digests.models import Channel, Message, Window
from digests.store import Query, Store

pytest_plugins = ("tests.support.store_homes",)

TS = "1795003200.000100"
WEEK = Window(datetime(2026, 11, 13, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
CHANNEL = Channel("T1", "C1", "bikes", is_member=True, topic="Own bikes · No-Digest, please")
EVERYONE = everyone("T1")
MEMBERS = Audience("T1", channel_ids=frozenset({"C1"}))


async def readable(store: Store, audience: Audience) -> list[bool]:
    """Whether each way of reading gives the channel's one message."""
    channel = await store.channels.get("T1", "C1")
    return [
        channel is not None and audience.may_read(channel),
        bool(await store.messages.get(audience, "C1", TS)),
        await _thread(store, audience),
        bool(await store.messages.search(audience, Query("pretzel"))),
        bool(await store.messages.in_window(audience, "C1", WEEK)),
        bool(await store.messages.active(audience, WEEK)),
        any((await store.messages.per_day(audience, WEEK)).values()),
    ]


async def _thread(store: Store, audience: Audience) -> bool:
    try:
        return bool((await store.messages.thread(audience, "C1", TS)).messages)
    except NotReadable:
        return False


@pytest.mark.parametrize(
    ("topic", "kept_out"),
    [
        ("no-digest", True),
        ("Own bikes · NO-DIGEST", True),
        ("digest this, no problem", False),
        ("", False),
    ],
)
async def test_a_topic_keeps_a_channel_from_everybody_but_its_members(
    store: Store, topic: str, kept_out: bool
) -> None:
    await store.channels.put([replace(CHANNEL, topic=topic)])
    await store.messages.put([Message("T1", "C1", TS, "The password is pretzel", "U1")])

    assert await readable(store, EVERYONE) == [not kept_out] * 7
    assert await readable(store, MEMBERS) == [True] * 7


@pytest.mark.parametrize("subtype", ["channel_topic", "group_topic"])
async def test_a_new_topic_holds_from_the_moment_slack_tells_of_it(
    store: Store, subtype: str
) -> None:
    await store.channels.put([replace(CHANNEL, topic="Own bikes")])
    await store.messages.put([Message("T1", "C1", TS, "The password is pretzel", "U1")])
    event = {"type": "message", "subtype": subtype, "channel": "C1", "ts": "1795003300.000100"}
    recorder = Recorder(store, "T1")

    await recorder.record({**event, "topic": "Own bikes · no-digest", "text": "set the topic"})
    assert await readable(store, EVERYONE) == [False] * 7
    await recorder.record({**event, "topic": "", "text": "cleared the topic"})
    assert await readable(store, EVERYONE) == [True] * 7
