"""A thread that was summed up before: what is kept, what is read anew, what is new in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digests.models import Engine, Thread
from digests.summarize.request import Length, SummaryRequest
from digests.summarize.summarizer import NOTHING_NEW
from sandbox.claude.ports import Failure
from tests.integration.local_claude import Faults, talking
from tests.support.summaries import START, TALK, Watcher, blocks, remembering, summed_up, thread


async def test_asked_again_with_nothing_new_no_call_is_made(tmp_path: Path) -> None:
    async with talking() as (local, claude), remembering(tmp_path) as store:
        first = await summed_up(claude, thread(), summaries=store.summaries)
        calls, seen = len(local.requests), Watcher()
        second = await summed_up(claude, thread(), summaries=store.summaries, on_claim=seen)

        assert second == first
        assert seen.claims == list(first.claims)
        assert len(local.requests) == calls
        await summed_up(
            claude, thread(), SummaryRequest(length=Length.SHORTER), summaries=store.summaries
        )
        assert len(local.requests) == calls + 1


async def test_of_a_thread_that_went_on_only_the_new_messages_are_read(tmp_path: Path) -> None:
    longer = thread((*TALK, ("U2", "The fix is out since 14:30."), ("U1", "Thanks!")))
    async with talking() as (local, claude), remembering(tmp_path) as store:
        local.say(
            "Payments failed. [m1]\n## Decided\n- Roll back the rate limiter. Mara. [m3]\n"
            "## To do\n- Jon: fix the clock, by Monday noon. [m4]",
            "## To do\n(replaces 3) Jon fixed it at 14:30. [m6]\n- Jon: invented, by 17:00. [m6]",
            "## To do\n- Jon: invented, by 18:00. [m6]",
        )
        await summed_up(claude, thread(), summaries=store.summaries)
        summary = await summed_up(claude, longer, summaries=store.summaries)
        material, written, _ = blocks(local, 1)

        assert "[m6 " in material
        assert "[m5 " not in material
        assert "3. Jon: fix the clock, by Monday noon. [m4]" in written
        assert [claim.text for claim in summary.claims] == [
            "Payments failed.",
            "Roll back the rate limiter. Mara.",
            "Jon fixed it at 14:30.",
        ]
        assert summary.withheld == 1
        assert summary.coverage.read == 7
        calls = len(local.requests)
        assert await summed_up(claude, longer, summaries=store.summaries) == summary
        assert len(local.requests) == calls


async def test_an_edited_message_makes_the_summary_anew(tmp_path: Path) -> None:
    edited = list(thread().messages)
    edited[1] = replace(edited[1], text="It rejects 210 orders.", edited_ts=f"{START + 999}.000000")
    changed = replace(thread(), messages=tuple(edited))
    async with talking() as (local, claude), remembering(tmp_path) as store:
        await summed_up(claude, thread(), summaries=store.summaries)
        await store.messages.put(edited)
        summary = await summed_up(claude, changed, summaries=store.summaries)

        assert len(local.requests) == 2
        assert "212" not in " ".join(claim.text for claim in summary.claims)


async def test_an_extract_is_not_kept_in_claudes_place(tmp_path: Path) -> None:
    async with talking() as (local, claude), remembering(tmp_path) as store:
        assert isinstance(local.faults, Faults)
        local.faults.due.append(Failure("529", 0))
        first = await summed_up(claude, thread(), summaries=store.summaries)
        second = await summed_up(claude, thread(), summaries=store.summaries)

    assert (first.engine, second.engine) == (Engine.EXTRACTIVE, Engine.CLAUDE)


async def test_what_is_new_since_a_message_cites_only_newer_ones() -> None:
    since = SummaryRequest(since_ts=thread().messages[2].ts)
    async with talking() as (local, claude):
        local.say("Payments failed. [m1]\nJon: fix the clock, by Monday noon. [m4]")
        summary = await summed_up(claude, thread(), since)
        request = blocks(local)[1]

    assert [claim.text for claim in summary.claims] == ["Jon: fix the clock, by Monday noon."]
    assert "from [m4] on" in request
    assert summary.withheld == 0


async def test_when_nothing_is_new_that_is_all_that_is_said() -> None:
    async with talking() as (local, claude):
        summary = await summed_up(
            claude, thread(), SummaryRequest(since_ts=thread().messages[-1].ts)
        )

    assert (summary.claims, summary.note) == ((), NOTHING_NEW)
    assert local.requests == []


FILLER = "this message says something about the payments and the orders of the day "


def long_thread(count: int = 1500) -> Thread:
    talk = tuple((f"U{i % 3 + 1}", f"Message {i}: {FILLER * 9}") for i in range(count))
    return thread(talk)


async def test_what_is_new_in_a_long_thread_is_read_alone() -> None:
    of = long_thread(700)
    since = SummaryRequest(since_ts=of.messages[-4].ts)
    async with talking() as (local, claude):
        local.say("Payments were spoken about. [m699]")
        summary = await summed_up(claude, of, since)
        material = blocks(local)[0]

    assert [claim.text for claim in summary.claims] == ["Payments were spoken about."]
    assert "[m698 " in material
    assert "[m700 " in material
    assert "[m697 " not in material


async def test_when_claude_is_gone_what_was_said_before_stays(tmp_path: Path) -> None:
    longer = thread((*TALK, ("U2", "The fix is out since 14:30.")))
    async with talking() as (local, claude), remembering(tmp_path) as store:
        first = await summed_up(claude, thread(), summaries=store.summaries)
        local.say({"text": "x", "error": "529"})
        summary = await summed_up(claude, longer, summaries=store.summaries)

    assert summary.claims == first.claims
    assert "broke off" in summary.note
