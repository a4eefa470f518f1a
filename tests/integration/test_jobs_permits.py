"""Permits: no more in a minute than the limit says, whoever asks, and the model asked no faster."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.streams import STREAM, STREAMS_A_MINUTE
from digests.jobs.engine import Jobs
from digests.jobs.pace import Pace
from digests.jobs.permits import REMOVED_AT_ONCE, Permits
from digests.jobs.plan import MODEL_SHARE, Plan
from digests.jobs.queues import Queue
from tests.integration.local_claude import asking, talking
from tests.support.bot import scene

LIMITED = Queue("limited", {"permit": ()}, a_minute=3, poll_seconds=0.1)


@contextlib.asynccontextmanager
async def launched(place: Path) -> AsyncIterator[Permits]:
    jobs = Jobs(place)
    permits = Permits(jobs, "permit")
    await jobs.launch([LIMITED])
    try:
        yield permits
    finally:
        await jobs.close()


async def test_no_more_permits_than_the_limit_says_also_for_a_process_that_comes_later(
    tmp_path: Path,
) -> None:
    async with launched(tmp_path) as permits:
        assert await permits.take("a")
        assert await permits.take("b")
        assert await permits.take("b")
    async with launched(tmp_path) as permits:
        taken = await asyncio.gather(*(permits.take(f"late:{n}", within=2.0) for n in range(3)))

    assert taken.count(True) == 1


async def test_a_permit_that_came_too_late_is_given_back(tmp_path: Path) -> None:
    async with launched(tmp_path) as permits:
        for n in range(3):
            assert await permits.take(f"early:{n}")
        assert not await permits.take("late", within=0.5)
        jobs = permits._jobs

        assert await jobs.status("late") == "CANCELLED"


async def test_permits_that_count_no_more_are_removed(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    permits = Permits(jobs, "permit", kept_seconds=0.0)
    await jobs.launch([Queue("many", {"permit": ()}, a_minute=1_000)])
    try:
        await asyncio.gather(*(permits.take(f"old:{n}") for n in range(REMOVED_AT_ONCE)))
        assert await permits.take("new")
        left = [n for n in range(REMOVED_AT_ONCE) if await jobs.status(f"old:{n}")]

        assert left == []
        assert await jobs.status("new") == "SUCCESS"
    finally:
        await jobs.close()


async def test_claude_is_asked_no_faster_than_the_plan_allows(tmp_path: Path) -> None:
    jobs, plan = Jobs(tmp_path), Plan(requests=1)
    async with talking(pace=Pace(jobs, plan)) as (local, claude):
        await jobs.launch([Queue("model", {MODEL_SHARE: ()}, a_minute=plan.shares)])
        try:
            local.say("One.")
            assert (await claude.turn(asking())).text == "One."
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(claude.turn(asking()), 1.0)
            assert len(local.requests) == 1
        finally:
            await jobs.close(0.1)


async def test_what_other_processes_began_counts_too() -> None:
    async with scene() as at:
        permits = Permits(at.bot.services.jobs, STREAM)
        for n in range(STREAMS_A_MINUTE):
            assert await permits.take(f"elsewhere:{n}")
        streams = at.bot.services.streams

        assert not await streams.take("here")
        began = time.monotonic()
        assert not await streams.take("again")
        assert time.monotonic() - began < 0.1


async def test_streams_within_slack_s_limit_are_begun_and_the_others_refused_at_once() -> None:
    async with scene() as at:
        streams = at.bot.services.streams
        taken = [await streams.take(f"answer:{n}") for n in range(STREAMS_A_MINUTE)]
        assert taken == [True] * STREAMS_A_MINUTE
        began = time.monotonic()
        assert not await streams.take("one more")

        assert time.monotonic() - began < 0.1
