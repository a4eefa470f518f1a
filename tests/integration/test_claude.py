"""Our client against a local Claude over real sockets: whole answers, and every way to fail."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import aclosing

import pytest
from pydantic import BaseModel

from digests.claude.calls import Caller, tool_result, user
from digests.claude.client import Claude
from digests.errors import (
    ClaudeCutOff,
    ClaudeMisconfigured,
    ClaudeOverloaded,
    ClaudeRefused,
    ClaudeUnavailable,
    OverBudget,
)
from tests.integration.local_claude import MODEL, Faults, Ledger, asking, running, talking

TOOL = {
    "name": "search_messages",
    "description": "Search.",
    "input_schema": {"type": "object", "properties": {"query": {"type": "string"}}},
}


async def test_lines_arrive_whole_and_one_by_one() -> None:
    async with talking() as (local, claude):
        local.say("First line \n\nsecond [m1]\nthird")

        lines = [line async for line in claude.lines(asking())]

    assert lines == ["First line", "", "second [m1]", "third"]


async def test_a_line_is_given_before_the_answer_has_ended() -> None:
    async with talking() as (local, claude):
        local.say({"text": "One.\nTwo. " + "and more words " * 20, "error": "stall", "seconds": 60})

        async with aclosing(claude.lines(asking())) as lines:
            assert await anext(lines) == "One."


async def test_thinking_is_skipped_and_sent_back_unchanged_within_a_tool_loop() -> None:
    async with talking() as (local, claude):
        local.say(
            {"thinking": "hm", "tool_use": {"name": "search_messages", "input": {"query": "x"}}},
            "Found it. [s1]",
        )
        question = user("Where?")
        first = await claude.turn(asking(messages=(question,), tools=(TOOL,), effort="medium"))
        answer = {"role": "user", "content": [tool_result(first.tool_uses[0], "[s1 …] here")]}
        second = await claude.turn(
            asking(messages=(question, first.message, answer), tools=(TOOL,), effort="medium")
        )

    assert first.text == ""
    assert dict(first.tool_uses[0].input) == {"query": "x"}
    assert [block["type"] for block in first.content] == ["thinking", "tool_use"]
    assert second.text == "Found it. [s1]"
    assert second.tool_uses == ()


async def test_the_system_prompt_is_cached_and_content_is_a_user_block() -> None:
    async with talking() as (local, claude):
        local.say("ok")
        await claude.turn(asking("data", system="Rules."))
        body = local.requests[0].body

    assert body["system"] == [
        {"type": "text", "text": "Rules.", "cache_control": {"type": "ephemeral"}}
    ]
    assert body["messages"] == [{"role": "user", "content": [{"type": "text", "text": "data"}]}]
    assert body["output_config"] == {"effort": "low"}
    assert body["stream"] is True


async def test_every_call_is_counted_with_its_price_and_for_whom() -> None:
    ledger = Ledger()
    caller = Caller("T1", "C1", "U1", "summary")
    async with talking(ledger=ledger) as (local, claude):
        local.say("ok")
        turn = await claude.turn(asking(caller=caller))

    (usage, counted_for), *rest = ledger.entries
    assert rest == []
    assert counted_for == caller
    assert usage == turn.usage
    assert usage.model == MODEL
    assert usage.input_tokens > 0
    assert usage.cost is not None
    assert usage.cost > 0


@pytest.mark.parametrize(
    "kind", ["error_event", "cut", "no_stop", "max_tokens", "empty", "refusal"]
)
async def test_an_answer_that_failed_on_its_way_is_counted_too(kind: str) -> None:
    ledger = Ledger()
    async with talking(ledger=ledger) as (local, claude):
        local.say({"text": "some words that were paid for and never came", "error": kind})
        with pytest.raises(ClaudeUnavailable):
            await claude.turn(asking())

    assert len(ledger.entries) == 1
    assert ledger.entries[0][0].input_tokens > 0
    assert ledger.entries[0][0].output_tokens > 0


async def test_nobody_over_budget_is_answered() -> None:
    class Empty(Ledger):
        async def check(self, caller: Caller) -> None:
            raise OverBudget("The budget is used up.")

    async with talking(ledger=Empty()) as (local, claude):
        with pytest.raises(OverBudget):
            await claude.turn(asking())
        assert local.requests == []


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("401", ClaudeMisconfigured),
        ("402", ClaudeMisconfigured),
        ("403", ClaudeMisconfigured),
        ("404", ClaudeMisconfigured),
        ("400", ClaudeUnavailable),
        ("413", ClaudeUnavailable),
        ("429", ClaudeOverloaded),
        ("500", ClaudeOverloaded),
        ("503", ClaudeOverloaded),
        ("504", ClaudeOverloaded),
        ("529", ClaudeOverloaded),
        ("cut_before", ClaudeOverloaded),
        ("error_event", ClaudeOverloaded),
        ("cut", ClaudeOverloaded),
        ("no_stop", ClaudeOverloaded),
        ("refusal", ClaudeRefused),
        ("max_tokens", ClaudeCutOff),
        ("empty", ClaudeCutOff),
    ],
)
async def test_every_failure_is_one_sentence_without_internals(
    kind: str, error: type[ClaudeUnavailable]
) -> None:
    async with talking() as (local, claude):
        local.say({"text": "a first line\nand a second one that is longer", "error": kind})
        with pytest.raises(ClaudeUnavailable) as caught:
            await claude.turn(asking())

    assert type(caught.value) is error
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert not any(word in sentence for word in ("error", "Error", "{", "req_", "status", "http"))


async def test_lines_that_came_before_a_cut_are_whole_lines() -> None:
    lines: list[str] = []
    text = "The first line is whole.\n" + "the second one never ends " * 30
    async with talking() as (local, claude):
        local.say({"text": text, "error": "no_stop"})
        answer = claude.lines(asking())
        lines.append(await anext(answer))
        with pytest.raises(ClaudeOverloaded):
            lines.append(await anext(answer))

    assert lines == ["The first line is whole."]


async def test_a_call_that_failed_before_its_first_byte_is_repeated() -> None:
    async with talking(max_retries=2) as (local, claude):
        assert isinstance(local.faults, Faults)
        local.say(
            {"text": "", "error": "529", "seconds": 0},
            {"text": "", "error": "500", "seconds": 0},
            "ok",
        )

        assert (await claude.turn(asking())).text == "ok"


async def test_a_stalled_stream_ends_in_time() -> None:
    async with talking(stall=0.2) as (local, claude):
        local.say({"text": "word " * 50, "error": "stall", "seconds": 60})
        with pytest.raises(ClaudeOverloaded, match="too long"):
            await claude.turn(asking())


async def test_a_long_retry_after_does_not_outlast_the_deadline() -> None:
    async with talking(timeout=0.3, max_retries=2) as (local, claude):
        local.say({"text": "", "error": "429", "seconds": 120})
        with pytest.raises(ClaudeOverloaded, match="too long"):
            await claude.turn(asking())


async def test_a_slow_reader_does_not_use_up_the_models_time() -> None:
    async with talking(timeout=0.5) as (local, claude):
        local.say("one\ntwo\nthree")
        lines = []
        async for line in claude.lines(asking()):
            lines.append(line)
            await asyncio.sleep(0.3)

    assert lines == ["one", "two", "three"]


async def test_an_unreachable_api_is_one_sentence() -> None:
    async with running() as (_, address):
        pass
    claude = Claude("key", address, max_retries=0)
    with pytest.raises(ClaudeOverloaded, match="can't be reached"):
        await claude.turn(asking())
    await claude.close()


async def test_a_wrong_key_is_named_as_such() -> None:
    async with running() as (_, address):
        claude = Claude("wrong", address, max_retries=0)
        with pytest.raises(ClaudeMisconfigured, match="ANTHROPIC_API_KEY"):
            await claude.turn(asking())
        await claude.close()


async def test_only_so_many_calls_are_under_way_at_once() -> None:
    async with talking(concurrency=2) as (local, claude):
        local.delay = 0.2
        local.say(*["ok"] * 5)
        calls = [asyncio.create_task(claude.turn(asking())) for _ in range(5)]
        while len(local.requests) < 2:
            await asyncio.sleep(0.01)
        first = len(local.requests)
        await asyncio.gather(*calls)

    assert first == 2
    assert len(local.requests) == 5


async def test_leaving_a_stream_frees_its_place_and_counts_it() -> None:
    ledger = Ledger()
    async with talking(concurrency=1, ledger=ledger) as (local, claude):
        local.say({"text": "one\ntwo\n" + "three " * 50, "error": "stall", "seconds": 60}, "again")
        async with aclosing(claude.lines(asking())) as lines:
            await anext(lines)

        assert (await claude.turn(asking())).text == "again"
    assert len(ledger.entries) == 2


async def test_a_form_is_filled_or_refused() -> None:
    class Verdict(BaseModel):
        ok: bool
        why: str

    async with talking() as (local, claude):
        local.say({"json": {"ok": True, "why": "it is"}}, "no form at all")

        assert await claude.structured(asking(), Verdict) == Verdict(ok=True, why="it is")
        with pytest.raises(ClaudeCutOff):
            await claude.structured(asking(), Verdict)


async def test_counting_tokens_asks_the_api_and_fails_in_a_sentence() -> None:
    async with talking() as (_, claude):
        assert await claude.count_tokens(asking("word " * 100)) > 100
    unreachable = Claude("key", "http://127.0.0.1:9", max_retries=0)
    with pytest.raises(ClaudeOverloaded):
        await unreachable.count_tokens(asking())
    await unreachable.close()


def test_importing_the_client_does_not_import_the_library() -> None:
    """The library takes more than a second; `digestif --help` must not wait for it."""
    code = "import sys, digests.claude; print('anthropic' in sys.modules)"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"
