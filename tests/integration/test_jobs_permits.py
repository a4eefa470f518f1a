"""Permits: no more in a minute than the limit says, whoever asks, and the model asked no faster."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from digests.jobs.engine import Jobs
from digests.jobs.permits import Permits
from digests.jobs.queues import Queue
from sandbox.sample.landmarks import landmark
from tests.support.bot import scene
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
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


async def test_claude_is_asked_no_faster_than_the_plan_allows() -> None:
    async with scene(model_requests=1) as at:
        for name in ("elif", "elif"):
            at.sandbox.control.post(at.person(name), LONG_CHANNEL, f"{at.mention} why?", LONG_TS)
        status = "assistant.threads.setStatus"
        await at.sandbox.control.until(lambda: at.model_calls() == 1, timeout=20)
        await at.sandbox.control.until(lambda: at.calls().count(status) >= 2, timeout=20)
        with contextlib.suppress(TimeoutError):
            await at.sandbox.control.until(lambda: at.model_calls() > 1, timeout=1.5)

        assert at.model_calls() == 1
