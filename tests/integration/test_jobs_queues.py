"""What waits in line: limits that hold for all processes, and no workspace starves another."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

from digests.jobs.engine import Job, Jobs
from digests.jobs.queues import Queue
from tests.support.bot import eventually


async def test_a_busy_workspace_neither_passes_its_limit_nor_delays_another(tmp_path: Path) -> None:
    line = Queue("line", frozenset({"hold"}), per_workspace=3, per_process=10)
    jobs = Jobs(tmp_path, queues=[line])
    running: list[str] = []
    most: list[int] = []
    go = asyncio.Event()

    async def hold(job: Job, team_id: str) -> None:
        running.append(team_id)
        most.append(running.count("BUSY"))
        await go.wait()
        running.remove(team_id)

    jobs.register("hold", hold)
    await jobs.launch()
    try:
        for n in range(12):
            await jobs.start("hold", f"hold:busy:{n}", "BUSY")
        await jobs.start("hold", "hold:other", "OTHER")

        async def both() -> bool:
            return running.count("OTHER") == 1 and running.count("BUSY") == 3

        await eventually(both, "the other workspace to have its turn", 15)
        go.set()
        for n in range(12):
            await jobs.wait(f"hold:busy:{n}", 30)
        assert max(most) == 3
    finally:
        go.set()
        await jobs.close()


async def test_waiting_in_an_empty_line_takes_less_than_half_a_second(tmp_path: Path) -> None:
    """A tenth is what it takes on an idle machine; the rest is room for a busy one."""
    jobs = Jobs(tmp_path, queues=[Queue("line", frozenset({"note"}), per_workspace=5)])
    began: dict[str, float] = {}

    async def note(job: Job, team_id: str) -> None:
        began[job.id] = time.perf_counter()

    jobs.register("note", note)
    await jobs.launch()
    waits = []
    try:
        for n in range(9):
            asked = time.perf_counter()
            await jobs.start("note", f"note:{n}", "T1")
            await jobs.wait(f"note:{n}", 10)
            waits.append(began[f"note:{n}"] - asked)
    finally:
        await jobs.close()
    assert statistics.median(waits) < 0.5
