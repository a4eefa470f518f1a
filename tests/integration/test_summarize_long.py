"""Threads too long for one request: read in parts at once, merged, and never lost."""

from __future__ import annotations

import asyncio
import math
from typing import Any

from digests.models import Engine, Thread
from sandbox.claude import LocalClaude
from sandbox.claude.ports import Failure
from tests.integration.local_claude import Faults, paths, talking
from tests.support.summaries import blocks, summed_up, thread

FILLER = "this message says something about the payments and the orders of the day "


def long_thread(count: int = 1500) -> Thread:
    talk = tuple((f"U{i % 3 + 1}", f"Message {i}: {FILLER * 9}") for i in range(count))
    return thread(talk)


async def test_a_long_thread_is_read_whole_in_parallel_parts_and_merged_once() -> None:
    async with talking() as (local, claude):
        local.delay = 0.3
        began = asyncio.get_running_loop().time()
        summary = await summed_up(claude, long_thread())
        took = asyncio.get_running_loop().time() - began
        asked = [request for request in local.requests if request.path == "/v1/messages"]
        texts = ["".join(blocks(local, at)) for at, _ in enumerate(asked)]

    parts = [text for text in texts if "<transcript" in text]
    tokens = sum(len(text.split()) for text in parts)
    assert tokens > 120_000
    assert len(parts) == len(asked) - 1
    assert len(asked) <= math.ceil(sum(len(text) for text in parts) / 3 / 60_000) + 1
    assert all(f"Message {i}:" in "".join(parts) for i in range(1500))
    assert summary.coverage.complete
    assert summary.claims
    assert summary.note == ""
    assert took < 0.3 * len(asked) + 6


async def test_a_part_that_fails_twice_stands_in_its_own_words() -> None:
    async with talking() as (local, claude):
        good = "Payments were spoken about. [m1]"
        bad = {"text": "x", "error": "529", "match": "part 2 of"}
        local.say(bad, bad)
        for number in (1, 3, 4, 5):
            local.say(good, match=f"part {number} of")
        local.say("Payments were spoken about. [m1]", match="merge-lines")
        summary = await summed_up(claude, long_thread(600))

    assert summary.engine is Engine.CLAUDE
    assert "broke off" in summary.note


async def test_the_event_loop_stays_free_while_much_is_read() -> None:
    gaps: list[float] = []

    async def tick() -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await asyncio.sleep(0.001)
            gaps.append(loop.time() - began)

    ticking = asyncio.create_task(tick())
    messages = [
        ("U1", f"Message {i} <@U2> decided on {i} orders by Monday. {FILLER}") for i in range(5000)
    ]
    await summed_up(None, thread(tuple(messages)))
    ticking.cancel()
    gaps.sort()

    assert len(gaps) > 50
    assert gaps[int(len(gaps) * 0.9)] < 0.05


def say_parts(local: LocalClaude, *lines: str | dict[str, Any]) -> None:
    """What is answered to each part, and nothing else."""
    for number, line in enumerate(lines, 1):
        said: Any = line if isinstance(line, dict) else {"text": line}
        local.say(said | {"match": f"part {number} of {len(lines)} "})


async def parts_of(of: Thread) -> int:
    async with talking() as (local, claude):
        await summed_up(claude, of)
        return len([path for path in paths(local) if path == "/v1/messages"]) - 1


async def test_where_merging_invents_the_parts_own_claims_stand_in() -> None:
    of = long_thread(700)
    count = await parts_of(of)
    async with talking() as (local, claude):
        say_parts(local, *[f"Payments were spoken about in part. [m{n + 1}]" for n in range(count)])
        local.say("They lost 999,999 orders. [m1]\nThey lost 888,888. [m699]", match="merge-lines")
        summary = await summed_up(claude, of)

    assert [claim.text for claim in summary.claims] == ["Payments were spoken about in part."]
    assert summary.withheld == 1


async def test_where_merging_fails_the_leading_claims_of_the_parts_are_shown() -> None:
    of = long_thread(700)
    count = await parts_of(of)
    async with talking() as (local, claude):
        texts = [f"Part {n} was about orders [m{n}]" for n in range(1, count + 1)]
        say_parts(local, *[text.replace(f"Part {n}", "This") for n, text in enumerate(texts, 1)])
        local.say({"text": "x", "error": "529", "match": "merge-lines"})
        summary = await summed_up(claude, of)

    assert summary.engine is Engine.CLAUDE
    assert [claim.text for claim in summary.claims] == ["This was about orders"]
    assert "broke off" in summary.note


async def test_where_every_part_fails_the_extract_remains() -> None:
    of = long_thread(700)
    count = await parts_of(of)
    async with talking() as (local, claude):
        for _ in range(2):
            say_parts(local, *[{"text": "x", "error": "529"}] * count)
        summary = await summed_up(claude, of)

    assert summary.engine is Engine.EXTRACTIVE
    assert summary.note.startswith("Claude is overloaded")


async def test_where_tokens_can_not_be_counted_they_are_estimated() -> None:
    async with talking() as (local, claude):
        assert isinstance(local.faults, Faults)
        local.faults.due.append(Failure("500", 0))
        summary = await summed_up(claude, long_thread(700))

    assert summary.engine is Engine.CLAUDE
    assert summary.coverage.complete
