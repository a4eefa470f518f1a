"""Jobs that ended long ago are forgotten; all others stay, each done once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from digests.jobs.engine import Job, Jobs


async def test_what_ended_before_is_forgotten_and_what_runs_is_not(tmp_path: Path) -> None:
    jobs, runs, go_on = Jobs(tmp_path), list[str](), asyncio.Event()

    async def note(job: Job, *ids: Any) -> None:
        runs.append(job.id)

    async def wait(job: Job, *ids: Any) -> str:
        await go_on.wait()
        return "done"

    jobs.register("note", note)
    jobs.register("wait", wait)
    await jobs.launch()
    try:
        await jobs.start("wait", "wait:1")
        for number in range(3):
            await jobs.start("note", f"note:{number}")
            await jobs.wait(f"note:{number}", 10)
        assert await jobs.forget(datetime.now(UTC) - timedelta(hours=1)) == 0
        assert await jobs.forget(datetime.now(UTC) + timedelta(seconds=1)) == 3
        assert await jobs.status("note:1") is None
        go_on.set()
        assert await jobs.wait("wait:1", 10) == "done"
        await jobs.start("note", "note:1")
        await jobs.wait("note:1", 10)
        assert runs.count("note:1") == 2
    finally:
        await jobs.close()
