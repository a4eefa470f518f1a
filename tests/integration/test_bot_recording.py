"""Events into the store, one by one, without Slack: what each leaves there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.recording import Recorder
from digests.audience import Audience
from digests.models import Channel, ChannelKind, Message, User
from digests.store import Store, Workspace, open_store

TEAM, ME, ANN = "T1", "U0BOT", "U1"
HERE = Audience(TEAM, channel_ids=frozenset({"C1"}))
TS = "1794000000.000100"


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store with one private channel that the bot and Ann are in."""
    async with await open_store(tmp_path / "activity.db") as opened:
        await opened.workspaces.put(Workspace(TEAM, bot_user_id=ME))
        await opened.users.put([User(TEAM, ANN, "Ann"), User(TEAM, ME, "Digestif", is_bot=True)])
        room = Channel(TEAM, "C1", "board", ChannelKind.PRIVATE, is_member=True)
        await opened.channels.put([room])
        await opened.channels.set_members(TEAM, "C1", [ANN, ME])
        yield opened


def said(text: str, **more: object) -> dict[str, object]:
    return {"type": "message", "ts": TS, "user": ANN, "text": text, **more}


async def test_a_channel_with_a_new_id_stays_opted_out_and_keeps_its_text(store: Store) -> None:
    await store.messages.put([Message(TEAM, "C1", TS, "Not for everybody", user_id=ANN)])
    await store.channels.opt_out(TEAM, "C1", True)
    event = {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2"}
    for _ in range(2):
        await Recorder(store, TEAM).record(event)
    moved = await store.channels.get(TEAM, "C2")
    there = Audience(TEAM, channel_ids=frozenset({"C2"}))

    assert moved is not None
    assert moved.opted_out
    assert moved.kind is ChannelKind.PRIVATE
    assert await store.messages.get(there, "C2", TS) is not None
    assert await store.channels.get(TEAM, "C1") is None


async def test_what_is_stored_of_a_shared_channel_follows_its_edits(store: Store) -> None:
    await store.messages.put([Message(TEAM, "C1", TS, "The old words", user_id=ANN)])
    edited = said("The new words", edited={"user": ANN, "ts": "1794000009.000100"})
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "message": edited}
    await Recorder(store, TEAM, shared=True).record(event)
    message = await store.messages.get(HERE, "C1", TS)

    assert message is not None
    assert message.text == "The new words"


async def test_an_edit_in_a_shared_channel_brings_nothing_new_into_the_store(store: Store) -> None:
    edited = said("Never stored", edited={"user": ANN, "ts": "1794000009.000100"})
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "message": edited}
    await Recorder(store, TEAM, shared=True).record(event)

    assert await store.messages.get(HERE, "C1", TS) is None


async def test_nobody_is_known_to_be_in_a_channel_that_the_bot_left(store: Store) -> None:
    events = (
        {"type": "group_left", "channel": "C1"},
        {"type": "member_left_channel", "channel": "C1", "user": ME, "event_ts": TS},
    )
    for event in events:
        await store.channels.update(TEAM, "C1", is_member=True)
        await store.channels.set_members(TEAM, "C1", [ANN, ME])
        await Recorder(store, TEAM).record(event)
        readers = await store.audiences.for_user(TEAM, ANN)
        channel = await store.channels.get(TEAM, "C1")

        assert channel is not None
        assert not channel.is_member
        assert not readers.may_read(channel)
