"""What people press under an answer, and what holds in a channel by an admin's choice."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from sandbox.sample.landmarks import CANARIES, landmark
from tests.support.bot import Scene, eventually, everything, scene
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
CHANNEL, TS = landmark(the_sample(), "short_thread")


def admin(at: Scene) -> str:
    users = at.sandbox.workspace.users.values()
    return next(str(u["id"]) for u in users if u.get("is_admin") and not u.get("deleted"))


async def own_messages(at: Scene, channel: str, thread_ts: str, count: int) -> list[dict[str, Any]]:
    async def there() -> bool:
        found = at.own(channel, thread_ts)
        return len(found) == count and found[-1].get("streaming_state") != "in_progress"

    await eventually(there, f"{count} messages of the bot's")
    return at.own(channel, thread_ts)


async def test_a_thumb_down_asks_what_it_should_have_said_and_keeps_it() -> None:
    async with scene(claude=False) as at:
        control, femke = at.sandbox.control, at.person("femke")
        [reply] = await at.ask(at.person("elif"), CHANNEL, at.mention, TS)
        await control.click(femke, "feedback", channel=CHANNEL, ts=reply["ts"], value="negative")
        modal = await control.until(lambda: control.views(femke).get("modals"))
        shown = modal[-1]
        assert "What should it have said?" in everything(shown)
        values = {
            "why": {"why": {"type": "radio_buttons", "selected_option": {"value": "missing"}}},
            "should": {"should": {"type": "plain_text_input", "value": "That Wei decided it"}},
        }
        await control.submit(femke, shown["id"], values)
        [kept] = await at.bot.services.store.feedback.of(at.team_id, CHANNEL, reply["ts"])

        assert kept.verdict == "down"
        assert json.loads(kept.text) == {"why": "missing", "should": "That Wei decided it"}


async def test_a_thumb_up_opens_nothing() -> None:
    async with scene(claude=False) as at:
        control, femke = at.sandbox.control, at.person("femke")
        [reply] = await at.ask(at.person("elif"), CHANNEL, at.mention, TS)
        before = at.now
        await control.click(femke, "feedback", channel=CHANNEL, ts=reply["ts"], value="positive")

        assert "views.open" not in at.calls(before)


async def test_a_private_summary_can_be_posted_in_the_thread_at_no_cost() -> None:
    async with scene() as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        await control.shortcut(elif_, "summarize_thread", LONG_CHANNEL, LONG_TS)
        whisper = await at.whispered(elif_, "Post in thread")
        before = at.now
        await control.click(elif_, "post_in_thread", channel=LONG_CHANNEL, ts=whisper["ts"])
        [reply] = await own_messages(at, LONG_CHANNEL, LONG_TS, 1)

        assert "Read 139 of 139 messages" in everything(reply)
        assert at.model_calls(before) == 0


async def test_a_private_answer_is_posted_only_from_what_everybody_there_may_read() -> None:
    async with scene() as at:
        await at.read_everything()
        control = at.sandbox.control
        rooms, users = at.sandbox.workspace.conversations, at.sandbox.workspace.users
        both = (rooms[at.channel(name)].members for name in ("pricing-core", "general"))
        inside = set.intersection(*map(set, both))
        member = next(u for u in sorted(inside) if u != at.me and not users[u].get("is_bot"))
        general, words = at.channel("general"), CANARIES["pricing-core"]
        text = f"{at.mention} What is {words}? Just for me"
        replies = await at.ask(member, "general", text)
        whisper = await at.whispered(member, "Post in thread")
        assert replies == []
        assert at.channel("pricing-core") in everything(whisper)
        await control.click(member, "post_in_thread", channel=general, ts=whisper["ts"])
        [reply] = await own_messages(at, general, str(whisper["thread_ts"]), 1)

        assert at.channel("pricing-core") not in everything(reply)


async def test_an_admin_makes_private_the_default_of_a_channel() -> None:
    async with scene() as at:
        control = at.sandbox.control
        said = await control.command(admin(at), CHANNEL, "/digest", "answers private")
        replies = await at.ask(at.person("elif"), CHANNEL, at.mention, TS)

        assert "for the asker alone" in everything(said)
        assert replies == []
        assert await at.whispered(at.person("elif"), "Post in thread")


async def test_nobody_but_admins_changes_how_a_channel_is_answered() -> None:
    async with scene(claude=False) as at:
        command = at.sandbox.control.command
        said = await command(at.person("elif"), CHANNEL, "/digest", "answers private")

        assert "Only the workspace's admins" in everything(said)


async def test_with_follow_ups_on_a_thread_goes_on_without_a_mention() -> None:
    async with scene() as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        await control.command(admin(at), "general", "/digest", "answers followups on")
        root = control.post(femke, "general", "The zeppelin lands at noon on Saturday")
        before = at.now
        quiet = control.post(femke, "general", "Nobody answered here yet", root)
        await at.recorded(general, quiet, "Nobody answered here yet")
        assert at.calls(before) == []
        await at.ask(femke, "general", f"{at.mention} When does it land?", root)
        replies = await at.ask(femke, "general", "And on which day does it land?", root)

        assert len(replies) == 2
        elsewhere = control.post(femke, "general", f"<@{at.person('elif')}> did you see?", root)
        await at.recorded(general, elsewhere, f"<@{at.person('elif')}> did you see?")
        job = f"answer:{at.team_id}:{general}:{elsewhere}"
        assert await at.bot.services.jobs.status(job) is None


async def test_without_it_a_thread_does_not_go_on_without_a_mention() -> None:
    async with scene() as at:
        femke, general = at.person("femke"), at.channel("general")
        root = at.sandbox.control.post(femke, "general", "The zeppelin lands at noon on Saturday")
        await at.ask(femke, "general", f"{at.mention} When does it land?", root)
        before = at.now
        ts = at.sandbox.control.post(femke, "general", "And on which day?", root)
        await at.recorded(general, ts, "And on which day?")

        assert at.calls(before) == []
        assert await at.bot.services.jobs.status(f"answer:{at.team_id}:{general}:{ts}") is None


async def test_an_option_that_is_pressed_is_answered_and_the_buttons_go() -> None:
    async with scene() as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        claude = at.sandbox.local_claude
        claude.say("Which bike do you mean?\n- the red bike\n- the cargo bike")
        text = f"{at.mention} Where is the bike, the red bike or the cargo bike?"
        [question] = await at.ask(femke, "general", text)
        assert everything(question).count('"choose_') == 2
        claude.say("Nothing.")
        await control.click(femke, "choose_1", channel=general, ts=question["ts"])
        replies = await own_messages(at, general, str(question["thread_ts"]), 2)
        messages = claude.requests[-1].body["messages"]

        assert "the cargo bike" in everything(messages[-1])
        assert "Which bike do you mean?" in everything(messages[1])
        assert "choose_" not in everything(replies[0])
        assert "chose: the cargo bike" in everything(replies[0])


async def test_of_two_who_press_at_once_one_chooses() -> None:
    async with scene() as at:
        control, general = at.sandbox.control, at.channel("general")
        femke, elif_ = at.person("femke"), at.person("elif")
        claude = at.sandbox.local_claude
        claude.say("Which bike do you mean?\n- the red bike\n- the cargo bike")
        text = f"{at.mention} Where is the bike, the red bike or the cargo bike?"
        [question] = await at.ask(femke, "general", text)
        claude.say("Nothing.", "Nothing.")
        await asyncio.gather(
            control.click(femke, "choose_0", channel=general, ts=question["ts"]),
            control.click(elif_, "choose_1", channel=general, ts=question["ts"]),
        )
        await at.job(f"choose:{at.team_id}:{general}:{question['ts']}")
        replies = at.own(general, str(question["thread_ts"]))

        assert len(replies) == 2
        assert everything(replies[0]).count("chose: ") == 1


async def test_stop_breaks_off_the_run_and_says_who_pressed_it() -> None:
    async with scene() as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        control.claude(speed=30)
        ts = control.post(elif_, LONG_CHANNEL, at.mention, LONG_TS)
        begun = await control.until(lambda: at.own(LONG_CHANNEL, LONG_TS))
        control.stop(at.person("femke"), LONG_CHANNEL, begun[0]["ts"])
        await at.job(f"answer:{at.team_id}:{LONG_CHANNEL}:{ts}", 10)
        before = at.now
        [reply] = at.own(LONG_CHANNEL, LONG_TS)
        names = (await at.bot.services.store.users.people(at.team_id)).names

        assert f"Stopped by {names[at.person('femke')]}." in everything(reply)
        assert at.model_calls(before) == 0


async def test_an_answer_no_longer_says_what_was_deleted() -> None:
    async with scene() as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        root = control.post(femke, "general", "The zeppelin lands at noon on Saturday")
        gone = control.post(femke, "general", "It costs 4711 euros", root)
        at.sandbox.local_claude.say("It lands at noon. [m1]\nIt costs 4711 euros. [m2]")
        [reply] = await at.ask(femke, "general", f"{at.mention} What of it?", root)
        assert "4711" in everything(reply)
        control.delete(general, gone)

        async def mended() -> bool:
            return "4711" not in everything(at.own(general, root))

        await eventually(mended, "the answer to be edited")
        [reply] = at.own(general, root)
        assert "It lands at noon." in everything(reply)
        assert "Edited: a message it rested on" in everything(reply)


async def test_a_summary_is_made_anew_when_a_message_it_cites_is_deleted() -> None:
    async with scene() as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        root = control.post(femke, "general", "The zeppelin lands at noon on Saturday")
        gone = control.post(femke, "general", "It costs 4711 euros to moor it there", root)
        at.sandbox.local_claude.say(
            "It lands at noon. [m1]\nIt costs 4711 euros. [m2]", "The zeppelin lands. [m1]"
        )
        [reply] = await at.ask(femke, "general", at.mention, root)
        assert "4711" in everything(reply)
        control.delete(general, gone)

        async def mended() -> bool:
            return "4711" not in everything(at.own(general, root))

        await eventually(mended, "the summary to be edited")
        assert "zeppelin" in everything(at.own(general, root))
