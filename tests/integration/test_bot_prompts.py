"""A prompt: answered from the thread and the store, and only from what its readers may see."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.sample.landmarks import CANARIES
from tests.support.bot import Scene, everything, running_bot, scene
from tests.support.sample import the_sample


async def test_a_prompt_is_answered_in_the_thread_under_it_with_sources() -> None:
    async with scene() as at:
        await at.read_everything()
        [reply] = await at.ask(
            at.person("femke"), "rider-app", f"{at.mention} What was decided about Android 9?"
        )

        assert "Android" in str(reply["text"])
        assert "[[1]](" in everything(reply)
        assert "Searched" in everything(reply)


async def test_no_status_stays_behind_under_an_answer_that_tools_were_used_for() -> None:
    async with scene() as at:
        await at.read_everything()
        [reply] = await at.ask(
            at.person("femke"), "rider-app", f"{at.mention} What was decided about Android 9?"
        )

        assert "Searching" in everything(reply["blocks"])
        assert not at.sandbox.workspace.statuses


async def test_an_answer_never_cites_the_question_itself() -> None:
    async with scene() as at:
        await at.read_everything()
        [reply] = await at.ask(
            at.person("femke"), "rider-app", f"{at.mention} What was decided about Android 9?"
        )

        assert str(reply["thread_ts"]).replace(".", "") not in str(reply["text"])


async def test_in_a_thread_the_thread_is_the_context() -> None:
    async with scene() as at:
        femke = at.person("femke")
        root = at.sandbox.control.post(femke, "general", "The zeppelin lands at noon on Saturday")
        [reply] = await at.ask(femke, "general", f"{at.mention} When does the zeppelin land?", root)

        assert "noon on Saturday" in str(reply["text"])
        assert root.replace(".", "") in str(reply["text"])


async def test_without_claude_a_prompt_gets_the_closest_messages_and_what_can_be_done() -> None:
    async with scene(claude=False) as at:
        await at.read_everything()
        [reply] = await at.ask(at.person("femke"), "general", f"{at.mention} Android 9 decision?")

        assert "Claude isn't set up" in str(reply["text"])
        assert "Android" in str(reply["text"])
        assert "/archives/" in str(reply["text"])


async def test_a_bare_mention_outside_of_a_thread_is_told_what_can_be_asked() -> None:
    async with scene() as at:
        [reply] = await at.ask(at.person("femke"), "general", at.mention)

        assert "Mention me in a thread for a summary" in str(reply["text"])


@pytest.mark.parametrize("claude", [True, False])
@pytest.mark.parametrize("canary", ["pricing-core", "ext-fjordkost"])
async def test_what_a_private_or_shared_channel_holds_stays_out_of_a_public_answer(
    claude: bool, canary: str
) -> None:
    async with scene(claude=claude) as at:
        await at.read_everything()
        words = CANARIES[canary]
        asker = at.sandbox.workspace.conversations[at.channel(canary)].members
        person = next(u for u in asker if u != at.me and u in _members(at, "general"))
        [reply] = await at.ask(person, "general", f"{at.mention} What is {words}?")

        # The question's own words aside: no message of that channel is quoted or linked.
        assert at.channel(canary) not in everything(reply)


async def test_a_member_may_read_a_private_channel_in_a_direct_message() -> None:
    async with scene(claude=False) as at:
        await at.read_everything()
        member = next(u for u in _members(at, "pricing-core") if u != at.me)
        channel = at.sandbox.control.dm(member)
        [reply] = await at.ask(member, channel, CANARIES["pricing-core"])

        assert at.channel("pricing-core") in str(reply["text"])


async def test_somebody_else_is_not_shown_it_in_a_direct_message() -> None:
    async with scene(claude=False) as at:
        await at.read_everything()
        inside = set(_members(at, "pricing-core"))
        stranger = next(u for u in _members(at, "general") if u not in inside)
        channel = at.sandbox.control.dm(stranger)
        [reply] = await at.ask(stranger, channel, CANARIES["pricing-core"])

        assert at.channel("pricing-core") not in everything(reply)


async def test_an_overloaded_claude_is_named_and_the_closest_messages_are_offered() -> None:
    async with scene() as at:
        await at.read_everything()
        at.sandbox.control.fault("claude", "529")
        [reply] = await at.ask(at.person("femke"), "general", f"{at.mention} Android 9 decision?")

        assert "overloaded" in str(reply["text"])
        assert "/archives/" in str(reply["text"])


def _members(at: Scene, channel: str) -> list[str]:
    room = at.sandbox.workspace.conversations[at.channel(channel)]
    users = at.sandbox.workspace.users
    return sorted(u for u in room.members if not users[u].get("is_bot"))


async def test_who_left_a_private_channel_while_the_bot_was_down_reads_it_no_more(
    tmp_path: Path,
) -> None:
    async with Sandbox.running(the_sample()) as sandbox:
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            at = Scene(sandbox, bot)
            await at.read_everything()
            member = next(u for u in _members(at, "pricing-core") if u != at.me)
        sandbox.control.leave(member, "pricing-core")
        async with running_bot(sandbox, claude=False, data_dir=tmp_path) as bot:
            at = Scene(sandbox, bot)
            [reply] = await at.ask(member, sandbox.control.dm(member), CANARIES["pricing-core"])

        assert at.channel("pricing-core") not in everything(reply)
