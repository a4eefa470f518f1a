"""A mention in a thread, through the real app and over real sockets."""

from __future__ import annotations

import pytest

from sandbox.sample.landmarks import landmark
from tests.support.bot import Scene, everything, scene
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")


async def mention_in_long_thread(at: Scene, text: str = "") -> list[dict[str, object]]:
    return await at.ask(at.person("elif"), LONG_CHANNEL, f"{at.mention} {text}", LONG_TS)


def texts_below(message: dict[str, object]) -> str:
    return everything([b for b in message["blocks"] if b["type"] != "markdown"])  # type: ignore[attr-defined]


async def test_a_bare_mention_in_a_thread_is_answered_by_one_streamed_summary() -> None:
    async with scene() as at:
        [reply] = await mention_in_long_thread(at)

        assert reply["streaming_state"] == "completed"
        assert "[[1]](" in everything(reply)
        assert at.calls().count("chat.startStream") == 1
        assert "chat.postMessage" not in at.calls()


async def test_every_source_of_a_summary_is_a_message_of_the_thread() -> None:
    async with scene() as at:
        [reply] = await mention_in_long_thread(at)

        there = {
            m["ts"].replace(".", "") for m in at.sandbox.control.messages(LONG_CHANNEL, LONG_TS)
        }
        linked = [part.split("?")[0].split(")")[0] for part in str(reply["text"]).split("/p")[1:]]
        linked = [part.split("|")[0] for part in linked if part[:10].isdigit()]
        assert linked
        assert set(linked) <= there


async def test_the_whole_thread_is_read_and_the_last_line_says_so() -> None:
    async with scene() as at:
        [reply] = await mention_in_long_thread(at)

        assert "Read 139 of 139 messages" in texts_below(reply)


async def test_a_summary_costs_at_most_five_slack_calls_and_one_model_call_before_it_begins() -> (
    None
):
    async with scene() as at:
        before = at.now
        await mention_in_long_thread(at)

        calls = at.calls(before)
        assert calls.index("chat.startStream") < 5
        assert at.model_calls(before) == 1


async def test_the_first_call_is_the_status() -> None:
    async with scene() as at:
        before = at.now
        await mention_in_long_thread(at)

        assert at.calls(before)[0] == "assistant.threads.setStatus"


async def test_asked_again_with_nothing_new_the_model_is_not_asked() -> None:
    async with scene() as at:
        await mention_in_long_thread(at)
        before = at.now
        replies = await mention_in_long_thread(at)

        assert len(replies) == 2
        assert at.model_calls(before) == 0


async def test_without_claude_the_summary_is_an_extract_and_says_so() -> None:
    async with scene(claude=False) as at:
        [reply] = await mention_in_long_thread(at)

        assert "Claude is not set up" in texts_below(reply)
        assert "Read 139 of 139 messages" in texts_below(reply)


async def test_a_request_to_sum_up_is_a_summary_too() -> None:
    async with scene() as at:
        [reply] = await mention_in_long_thread(at, "summarize this please")

        assert "Read 139 of 139 messages" in texts_below(reply)


async def test_just_for_me_is_shown_to_the_asker_alone() -> None:
    async with scene() as at:
        replies = await mention_in_long_thread(at, "just for me")

        assert replies == []
        [whisper] = at.whispers(at.person("elif"))
        assert "Read 139 of 139 messages" in everything(whisper)


async def test_a_message_that_does_not_address_the_bot_costs_nothing() -> None:
    async with scene() as at:
        before = at.now
        ts = at.sandbox.control.post(at.person("elif"), LONG_CHANNEL, "Nothing for bots", LONG_TS)
        await at.recorded(LONG_CHANNEL, ts, "Nothing for bots")

        assert at.calls(before) == []
        assert at.model_calls(before) == 0


async def test_two_mentions_at_once_in_one_thread_are_both_answered_one_after_the_other() -> None:
    async with scene() as at:
        control, elif_ = at.sandbox.control, at.person("elif")
        asked = [control.post(elif_, LONG_CHANNEL, at.mention, LONG_TS) for _ in range(2)]
        for ts in asked:
            await at.job(f"answer:{at.team_id}:{LONG_CHANNEL}:{ts}")

        assert len(at.own(LONG_CHANNEL, LONG_TS)) == 2
        calls = [c for c in at.calls() if c in {"chat.startStream", "chat.stopStream"}]
        assert calls == ["chat.startStream", "chat.stopStream"] * 2


@pytest.mark.parametrize("claude", [True, False])
async def test_nothing_a_summary_says_can_ping(claude: bool) -> None:
    channel, ts = landmark(the_sample(), "attack")
    async with scene(claude=claude) as at:
        [reply] = await at.ask(at.person("elif"), channel, at.mention, ts)

        said = everything(reply)
        assert "<!" not in said
        assert "<@" not in said


async def test_what_is_new_since_i_last_wrote_is_only_that() -> None:
    async with scene() as at:
        control, elif_, femke = at.sandbox.control, at.person("elif"), at.person("femke")
        root = control.post(elif_, "general", "The zeppelin lands at noon on Saturday")
        control.post(femke, "general", "The mooring mast is being painted until Friday", root)
        question = f"{at.mention} what's new since I last wrote?"
        [for_elif] = await at.ask(elif_, at.channel("general"), question, root)
        [_, for_femke] = await at.ask(femke, at.channel("general"), question, root)

        assert "mooring mast" in str(for_elif["text"])
        assert "zeppelin" not in str(for_elif["text"])
        assert "Nothing was written here since" in str(for_femke["text"])
