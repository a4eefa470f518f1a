"""What Slack sends is recorded before it is acknowledged, once, in any order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest

from bot import recording
from digests.audience import Audience
from digests.models import Message
from tests.support.bot import Scene, eventually, scene


async def stored(at: Scene, channel: str, ts: str) -> Message | None:
    only = Audience(at.team_id, channel_ids=frozenset({channel}))
    return await at.bot.services.store.messages.get(only, channel, ts)


async def test_a_message_its_edit_and_its_deletion_are_recorded() -> None:
    async with scene(claude=False) as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        ts = control.post(elif_, general, "First")
        await at.recorded(general, ts, "First")
        control.edit(general, ts, "Second")
        await at.recorded(general, ts, "Second")
        control.delete(general, ts)
        await at.recorded(general, ts, None)


async def test_a_deleted_root_with_replies_is_gone_and_its_replies_stay() -> None:
    async with scene(claude=False) as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        root = control.post(elif_, general, "Root")
        reply = control.post(elif_, general, "Reply", root)
        await at.recorded(general, reply, "Reply")
        control.delete(general, root)
        await at.recorded(general, root, None)
        await at.recorded(general, reply, "Reply")


async def test_broadcasts_and_shared_files_are_recorded() -> None:
    async with scene(claude=False) as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        root = control.post(elif_, general, "Root")
        broadcast = control.post(elif_, general, "For all", root, broadcast=True)
        await at.recorded(general, broadcast, "For all")
        file = {"name": "plan.txt", "mimetype": "text/plain", "content": b"A plan"}
        ts = control.post(elif_, general, "See here", files=[file])
        await at.recorded(general, ts, "See here")
        message = await stored(at, general, ts)

        assert message is not None
        assert [f.name for f in message.files] == ["plan.txt"]


async def test_reactions_are_recorded_and_taken_back() -> None:
    async with scene(claude=False) as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        ts = control.post(elif_, general, "Well?")
        control.react(elif_, general, ts, "tada")

        async def reactions(expected: list[str]) -> bool:
            message = await stored(at, general, ts)
            return message is not None and [r.name for r in message.reactions] == expected

        await eventually(lambda: reactions(["tada"]), "the reaction")
        control.react(elif_, general, ts, "tada", remove=True)
        await eventually(lambda: reactions([]), "the reaction to go")


async def test_joins_and_leaves_change_who_is_in_a_channel() -> None:
    async with scene(claude=False) as at:
        general, control, store = at.channel("general"), at.sandbox.control, at.bot.services.store
        newcomer = control.create_user("newcomer")
        control.join(newcomer, "general")

        async def inside(expected: bool) -> bool:
            members = await store.channels.members(at.team_id, general) or []
            return (newcomer in [m.user_id for m in members]) is expected

        await eventually(lambda: inside(True), "the newcomer in the channel")
        control.leave(newcomer, "general")
        await eventually(lambda: inside(False), "the newcomer to be gone")


async def test_a_new_person_and_a_new_name_are_recorded() -> None:
    async with scene(claude=False) as at:
        control, store = at.sandbox.control, at.bot.services.store
        user_id = control.create_user("before")

        async def named(name: str) -> bool:
            user = await store.users.get(at.team_id, user_id)
            return user is not None and user.name == name

        await eventually(lambda: named("before"), "the new person")
        control.update_user(user_id, profile={"display_name": "after", "real_name": "after"})
        await eventually(lambda: named("after"), "the new name")


@pytest.mark.parametrize(
    ("op", "field", "expected"),
    [("archive", "is_archived", True), ("share", "is_shared", True), ("rename", "name", "renamed")],
)
async def test_changes_of_a_channel_are_recorded(op: str, field: str, expected: object) -> None:
    async with scene(claude=False) as at:
        hardware, store = at.channel("hardware"), at.bot.services.store
        at.sandbox.control.channel(op, "hardware", "renamed" if op == "rename" else "")

        async def changed() -> bool:
            channel = await store.channels.get(at.team_id, hardware)
            return channel is not None and getattr(channel, field) == expected

        await eventually(changed, f"{field} to be {expected}")


async def test_a_new_channel_and_the_bot_in_it_are_recorded_and_its_past_is_read() -> None:
    async with scene(claude=False) as at:
        control, store, elif_ = at.sandbox.control, at.bot.services.store, at.person("elif")
        control.create_channel("kiosk", [elif_])
        ts = control.post(elif_, "kiosk", "Said before the bot came")
        control.join(at.me, "kiosk", elif_)
        kiosk = at.channel("kiosk")
        await at.recorded(kiosk, ts, "Said before the bot came")
        channel = await store.channels.get(at.team_id, kiosk)

        assert channel is not None
        assert channel.is_member


async def test_externally_shared_channels_are_not_stored_nor_what_is_edited_in_them() -> None:
    async with scene(claude=False) as at:
        shared, general = at.channel("ext-fjordkost"), at.channel("general")
        room = at.sandbox.workspace.conversations[shared]
        person = next(u for u in room.members if u in _general(at) and u != at.me)
        ts = at.sandbox.control.post(person, shared, "Between two companies")
        at.sandbox.control.edit(shared, ts, "Between two companies, and put better")
        later = at.sandbox.control.post(person, general, "Among us")
        await at.recorded(general, later, "Among us")

        assert await stored(at, shared, ts) is None


async def test_reactions_in_externally_shared_channels_are_not_stored() -> None:
    async with scene(claude=False) as at:
        shared, general = at.channel("ext-fjordkost"), at.channel("general")
        room = at.sandbox.workspace.conversations[shared]
        person = next(u for u in room.members if u in _general(at) and u != at.me)
        ts = at.sandbox.control.post(person, shared, "Between two companies")
        at.sandbox.control.react(person, shared, ts, "eyes")
        later = at.sandbox.control.post(person, general, "Among us")
        await at.recorded(general, later, "Among us")
        known = Message(at.team_id, shared, ts, "Between two companies", person)
        await at.bot.services.store.messages.put([known])
        kept = await stored(at, shared, ts)

        assert kept is not None
        assert kept.reactions == ()


async def test_in_a_shared_channel_the_bot_answers_who_asks_it() -> None:
    async with scene(claude=False) as at:
        shared = at.channel("ext-fjordkost")
        room = at.sandbox.workspace.conversations[shared]
        person = next(u for u in room.members if u in _general(at) and u != at.me)
        root = at.sandbox.control.post(person, shared, "The crates arrive on Monday at the dock")
        [reply] = await at.ask(person, shared, at.mention, root)

        assert "crates arrive on Monday" in str(reply["text"])


async def test_duplicates_have_one_effect() -> None:
    async with scene() as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        control.fault("delivery", "duplicate")
        root = control.post(elif_, general, "The zeppelin lands at noon")
        replies = await at.ask(elif_, general, at.mention, root)

        assert len(replies) == 1
        assert at.calls().count("chat.startStream") == 1


async def test_a_lost_acknowledgment_leads_to_one_answer() -> None:
    async with scene() as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        root = control.post(elif_, general, "The zeppelin lands at noon")
        control.fault("delivery", "lost_ack", count=2)
        replies = await at.ask(elif_, general, at.mention, root)
        control.clock(advance=70)

        assert len(replies) == 1


async def test_an_edit_that_overtakes_its_message_wins() -> None:
    async with scene(claude=False) as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        control.fault("delivery", "delay", method="message", count=1, seconds=5)
        ts = control.post(elif_, general, "First")
        control.edit(general, ts, "Second")
        await at.recorded(general, ts, "Second")
        control.clock(advance=6)
        later = control.post(elif_, general, "Later")
        await at.recorded(general, later, "Later")
        message = await stored(at, general, ts)

        assert message is not None
        assert message.text == "Second"


async def test_everything_that_is_sent_is_acknowledged() -> None:
    async with scene(claude=False) as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        ts = control.post(elif_, "general", "One")
        control.react(elif_, "general", ts, "eyes")
        control.edit("general", ts, "Two")
        control.delete("general", ts)
        control.channel("topic", "general", "A new topic")
        control.open_home(elif_)

        def unacknowledged() -> set[str]:
            entries = control.journal()
            sent = {e["envelope_id"] for e in entries if e["kind"] == "delivery" and "by" in e}
            return sent - {e["envelope_id"] for e in entries if e["kind"] == "ack"}

        await control.until(lambda: not unacknowledged())


async def test_what_the_store_cannot_take_is_not_acknowledged() -> None:
    async with scene(claude=False) as at:
        event = {"type": "message", "channel": at.channel("general"), "user": at.person("elif")}
        body = _envelope(at, {**event, "text": "Lost?", "ts": "1794000000.000100"})
        await at.bot.services.store.close()
        answer = await at.bot.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))

        assert answer.status == 500


async def test_an_unfurl_changes_nothing() -> None:
    async with scene(claude=False) as at:
        general = at.channel("general")
        message = {"type": "message", "user": at.person("elif"), "text": "See https://a.example"}
        message |= {"ts": "1794000000.000100"}
        event = {
            "type": "message",
            "subtype": "message_changed",
            "channel": general,
            "ts": "1794000001.000100",
            "message": {**message, "attachments": [{"title": "An unfurled page", "id": 1}]},
            "previous_message": message,
        }
        request = AsyncBoltRequest(body=_envelope(at, event), mode="socket_mode")
        answer = await at.bot.app.async_dispatch(request)

        assert answer.status == 200
        assert await stored(at, general, "1794000000.000100") is None


def test_every_event_that_changes_what_is_stored_has_a_writer() -> None:
    assert {"message", "app_mention", "reaction_added", "member_joined_channel"} <= set(
        recording.WRITERS
    )


def _envelope(at: Scene, event: dict[str, Any]) -> str:
    me = {"team_id": at.team_id, "user_id": at.me, "is_bot": True, "is_enterprise_install": False}
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": at.team_id,
            "event_id": "Ev1",
            "event": event,
            "authorizations": [{**me, "enterprise_id": None}],
        }
    )


def _general(at: Scene) -> set[str]:
    room = at.sandbox.workspace.conversations[at.channel("general")]
    return {u for u in room.members if not at.sandbox.workspace.users[u].get("is_bot")}


async def test_a_socket_cut_in_mid_delivery_loses_nothing_and_answers_once() -> None:
    async with scene() as at:
        general, elif_, control = at.channel("general"), at.person("elif"), at.sandbox.control
        root = control.post(elif_, general, "The zeppelin lands at noon")
        await at.recorded(general, root, "The zeppelin lands at noon")
        control.fault("delivery", "disconnect", method="message", count=1)
        ts = control.post(elif_, general, at.mention, root)
        # Slack delivers again at once, after a minute and after five.
        for _ in range(3):
            await control.until(lambda: at.sandbox.sockets.count, timeout=30)
            control.clock(advance=61)
        await at.recorded(general, ts, at.mention)
        await at.job(f"answer:{at.team_id}:{general}:{ts}")

        assert len(at.own(general, root)) == 1
