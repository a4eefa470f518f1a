"""What was for one person alone goes to all who may read it, once; what more is for one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sandbox.sample.landmarks import landmark
from tests.support.bot import Scene, eventually, everything, scene
from tests.support.sample import the_sample

CHANNEL, TS = landmark(the_sample(), "short_thread")


async def command(at: Scene, user: str, name: str, days: str = "7d") -> dict[str, Any]:
    """The private summary of a channel's last days."""
    text = f"<#{at.channel(name)}|{name}> {days}"
    await at.sandbox.control.command(user, "general", "/summarize", text)
    return await at.whispered(user, "Read ")


async def posted(at: Scene, name: str) -> list[dict[str, Any]]:
    """The bot's messages at the top of a channel, once there is one."""

    async def there() -> bool:
        return bool(at.own(at.channel(name)))

    await eventually(there, f"a message of the bot's in #{name}")
    return at.own(at.channel(name))


async def press(at: Scene, user: str, whisper: dict[str, Any]) -> None:
    channel = str(whisper["channel"])
    await at.sandbox.control.click(user, "post_in_channel", channel=channel, ts=whisper["ts"])


async def test_a_private_summary_of_a_channel_is_posted_there_once_at_no_cost() -> None:
    async with scene() as at:
        elif_ = at.person("elif")
        whisper = await command(at, elif_, "dispatch")
        assert "Post in #dispatch" in everything(whisper)
        before = at.now
        await press(at, elif_, whisper)
        await press(at, elif_, whisper)
        assert await at.whispered(elif_, "Posted in #dispatch.")
        [message] = await posted(at, "dispatch")

        assert "asked for the last 7 days. Read " in everything(message)
        assert at.calls(before).count("chat.postMessage") == 1
        assert at.model_calls(before) == 0
        assert "thread_ts" not in message


async def test_who_left_the_channel_meanwhile_posts_nothing_there() -> None:
    async with scene(claude=False) as at:
        elif_, dispatch = at.person("elif"), at.channel("dispatch")
        whisper = await command(at, elif_, "dispatch")
        at.sandbox.control.leave(elif_, dispatch)

        async def left() -> bool:
            found = await at.bot.services.store.channels.members(at.team_id, dispatch)
            return elif_ not in {user.user_id for user in found or ()}

        await eventually(left, "the bot to know")
        await press(at, elif_, whisper)

        assert await at.whispered(elif_, "Only those who are in #dispatch can post there.")
        assert at.own(dispatch) == []


async def test_a_channel_one_only_reads_offers_no_posting() -> None:
    async with scene(claude=False) as at:
        users, room = at.sandbox.workspace.users, at.channel("hardware")
        members = at.sandbox.workspace.conversations[room].members
        general = at.sandbox.workspace.conversations[at.channel("general")].members
        outsider = next(
            user for user in sorted(set(general) - set(members))
            if not users[user].get("is_bot") and not users[user].get("is_restricted")
        )  # fmt: skip
        whisper = await command(at, outsider, "hardware", "30d")

        assert "post_in_channel" not in everything(whisper)


async def test_a_posted_summary_of_a_channel_follows_what_is_deleted() -> None:
    async with scene(claude=False) as at:
        elif_, room = at.person("elif"), at.channel("dispatch")
        await press(at, elif_, await command(at, elif_, "dispatch"))
        [message] = await posted(at, "dispatch")
        assert await at.whispered(elif_, "Posted in #dispatch.")
        cited = re.findall(rf"/archives/{room}/p(\d{{10}})(\d{{6}})", message["text"])[0]
        at.sandbox.control.delete(room, ".".join(cited))

        async def mended() -> bool:
            return "".join(cited) not in everything(at.own(room))

        await eventually(mended, "the summary to be edited")
        [message] = at.own(room)
        assert "asked for the last 7 days" in everything(message)


@pytest.mark.parametrize(
    ("how", "reader"), [("newcomer", "somebody new"), ("since", "since your last message")]
)
async def test_the_menu_under_a_summary_answers_who_pressed_alone(how: str, reader: str) -> None:
    async with scene() as at:
        control, femke = at.sandbox.control, at.person("femke")
        [reply] = await at.ask(at.person("elif"), CHANNEL, at.mention, TS)
        control.post(femke, CHANNEL, "I read it all", TS)
        choice = menu(reply, how)
        await control.click(femke, "more_for_me", channel=CHANNEL, ts=reply["ts"], value=choice)
        whisper = await at.whispered(femke, "Post in thread" if how == "newcomer" else reader)

        assert whisper["thread_ts"] == TS
        assert len(at.own(CHANNEL, TS)) == 1
        assert ("post_in_thread" in everything(whisper)) is (how == "newcomer")
        asked = [sent.text for sent in at.sandbox.local_claude.requests]
        assert any("somebody new" in text for text in asked) is (how == "newcomer")


async def test_a_summary_for_someone_new_is_posted_as_one_and_mended_as_a_summary() -> None:
    async with scene() as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        root = control.post(femke, general, "The zeppelin lands at noon on Saturday")
        gone = control.post(femke, general, "It costs 4711 euros to moor it there", root)
        [reply] = await at.ask(at.person("elif"), general, at.mention, root)
        claude = at.sandbox.local_claude
        claude.say("It costs 4711 euros. [m2]\nIt lands at noon. [m1]")
        choice = menu(reply, "newcomer")
        await control.click(femke, "more_for_me", channel=general, ts=reply["ts"], value=choice)
        whisper = await at.whispered(femke, "4711")
        await control.click(femke, "post_in_thread", channel=general, ts=whisper["ts"])

        async def two() -> bool:
            return "Read 2 of 2" in everything(at.own(general, root)[1:])

        await eventually(two, "the summary to be posted")
        assert "4711" in everything(at.own(general, root)[1])
        claude.say(*["The zeppelin lands at noon. [m1]"] * 2)
        control.delete(general, gone)

        async def mended() -> bool:
            return "4711" not in everything(at.own(general, root))

        await eventually(mended, "both to be edited")
        assert "Shorter" in everything(at.own(general, root)[1])


async def test_who_never_wrote_is_told_that_everything_is_new() -> None:
    async with scene(claude=False) as at:
        [reply] = await at.ask(at.person("elif"), CHANNEL, at.mention, TS)
        other, choice = (
            next(u for u in colleagues(at) if u not in writers(at)),
            menu(reply, "since"),
        )
        await at.sandbox.control.click(
            other, "more_for_me", channel=CHANNEL, ts=reply["ts"], value=choice
        )

        assert await at.whispered(other, "You wrote nothing here, so this is all of it.")


async def test_shorter_keeps_the_language_that_was_asked_for() -> None:
    async with scene() as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        [reply] = await at.ask(elif_, CHANNEL, f"{at.mention} auf Deutsch", TS)
        before = at.now
        await control.click(elif_, "shorter", channel=CHANNEL, ts=reply["ts"])
        await control.until(lambda: "chat.update" in at.calls(before))
        sent = at.sandbox.local_claude.requests[-1].text

        assert "Language: German." in sent
        assert "Length: shorter" in sent


def menu(reply: dict[str, Any], how: str) -> str:
    """The value of an option in the menu under a summary."""
    [element] = [
        element
        for block in reply["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "overflow"
    ]
    return next(str(o["value"]) for o in element["options"] if f'"how": "{how}"' in o["value"])


def colleagues(at: Scene) -> list[str]:
    """The people in the thread's channel, colleagues only."""
    users = at.sandbox.workspace.users
    members = at.sandbox.workspace.conversations[CHANNEL].members
    return [u for u in members if not users[u].get("is_bot") and not users[u].get("is_restricted")]


def writers(at: Scene) -> set[str]:
    """Who wrote in the thread."""
    return {str(m.get("user")) for m in at.sandbox.control.messages(CHANNEL, TS)}
