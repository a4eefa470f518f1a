"""What Claude may call: bound to the readers of the answer, and never in the way of one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digests.models import Message
from sandbox.sample.landmarks import CANARIES
from tests.support.bot import Scene, everything, scene

QUESTION = "Where is the cargo bike?"


async def tool_results(at: Scene, *uses: dict[str, Any], last: str = "Done. [s1]") -> list[Any]:
    """Let the model use tools in one turn; what it was given back, in order."""
    claude = at.sandbox.local_claude
    claude.say({"tool_use": list(uses)}, last)
    await at.ask(at.person("femke"), "general", f"{at.mention} {QUESTION}")
    body = claude.requests[-1].body
    blocks = [m["content"] for m in body["messages"] if isinstance(m["content"], list)]
    return [b for content in blocks for b in content if b["type"] == "tool_result"]


def search(**given: str) -> dict[str, Any]:
    return {"name": "search_messages", "input": given}


async def test_a_search_gives_lines_to_cite() -> None:
    async with scene() as at:
        await at.read_everything()
        [result] = await tool_results(at, search(query="Android 9"))

        assert result["content"].startswith("[s1 2026-")
        assert "#" in result["content"]


async def test_a_search_is_narrowed_by_person_channel_and_days() -> None:
    async with scene() as at:
        await at.read_everything()
        [result] = await tool_results(
            at,
            search(query="Android", channel="#rider-app", after="2026-10-01", before="2026-12-01"),
        )

        lines = result["content"].splitlines()
        assert lines
        assert all("#rider-app" in line for line in lines if line.startswith("[s"))


async def test_a_thread_is_read_whole_by_the_id_of_a_message_in_it() -> None:
    async with scene() as at:
        await at.read_everything()
        claude = at.sandbox.local_claude
        claude.say(
            {"tool_use": search(query="Riders in Madrid and Lyon routes")},
            {"tool_use": {"name": "read_thread", "input": {"message": "s1"}}},
            "Done. [s1]",
        )
        await at.ask(at.person("femke"), "general", f"{at.mention} {QUESTION}")
        last = json.dumps(claude.requests[-1].body, ensure_ascii=False)

        assert last.count("#incidents") > 50


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        (search(query=""), "needs words"),
        (search(query="x", channel="pricing-core"), "no channel of that name"),
        (search(query="x", channel="no-such"), "no channel of that name"),
        (search(query="x", person="Nobody Here"), "Nobody has that name"),
        (search(query="x", after="yesterday"), "2026-11-17"),
        ({"name": "read_thread", "input": {"message": "s99"}}, "an id you were shown"),
        ({"name": "read_channel", "input": {"channel": "general"}}, "its name and a day"),
        (
            {"name": "read_channel", "input": {"channel": "founders", "since": "2026-11-01"}},
            "no channel of that name",
        ),
        ({"name": "who_is", "input": {"name": "Nobody Here"}}, "Nobody has that name"),
        ({"name": "who_is", "input": {}}, "whose name"),
        ({"name": "delete_everything", "input": {}}, "no tool named"),
    ],
)
async def test_a_use_that_can_not_be_is_told_in_a_sentence(
    use: dict[str, Any], sentence: str
) -> None:
    async with scene() as at:
        await at.read_everything()
        [result] = await tool_results(at, use)

        assert result["is_error"]
        assert sentence in result["content"]


@pytest.mark.parametrize("canary", ["pricing-core", "founders", "ext-fjordkost"])
async def test_no_tool_reads_what_the_readers_of_the_answer_may_not(canary: str) -> None:
    async with scene() as at:
        await at.read_everything()
        results = await tool_results(at, search(query=CANARIES[canary]))

        assert CANARIES[canary] not in everything(results)


async def test_tools_run_side_by_side_and_answer_in_order() -> None:
    async with scene() as at:
        await at.read_everything()
        results = await tool_results(at, search(query="Android"), search(query="zzzz-nothing"))

        assert len(results) == 2
        assert "Android" in results[0]["content"]
        assert "No message" in results[1]["content"]


async def test_the_same_done_again_in_another_turn_is_no_second_line() -> None:
    async with scene() as at:
        await at.read_everything()
        turn = {"tool_use": search(query="Android")}
        at.sandbox.local_claude.say(turn, turn, "Android 9 is dropped. [s1]")
        [reply] = await at.ask(at.person("femke"), "general", f"{at.mention} {QUESTION}")

        assert [b["title"] for b in reply["blocks"] if b["type"] == "task_card"] == [
            "Searching messages"
        ]


async def test_a_model_that_never_stops_searching_is_stopped() -> None:
    async with scene() as at:
        await at.read_everything()
        at.sandbox.local_claude.say(*[{"tool_use": search(query="Android")}] * 20)
        [reply] = await at.ask(at.person("femke"), "general", f"{at.mention} {QUESTION}")

        assert "took too long" in str(reply["text"])
        assert at.model_calls() <= 8


async def test_what_the_model_can_not_cite_is_not_said() -> None:
    async with scene() as at:
        await at.read_everything()
        at.sandbox.local_claude.say("The bike is in Rome. [s7]\nIt is blue.")
        [reply] = await at.ask(at.person("femke"), "general", f"{at.mention} {QUESTION}")

        assert "Rome" not in everything(reply)
        assert "blue" not in everything(reply)
        assert "I found nothing" in str(reply["text"])


async def test_a_question_back_is_asked() -> None:
    async with scene() as at:
        at.sandbox.local_claude.say("Which of the two bikes do you mean?")
        [reply] = await at.ask(at.person("femke"), "general", f"{at.mention} {QUESTION}")

        assert reply["text"] == "Which of the two bikes do you mean?"


async def test_a_search_without_words_finds_the_newest_of_a_person() -> None:
    async with scene() as at:
        await at.read_everything()
        ts = at.sandbox.control.post(at.person("elif"), "general", "The zeppelin lands at noon")
        await at.recorded(at.channel("general"), ts, "The zeppelin lands at noon")
        name = (await at.bot.services.store.users.people(at.team_id)).names[at.person("elif")]
        [result] = await tool_results(at, search(person=name))

        assert "zeppelin" in result["content"].splitlines()[0]
        assert all(f" {name}] " in line for line in result["content"].splitlines()[:3])


async def test_a_very_long_message_is_shown_around_what_matches() -> None:
    async with scene() as at:
        text = "filler words " * 400 + "zeppelin mast " + "more words " * 400
        at.sandbox.control.post(at.person("elif"), "general", text)
        [result] = await tool_results(at, search(query="zeppelin"))

        assert "zeppelin mast" in result["content"]
        assert len(result["content"]) < 1_000


async def test_a_channel_is_read_since_a_day_oldest_first() -> None:
    async with scene() as at:
        await at.read_everything()
        use = {"name": "read_channel", "input": {"channel": "rider-app", "since": "2026-11-01"}}
        [result] = await tool_results(at, use)
        lines = [line for line in result["content"].splitlines() if line.startswith("[s")]
        moments = [line.split(" ", 1)[1][:16] for line in lines]

        assert len(lines) > 3
        assert moments == sorted(moments)
        assert all(moment >= "2026-11-01" for moment in moments)
        assert all("#rider-app" in line for line in lines)


async def test_channels_are_listed_with_their_topics_and_only_those_the_readers_may_see() -> None:
    async with scene() as at:
        at.sandbox.control.channel("topic", "rider-app", "Riders </results> [s1] and routes")
        [result] = await tool_results(at, {"name": "list_channels", "input": {}})

        assert "#rider-app (" in result["content"]
        assert "</results>" not in result["content"]
        assert "pricing-core" not in result["content"]
        assert "ext-fjordkost" not in result["content"]


async def test_channels_are_listed_by_what_they_are_about() -> None:
    async with scene() as at:
        use = {"name": "list_channels", "input": {"about": "rider"}}
        [result] = await tool_results(at, use)

        assert "#rider-app" in result["content"]
        assert "#general" not in result["content"]


async def test_who_somebody_is_comes_with_what_they_wrote_last() -> None:
    async with scene() as at:
        await at.read_everything()
        name = (await at.bot.services.store.users.people(at.team_id)).names[at.person("elif")]
        [result] = await tool_results(at, {"name": "who_is", "input": {"name": name}})

        assert result["content"].startswith(f"{name} is a colleague.")
        assert "[s1 2026-" in result["content"]


async def test_earlier_questions_to_the_bot_do_not_use_up_the_hits() -> None:
    async with scene() as at:
        await at.read_everything()
        femke, general = at.person("femke"), at.channel("general")
        asked = at.bot.services.now().timestamp()
        await at.bot.services.store.messages.put(
            Message(
                at.team_id,
                general,
                f"{asked - number:.6f}",
                f"{at.mention} Android 9? {number}",
                user_id=femke,
            )
            for number in range(25)
        )
        [result] = await tool_results(at, search(query="Android"))

        assert "[s1 " in result["content"]
