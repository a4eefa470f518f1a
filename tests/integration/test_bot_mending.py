"""Answers that follow what they rest on, for the readers they were made for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.bot import Scene, eventually, everything, scene

LANDS, COSTS, CHEAPER = (
    "The zeppelin lands at noon on Saturday",
    "The zeppelin costs 4711 euros to moor",
    "The zeppelin costs nothing to moor",
)


async def no_longer(at: Scene, words: str, channel: str, thread_ts: str) -> list[dict[str, Any]]:
    """Wait until nothing of the bot's in a thread says some words; what stands there then."""

    async def gone() -> bool:
        return words not in everything(at.own(channel, thread_ts))

    await eventually(gone, f"{words} to go")
    return at.own(channel, thread_ts)


@pytest.mark.parametrize("asked", ["", " What of it?"])
async def test_what_is_edited_between_reading_and_posting_is_said_no_more(asked: str) -> None:
    async with scene() as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        root = control.post(femke, "general", LANDS)
        costs = control.post(femke, "general", COSTS, root)
        at.sandbox.local_claude.say(
            "It lands at noon. [m1]\nIt costs 4711 euros. [m2]", "It lands at noon. [m1]"
        )
        control.claude(delay=1.0)
        ts = control.post(femke, "general", f"{at.mention}{asked}", root)
        await control.until(lambda: at.model_calls() > 0)
        control.edit(general, costs, CHEAPER)
        await at.recorded(general, costs, CHEAPER)
        assert await at.job(f"answer:{at.team_id}:{general}:{ts}") == "SUCCESS"
        [reply] = await no_longer(at, "4711", general, root)

        assert "It lands at noon." in everything(reply)


async def test_a_summary_follows_what_it_cites_since_it_was_mended() -> None:
    """What it cited first is gone, so old and new have no message in common."""
    async with scene() as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        root = control.post(femke, "general", LANDS)
        gone = control.post(femke, "general", COSTS, root)
        at.sandbox.local_claude.say("It costs 4711 euros. [m2]", "It lands at noon. [m1]")
        await at.ask(femke, "general", at.mention, root)
        control.delete(general, gone)
        await no_longer(at, "4711", general, root)
        at.sandbox.local_claude.say("It lands on Sunday. [m1]")
        control.edit(general, root, "The zeppelin lands on Sunday")
        await no_longer(at, "at noon", general, root)

        async def at_rest() -> bool:
            return await at.bot.services.store.deliveries.stale(at.team_id) == []

        await eventually(at_rest, "nothing to be stale")


async def test_in_a_direct_message_an_answer_keeps_what_only_the_asker_may_read() -> None:
    async with scene() as at:
        control, ruth, room = at.sandbox.control, at.person("ruth"), at.channel("pricing-core")
        await at.read_everything()
        for text in (LANDS, COSTS):
            gone = control.post(ruth, room, text)
            await at.recorded(room, gone, text)
        dm = control.dm(ruth)
        search = {"name": "search_messages", "input": {"query": "zeppelin"}}
        at.sandbox.local_claude.say(
            {"tool_use": search},
            "The zeppelin costs 4711 euros to moor. [s1]\nThe zeppelin lands at noon. [s2]",
        )
        [reply] = await at.ask(ruth, dm, "What is known about the zeppelin?")
        assert "4711" in everything(reply)
        assert "lands at noon" in everything(reply)
        root = str(reply["thread_ts"])
        control.delete(room, gone)
        [reply] = await no_longer(at, "4711", dm, root)

        assert "lands at noon" in everything(reply)
        assert "Edited: a message it rested on" in everything(reply)


async def test_an_offer_of_the_closest_messages_follows_them_too() -> None:
    async with scene(claude=False) as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        for text in (LANDS, COSTS):
            gone = control.post(femke, "general", text)
            await at.recorded(general, gone, text)
        [reply] = await at.ask(femke, "general", f"{at.mention} What of the zeppelin?")
        assert "4711" in everything(reply)
        root = str(reply["thread_ts"])
        control.edit(general, gone, CHEAPER)
        [reply] = await no_longer(at, "4711", general, root)

        assert "The closest messages I found:" in everything(reply)
        assert LANDS in everything(reply)
        assert CHEAPER in everything(reply)


async def test_an_answer_that_can_not_be_edited_holds_up_no_other() -> None:
    async with scene() as at:
        control, femke = at.sandbox.control, at.person("femke")
        await at.read_everything()
        gone = control.post(femke, "hardware", COSTS)
        await at.recorded(at.channel("hardware"), gone, COSTS)
        search = {"name": "search_messages", "input": {"query": "zeppelin"}}
        # They are mended in this order.
        first, second = sorted([at.channel("dispatch"), at.channel("general")])
        for channel in (first, second):
            at.sandbox.local_claude.say({"tool_use": search}, "It costs 4711 euros. [s1]")
            [reply] = await at.ask(femke, channel, f"{at.mention} What is the price?")
            assert "4711" in everything(reply)
        control.leave(at.me, first)
        control.delete(at.channel("hardware"), gone)
        [reply] = await no_longer(at, "4711", second, str(reply["thread_ts"]))

        assert "were deleted or changed" in everything(reply)
