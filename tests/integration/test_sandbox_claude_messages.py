"""Anthropic's own SDK judges the messages endpoint: whole, streamed, tools, thinking, JSON."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import BaseModel

from tests.support.sandbox_claude import SEARCH, START, SUMMARY, Bench, ask, running_claude, text_of

TRANSCRIPT = """<transcript channel="#payments">
[m1 09:12 Priya Shah] Checkout is down for customers in Europe since 9:12, payments fail.
[m2 09:14 Jon Okafor] The new rate limiter went live at 9:05, I suspect it.
[m3 09:20 Mara Lind] I count 212 failed orders in the dashboard.
[m4 09:53 Jon Okafor] Rolled back the limiter, payments work again after 41 minutes.
[m5 10:05 Mara Lind] We agreed to keep rate limits off until load tests pass.
[m6 10:10 Jon Okafor] I'll fix the token bucket's clock by Monday noon.
[m7 10:15 Priya Shah] Should the limiter fail open?
</transcript>"""

ANSWER = "You answer from the workspace's messages.\nFormat: answer-lines"


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with running_claude() as running:
        yield running


async def test_summary_cites_only_given_messages_in_the_agreed_lines(bench: Bench) -> None:
    message = await bench.client.messages.create(**ask(TRANSCRIPT, system=SUMMARY))
    lines = text_of(message).splitlines()

    assert message.stop_reason == "end_turn"
    assert lines[0].startswith("Checkout is down")
    assert lines[0].endswith("[m1]")
    assert "- We agreed to keep rate limits off until load tests pass. [m5]" in lines
    assert "- Jon Okafor: fix the token bucket's clock, by Monday noon. [m6]" in lines
    open_question = "Should the limiter fail open? Asked by Priya Shah, no answer yet."
    assert f"- {open_question} [m7]" in lines
    assert [line for line in lines if line.startswith("## ")] == [
        "## Decided",
        "## To do",
        "## Open",
    ]


async def test_stream_and_whole_answer_say_the_same(bench: Bench) -> None:
    whole = await bench.client.messages.create(**ask(TRANSCRIPT, system=SUMMARY))
    async with bench.client.messages.stream(**ask(TRANSCRIPT, system=SUMMARY)) as stream:
        deltas = [text async for text in stream.text_stream]
        final = await stream.get_final_message()

    assert "".join(deltas) == text_of(final) == text_of(whole)
    assert len(deltas) > 10
    assert final.usage.output_tokens == whole.usage.output_tokens
    assert final.stop_reason == "end_turn"


async def test_events_come_in_the_api_order(bench: Bench) -> None:
    bench.claude.say({"thinking": "hm", "text": "Hi there", "tool_use": {"name": "f"}})
    stream = await bench.client.messages.create(**ask("x"), stream=True)
    kinds = [event.type async for event in stream]

    assert kinds == [
        "message_start",
        *("content_block_start", "content_block_delta", "content_block_delta"),
        "content_block_stop",
        *("content_block_start", "content_block_delta", "content_block_stop"),
        *("content_block_start", "content_block_delta", "content_block_stop"),
        *("message_delta", "message_stop"),
    ]


async def test_wire_has_a_ping_and_named_events(bench: Bench) -> None:
    call = bench.client.messages.with_streaming_response.create(**ask(TRANSCRIPT), stream=True)
    async with call as response:
        raw = "".join([line + "\n" async for line in response.iter_lines()])

    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["request-id"].startswith("req_")
    assert response.headers["anthropic-ratelimit-requests-limit"] == "4000"
    assert 'event: ping\ndata: {"type": "ping"}\n\n' in raw
    assert raw.endswith('event: message_stop\ndata: {"type": "message_stop"}\n\n')


async def test_search_is_called_first_and_the_answer_cites_what_it_found(bench: Bench) -> None:
    asked = ask("When does the Berlin office open?", system=ANSWER, tools=[SEARCH])
    first = await bench.client.messages.create(**asked)
    call = next(block for block in first.content if block.type == "tool_use")
    result = "[s1 2026-11-17 #offices Ana Ruiz] The Berlin office opens on 2 February."
    asked["messages"] += [
        {"role": "assistant", "content": first.content},
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": call.id, "content": result}],
        },
    ]
    second = await bench.client.messages.create(**asked)

    assert first.stop_reason == "tool_use"
    assert (call.name, call.input) == ("search_messages", {"query": "berlin office open"})
    assert text_of(second) == "The Berlin office opens on 2 February. [s1]"


async def test_streamed_tool_input_arrives_as_json_pieces(bench: Bench) -> None:
    asked = ask("When does the Berlin office open?", system=ANSWER, tools=[SEARCH])
    async with bench.client.messages.stream(**asked) as stream:
        final = await stream.get_final_message()

    call = next(block for block in final.content if block.type == "tool_use")
    assert call.input == {"query": "berlin office open"}
    assert call.id.startswith("toolu_")


async def test_nothing_found_is_said_after_a_second_shorter_search(bench: Bench) -> None:
    asked = ask("Which budget did the Mobile release get?", system=ANSWER, tools=[SEARCH])
    queries = []
    for _ in range(3):
        message = await bench.client.messages.create(**asked)
        call = next((b for b in message.content if b.type == "tool_use"), None)
        if call is None:
            break
        queries.append(call.input["query"])
        empty = {"type": "tool_result", "tool_use_id": call.id, "content": "No messages found."}
        asked["messages"] += [
            {"role": "assistant", "content": message.content},
            {"role": "user", "content": [empty]},
        ]

    assert queries == ["budget mobile release", "release budget"]
    assert text_of(message).startswith("I found nothing")


async def test_parse_gives_a_model_filled_from_the_transcript(bench: Bench) -> None:
    class Claim(BaseModel):
        text: str
        sources: list[str]

    class Task(BaseModel):
        owner: str
        text: str
        due: str | None
        message_ids: list[str]

    class Summary(BaseModel):
        headline: Claim
        decisions: list[Claim]
        tasks: list[Task]
        participants: list[str]

    message = await bench.client.messages.parse(**ask(TRANSCRIPT), output_format=Summary)
    summary = message.parsed_output

    assert summary is not None
    assert summary.headline.sources == ["m1"]
    assert [claim.sources for claim in summary.decisions] == [["m5"]]
    assert [(task.owner, task.due) for task in summary.tasks] == [("Jon Okafor", "Monday noon")]
    assert summary.participants[0] == "Priya Shah"


async def test_thinking_comes_first_and_may_be_sent_back_unchanged_only(bench: Bench) -> None:
    first = await bench.client.messages.create(
        **ask(TRANSCRIPT, thinking={"type": "adaptive", "display": "summarized"})
    )
    thought = first.content[0]
    assert thought.type == "thinking"
    assert thought.thinking
    assert first.usage.output_tokens_details is not None
    assert first.usage.output_tokens_details.thinking_tokens > 0

    history = ask(TRANSCRIPT)
    history["messages"] += [
        {"role": "assistant", "content": first.content},
        {"role": "user", "content": "Shorter."},
    ]
    assert text_of(await bench.client.messages.create(**history))


async def test_disabled_thinking_leaves_no_thinking_block(bench: Bench) -> None:
    message = await bench.client.messages.create(**ask("Hi", thinking={"type": "disabled"}))
    assert [block.type for block in message.content] == ["text"]


async def test_documents_are_cited_by_block(bench: Bench) -> None:
    blocks = [{"type": "text", "text": t} for t in ("Lunch is at noon.", "The audit ends Friday.")]
    document = {
        "type": "document",
        "title": "#billing",
        "source": {"type": "content", "content": blocks},
        "citations": {"enabled": True},
    }
    content = [document, {"type": "text", "text": "When does the audit end?"}]
    asked = ask("", messages=[{"role": "user", "content": content}])
    async with bench.client.messages.stream(**asked) as stream:
        message = await stream.get_final_message()

    block = next(block for block in message.content if block.type == "text")
    citation = (block.citations or [])[0]
    assert citation.type == "content_block_location"
    assert (citation.start_block_index, citation.end_block_index) == (1, 2)
    assert (citation.cited_text, citation.document_title) == ("The audit ends Friday.", "#billing")


async def test_search_results_are_cited_by_source(bench: Bench) -> None:
    result = {
        "type": "search_result",
        "source": "https://example.com/archives/C1/p1",
        "title": "#billing",
        "content": [{"type": "text", "text": "The audit ends on Friday."}],
        "citations": {"enabled": True},
    }
    content = [result, {"type": "text", "text": "When does the audit end?"}]
    message = await bench.client.messages.create(
        **ask("", messages=[{"role": "user", "content": content}])
    )
    block = next(block for block in message.content if block.type == "text")
    citation = (block.citations or [])[0]
    assert citation.type == "search_result_location"
    assert citation.source == "https://example.com/archives/C1/p1"


async def test_max_tokens_and_stop_sequences_cut_the_answer(bench: Bench) -> None:
    bench.claude.say("one two three four five six seven", "alpha END omega")
    short = await bench.client.messages.create(**ask("x", max_tokens=3))
    stopped = await bench.client.messages.create(**ask("x", stop_sequences=["END"]))

    assert (text_of(short).split(), short.stop_reason) == (["one", "two"], "max_tokens")
    assert short.usage.output_tokens <= 3
    assert (text_of(stopped), stopped.stop_sequence) == ("alpha ", "END")
    assert stopped.stop_reason == "stop_sequence"


async def test_cached_prefix_is_written_then_read_then_forgotten(bench: Bench) -> None:
    system: Any = [
        {"type": "text", "text": "Rules. " * 400, "cache_control": {"type": "ephemeral"}}
    ]
    asked = ask("Hi", system=system)
    first = (await bench.client.messages.create(**asked)).usage
    second = (await bench.client.messages.create(**ask("Other", system=system))).usage
    bench.clock.at = START + 700
    third = (await bench.client.messages.create(**asked)).usage

    assert first.cache_read_input_tokens == 0
    assert (first.cache_creation_input_tokens or 0) >= 512
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens
    assert second.cache_creation_input_tokens == 0
    assert third.cache_read_input_tokens == 0
    counted = await bench.client.messages.count_tokens(
        model=asked["model"], messages=asked["messages"], system=system
    )
    written = first.cache_creation_input_tokens or 0
    assert counted.input_tokens == first.input_tokens + written


async def test_short_prefix_is_not_cached(bench: Bench) -> None:
    asked = ask("Hi", cache_control={"type": "ephemeral"})
    await bench.client.messages.create(**asked)
    usage = (await bench.client.messages.create(**asked)).usage
    assert (usage.cache_creation_input_tokens, usage.cache_read_input_tokens) == (0, 0)


async def test_beta_endpoint_and_tool_runner_work_without_threads(bench: Bench) -> None:
    from anthropic import beta_async_tool

    @beta_async_tool
    async def search_messages(query: str) -> str:
        """Search messages.

        Args:
            query: What to look for.
        """
        return f"[s1 2026-11-17 #x Ana] The {query} search found the budget of Mobile."

    runner = bench.client.beta.messages.tool_runner(
        model="claude-sonnet-5-5",
        max_tokens=500,
        system=ANSWER,
        tools=[search_messages],
        messages=[{"role": "user", "content": "Which budget has Mobile?"}],
        thread=False,
    )
    final = await runner.until_done()
    assert "[s1]" in text_of(final)
