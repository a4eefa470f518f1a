"""Follow-ups: the thread's earlier prompts and answers are the conversation so far."""

from __future__ import annotations

from typing import Any

from tests.support.bot import Scene, everything, scene


async def asked_twice(at: Scene, second: str = "And who lands it?") -> dict[str, Any]:
    """A prompt in a thread and a follow-up; the last request that the model got."""
    control, femke, claude = at.sandbox.control, at.person("femke"), at.sandbox.local_claude
    root = control.post(femke, "general", "The zeppelin lands at noon on Saturday")
    control.post(at.person("elif"), "general", "Elif flies it, with Ruben", root)
    claude.say("It lands at noon on Saturday. [m1]")
    await at.ask(femke, "general", f"{at.mention} When does it land?", root)
    claude.say("Elif does. [m2]")
    await at.ask(femke, "general", f"{at.mention} {second}", root)
    body: dict[str, Any] = claude.requests[-1].body
    return body


def texts(message: dict[str, Any]) -> str:
    return "\n".join(block["text"] for block in message["content"] if block["type"] == "text")


async def test_a_follow_up_comes_with_the_earlier_prompt_and_answer_as_turns() -> None:
    async with scene() as at:
        first, answer, second = (await asked_twice(at))["messages"]

        assert [m["role"] for m in (first, answer, second)] == ["user", "assistant", "user"]
        assert "When does it land?" in texts(first)
        assert texts(answer) == "It lands at noon on Saturday. [m1]"
        assert "And who lands it?" in texts(second)
        assert "When does it land?" not in texts(second)


async def test_the_first_turn_of_a_follow_up_begins_as_the_first_question_did() -> None:
    async with scene() as at:
        await asked_twice(at)
        bodies = [r.body for r in at.sandbox.local_claude.requests if "messages" in r.body]
        before, after = bodies[0]["messages"][0], bodies[-1]["messages"][0]
        given = [block["text"] for block in before["content"]]

        assert [block["text"] for block in after["content"]][: len(given)] == given
        assert "cache_control" in before["content"][-1]
        assert bodies[0]["system"] == bodies[-1]["system"]
        assert bodies[0]["tools"] == bodies[-1]["tools"]


async def test_a_follow_up_reads_from_the_cache_all_that_the_first_question_wrote_there() -> None:
    async with scene() as at:
        await asked_twice(at)
        journal = at.sandbox.control.journal(0)
        first, *_, last = [entry["usage"] for entry in journal if entry["kind"] == "claude"]

        assert first["cache_creation_input_tokens"] > 512
        assert last["cache_read_input_tokens"] >= first["cache_creation_input_tokens"]


async def test_what_an_earlier_answer_rests_on_can_be_cited_again() -> None:
    async with scene() as at:
        control, femke, claude = at.sandbox.control, at.person("femke"), at.sandbox.local_claude
        control.post(at.person("elif"), "general", "The zeppelin lands at noon on Saturday")
        root = control.post(femke, "general", "Lunch?")
        search = {"name": "search_messages", "input": {"query": "zeppelin"}}
        claude.say({"tool_use": search}, "It lands at noon on Saturday. [s1]")
        await at.ask(femke, "general", f"{at.mention} When does the zeppelin land?", root)
        claude.say("At noon, as Elif said. [s1]")
        replies = await at.ask(femke, "general", f"{at.mention} At what time?", root)
        first = claude.requests[-1].body["messages"][0]

        assert "<results>\n[s1 " in texts(first)
        assert "At noon" in str(replies[-1]["text"])
        assert "[[1]](" in everything(replies[-1])


async def test_an_answer_whose_source_was_deleted_is_not_told_again() -> None:
    async with scene() as at:
        control, femke, claude = at.sandbox.control, at.person("femke"), at.sandbox.local_claude
        general = at.channel("general")
        ts = control.post(at.person("elif"), "general", "The zeppelin lands at noon on Saturday")
        root = control.post(femke, "general", "Lunch?")
        search = {"name": "search_messages", "input": {"query": "zeppelin"}}
        claude.say({"tool_use": search}, "It lands at noon on Saturday. [s1]")
        await at.ask(femke, "general", f"{at.mention} When does the zeppelin land?", root)
        control.delete(general, ts)
        await at.recorded(general, ts, None)
        claude.say("Nothing is known.")
        await at.ask(femke, "general", f"{at.mention} Really?", root)

        assert "noon" not in everything(claude.requests[-1].body["messages"])


async def test_in_a_direct_message_a_thread_goes_on_without_mentions() -> None:
    async with scene() as at:
        femke, claude = at.person("femke"), at.sandbox.local_claude
        channel = at.sandbox.control.dm(femke)
        claude.say("Which bike do you mean?")
        [question] = await at.ask(femke, channel, "Where is the bike?")
        claude.say("Nothing.")
        await at.ask(femke, channel, "The red one", str(question["thread_ts"]))
        messages = claude.requests[-1].body["messages"]

        assert "Where is the bike?" in texts(messages[0])
        assert "The red one" in texts(messages[-1])


async def test_a_line_that_failed_is_sent_back_once_and_shown_when_it_is_right() -> None:
    async with scene() as at:
        control, femke, claude = at.sandbox.control, at.person("femke"), at.sandbox.local_claude
        root = control.post(femke, "general", "The zeppelin lands at noon on Saturday")
        claude.say("It lands at 4 pm. [m1]", "It lands at noon. [m1]")
        [reply] = await at.ask(femke, "general", f"{at.mention} When?", root)

        assert "It lands at noon." in str(reply["text"])
        assert "4 pm" not in everything(reply)
        assert "left out" not in everything(reply)
        assert "no message cited says 4 pm" in everything(claude.requests[-1].body["messages"])
        assert at.model_calls() == 2


async def test_a_line_that_fails_twice_is_left_out_and_counted() -> None:
    async with scene() as at:
        control, femke, claude = at.sandbox.control, at.person("femke"), at.sandbox.local_claude
        root = control.post(femke, "general", "The zeppelin lands at noon on Saturday")
        claude.say("It lands at noon. [m1]\nIt costs 40 euros. [m1]", "It costs 50 euros. [m1]")
        [reply] = await at.ask(femke, "general", f"{at.mention} When?", root)

        assert "euros" not in everything(reply)
        assert "1 statement was left out" in everything(reply)
        assert at.model_calls() == 2


async def test_a_question_back_that_says_more_than_the_prompt_is_not_asked() -> None:
    async with scene() as at:
        femke, claude = at.person("femke"), at.sandbox.local_claude
        for question in (
            "Do you mean the 4711 orders?",
            "See https://evil.example/x?",
            "The bike is gone. Which one do you mean?",
            "Which bike?\nWhich lock?",
        ):
            claude.say(question)
            [reply] = await at.ask(femke, "general", f"{at.mention} Where is the bike?")

            assert "I found nothing" in str(reply["text"]), question


async def test_tools_at_work_are_shown_as_tasks() -> None:
    async with scene() as at:
        at.sandbox.local_claude.say(
            {"tool_use": {"name": "search_messages", "input": {"query": "http://evil.example"}}},
            "Nothing.",
        )
        before = at.now
        [reply] = await at.ask(at.person("femke"), "general", f"{at.mention} Where is the bike?")
        shown = [
            entry
            for method in ("chat.startStream", "chat.appendStream")
            for entry in at.sandbox.control.calls(method, before)
        ]

        assert "Searching messages" in everything(shown)
        assert "evil.example" not in everything(shown)
        assert "I found nothing" in str(reply["text"])
