"""Durable jobs: once per id, resumed after a kill, taken over from a dead process."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from digests.jobs.engine import Job, JobFailed, Jobs
from digests.jobs.queues import Queue


@pytest.fixture
async def jobs(tmp_path: Path) -> AsyncIterator[Jobs]:
    jobs = Jobs(tmp_path)
    runs: list[tuple[str, Any]] = []

    async def note(job: Job, *ids: Any) -> list[Any]:
        runs.append((job.id, ids))
        return [job.kind, *ids]

    async def fail(job: Job, *ids: Any) -> None:
        raise ValueError("a secret of the message")

    jobs.register("note", note)
    jobs.register("queued", note)
    jobs.register("fail", fail)
    await jobs.launch([Queue("slow", {"queued": ()}, at_once=1)])
    jobs.runs = runs  # type: ignore[attr-defined]
    yield jobs
    await jobs.close()


async def test_the_same_id_started_twice_runs_once(jobs: Jobs) -> None:
    await asyncio.gather(*(jobs.start("note", "note:1", "C1", "1.2") for _ in range(5)))

    assert await jobs.wait("note:1", 10) == ["note", "C1", "1.2"]
    assert jobs.runs == [("note:1", ("C1", "1.2"))]  # type: ignore[attr-defined]


async def test_a_failure_keeps_no_text(jobs: Jobs) -> None:
    await jobs.start("fail", "fail:1")

    with pytest.raises(Exception, match="fail: ValueError") as caught:
        await jobs.wait("fail:1", 10)
    assert "secret" not in str(caught.value)
    assert await jobs.status("fail:1") == "ERROR"
    assert JobFailed.__name__ in type(caught.value).__name__


async def test_an_unknown_kind_is_refused(jobs: Jobs) -> None:
    with pytest.raises(KeyError):
        await jobs.start("nonsense", "nonsense:1")


async def test_a_queue_runs_its_jobs(jobs: Jobs) -> None:
    for n in range(3):
        await jobs.start("queued", f"queued:{n}", n)

    expected = [["queued", n] for n in range(3)]
    assert [await jobs.wait(f"queued:{n}", 20) for n in range(3)] == expected


WORKER = """
import asyncio, json, sys
from pathlib import Path
from digests.jobs.engine import Jobs

directory, stop_after, wait = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
trace = directory / "trace.jsonl"

async def main():
    jobs = Jobs(directory, executor_id=sys.argv[4])

    async def one(n):
        with trace.open("a") as f:
            f.write(json.dumps([sys.argv[4], n]) + "\\n")
        return n

    async def count(job, steps):
        for n in range(steps):
            await job.step(f"step{n}", one, n)
            if n + 1 == stop_after:
                print("here", flush=True)
                await asyncio.Event().wait()
        return steps

    jobs.register("count", count)
    await jobs.launch()
    if wait == "start":
        await jobs.start("count", "count:1", 6)
    else:
        await jobs.recover(["first"])
    print(await jobs.wait("count:1", 30), flush=True)
    await jobs.close()

asyncio.run(main())
"""


def test_a_killed_process_is_taken_over_without_repeating_a_step(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(tmp_path), "3", "start", "first"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    assert first.stdout.readline().strip() == "here"
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()

    second = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path), "0", "recover", "second"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert second.stdout.splitlines()[-1:] == ["6"], second.stderr
    lines = (tmp_path / "trace.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        *(["first", n] for n in range(3)),
        *(["second", n] for n in range(3, 6)),
    ]


TURNS = """
import asyncio, sys
from pathlib import Path
from digests.jobs.engine import Jobs
from digests.jobs.queues import Queue

async def main():
    jobs = Jobs(Path(sys.argv[1]), executor_id=sys.argv[2])

    async def write(job, thread, n):
        print("begun", n, flush=True)
        if sys.argv[2] == "first":
            await asyncio.Event().wait()

    jobs.register("write", write)
    await jobs.launch([Queue("lines", {"write": (0,)}, at_once=5)])
    if sys.argv[2] == "first":
        for n in range(3):
            await jobs.start("write", f"write:{n}", "1.1", n)
        print("all started", flush=True)
    else:
        await jobs.recover(["first"])
    await jobs.wait("write:2", 30)
    await jobs.close()

asyncio.run(main())
"""


def test_the_turns_in_a_thread_outlive_a_process_that_had_one(tmp_path: Path) -> None:
    """The next in line waits for the dead one's job, which another process does first."""
    begin = [sys.executable, "-c", TURNS, str(tmp_path)]
    first = subprocess.Popen([*begin, "first"], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    said = sorted(first.stdout.readline().strip() for _ in range(2))
    assert said == ["all started", "begun 0"]
    first.send_signal(signal.SIGKILL)
    rest, _ = first.communicate()

    second = subprocess.run(
        [*begin, "second"], capture_output=True, text=True, timeout=60, check=False
    )

    assert rest == ""
    assert second.stdout.splitlines() == ["begun 0", "begun 1", "begun 2"], second.stderr
