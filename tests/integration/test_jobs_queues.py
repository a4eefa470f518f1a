"""What waits in line: limits that hold for all processes, and what comes one after the other."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import statistics
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from digests.jobs import unfinished
from digests.jobs.engine import Job, Jobs
from digests.jobs.queues import Queue
from tests.support.bot import eventually

SELDOM = Queue("line", {"note": (0,)}, at_once=5, poll_seconds=600.0)
LINE = Queue("line", {"hold": (0, 1), "shout": (0, 1), "free": ()}, at_once=3)


class Watched:
    """Jobs that last until they are let go; what ran, and how many at once."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.running: list[str] = []
        self.order: list[str] = []
        self.most = 0
        self.go = asyncio.Event()

    async def hold(self, job: Job, *ids: str) -> None:
        self.order.append(job.id)
        self.running.append(job.id)
        self.most = max(self.most, len(self.running))
        await self.go.wait()
        self.running.remove(job.id)

    async def runs(self, *job_ids: str) -> None:
        async def exactly() -> bool:
            return sorted(self.running) == sorted(job_ids)

        await eventually(exactly, f"{job_ids} to run", 15)


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    made = Watched(jobs := Jobs(tmp_path))
    for kind in LINE.kinds:
        jobs.register(kind, made.hold)
    await jobs.launch([LINE])
    try:
        yield made
    finally:
        made.go.set()
        await jobs.close()


async def test_jobs_of_one_thread_of_any_kind_run_one_after_the_other_as_they_were_started(
    watched: Watched,
) -> None:
    for n in range(4):
        await watched.jobs.start("shout" if n % 2 else "hold", f"busy:{n}", "C1", "1.1", n)
    await watched.jobs.start("hold", "other", "C1", "2.2")
    await watched.jobs.start("free", "free", "C1", "1.1")

    await watched.runs("busy:0", "other", "free")
    watched.go.set()
    for n in range(4):
        await watched.jobs.wait(f"busy:{n}", 20)
    assert [each for each in watched.order if each.startswith("busy")] == [
        f"busy:{n}" for n in range(4)
    ]


async def test_no_more_than_the_limit_run_at_once(watched: Watched) -> None:
    for n in range(9):
        await watched.jobs.start("free", f"free:{n}")

    async def full() -> bool:
        return len(watched.running) == 3

    await eventually(full, "three to run", 15)
    watched.go.set()
    for n in range(9):
        await watched.jobs.wait(f"free:{n}", 20)
    assert watched.most == 3


async def test_a_job_for_later_waits_until_then(watched: Watched) -> None:
    watched.go.set()
    asked = time.monotonic()
    await watched.jobs.start("free", "later", after=1.5)
    assert await watched.jobs.status("later") == "DELAYED"
    await watched.jobs.wait("later", 20)
    assert time.monotonic() - asked >= 1.4


async def test_a_process_takes_from_its_own_lines_only(tmp_path: Path) -> None:
    """Another workspace's jobs need that workspace's token."""
    other = Queue("other", {"note": ()})
    ran: list[str] = []

    async def note(job: Job, *ids: str) -> None:
        ran.append(job.id)

    async with launched(tmp_path, note, other) as jobs:
        await jobs.start("note", "other:later", after=0.5)
    async with launched(tmp_path, note, Queue("own", {"note": ()})) as jobs:
        await jobs.start("note", "own:1", after=1.5)
        await jobs.wait("own:1", 20)
        assert await jobs.status("other:later") == "ENQUEUED"
    assert ran == ["own:1"]


async def test_what_this_process_puts_in_line_begins_at_once(tmp_path: Path) -> None:
    """However seldom the line is looked at for what others left there; the first job, too."""
    began: dict[str, float] = {}

    async def note(job: Job, *ids: str) -> None:
        began[job.id] = time.perf_counter()

    waits = []
    async with launched(tmp_path, note, SELDOM) as jobs:
        for n in range(9):
            asked = time.perf_counter()
            await jobs.start("note", f"note:{n}", "T1")
            await jobs.wait(f"note:{n}", 10)
            waits.append(began[f"note:{n}"] - asked)
    assert statistics.median(waits) < 0.5


async def test_a_job_that_ends_makes_room_for_the_next_at_once(tmp_path: Path) -> None:
    async def note(job: Job, *ids: str) -> None:
        await asyncio.sleep(0)

    async with launched(tmp_path, note, SELDOM) as jobs:
        for n in range(5):
            await jobs.start("note", f"note:{n}", "T1")
        for n in range(5):
            await jobs.wait(f"note:{n}", 10)


async def test_what_was_left_in_line_begins_with_the_next_process(tmp_path: Path) -> None:
    one = Queue("line", {"note": ()}, per_process=1, poll_seconds=600.0)

    async def forever(job: Job, *ids: str) -> None:
        await asyncio.Event().wait()

    async def note(job: Job, *ids: str) -> None:
        await asyncio.sleep(0)

    async with launched(tmp_path, forever, one, drain=0.1) as jobs:
        for n in range(2):
            await jobs.start("note", f"note:{n}", "T1")
    async with launched(tmp_path, note, one) as jobs:
        await jobs.wait("note:1", 10)


@contextlib.asynccontextmanager
async def launched(
    place: Path, note: object, queue: Queue, drain: float = 10.0
) -> AsyncIterator[Jobs]:
    jobs = Jobs(place)
    jobs.register("note", note)  # type: ignore[arg-type]
    await jobs.launch([queue])
    try:
        yield jobs
    finally:
        await jobs.close(drain)


async def test_while_a_line_is_looked_at_no_other_process_can_take_a_job(tmp_path: Path) -> None:
    """Two that count what runs at the same moment would both find room for one job."""
    made = Watched(jobs := Jobs(tmp_path))
    for kind in LINE.kinds:
        jobs.register(kind, made.hold)
    await jobs.launch([LINE])
    engine = unfinished.system().engine
    others: list[str] = []

    def counted(connection: sa.Connection, *rest: object) -> None:
        if not threading.current_thread().name.startswith("line ") or "SELECT" not in str(rest[1]):
            return
        with contextlib.closing(sqlite3.connect(engine.url.database, timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
                others.append("could write")
            except sqlite3.OperationalError as error:
                others.append(str(error))

    sa.event.listen(engine, "after_cursor_execute", counted)
    try:
        await jobs.start("hold", "job-1", "T1", "thread")
        await made.runs("job-1")
        sa.event.remove(engine, "after_cursor_execute", counted)
    finally:
        made.go.set()
        await jobs.close()
    assert set(others) == {"database is locked"}
