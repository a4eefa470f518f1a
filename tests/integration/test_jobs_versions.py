"""Two versions of the program side by side, as in a rolling deploy: each does its own work."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import warm
from tests.support.bot import eventually
from tests.support.warm import Warm

pytest_plugins = ("tests.support.store_homes",)

# One job: two steps and an end, in an order that the version decides; a step named "wait" lasts
# until the file `go` is there.
WORKER = """
import asyncio, json, sys
from pathlib import Path
from digests.jobs.engine import Jobs
from digests.jobs.liveness import Liveness
from digests.jobs.queues import Queue
from digests.store import open_store

location, directory, name, version, order, start = sys.argv[1:]
place = location if location.startswith("postgres") else Path(location)
directory = Path(directory)

def note(*what):
    with (directory / "trace.jsonl").open("a") as f:
        f.write(json.dumps([name, *what]) + "\\n")

async def main():
    lines = [Queue("lines", {"queued": ()}, at_once=5)]
    jobs = Jobs(place, version=version, executor_id=name)

    async def step(which):
        note(which)
        while which == "wait" and not (directory / "go").exists():
            await asyncio.sleep(0.02)
        return which

    async def work(job, team_id):
        for which in order.split(","):
            await job.step(which, step, which)
        note("done", job.id)

    jobs.register("work", work)
    jobs.register("queued", work)
    store = await open_store(place if isinstance(place, str) else place / "activity.db")
    living = Liveness(store, jobs, beat_seconds=0.3)
    await living.begin()
    await jobs.launch(lines)
    if start:
        await jobs.start(start, f"{start}:1", "T1")
    note("up")
    await asyncio.Event().wait()

asyncio.run(main())
"""


class Workers:
    """Processes on one database, and what they noted."""

    def __init__(self, location: str, directory: Path) -> None:
        self.location, self.directory = location, directory
        self.running: dict[str, Warm] = {}

    async def start(self, name: str, version: str, order: str, start: str = "") -> None:
        args = (self.location, str(self.directory), name, version, order, start)
        self.running[name] = warm.start("-c", WORKER, *args, env=os.environ, cwd=self.directory)
        await self.noted([name, "up"])

    async def kill(self, name: str) -> None:
        process = self.running.pop(name)
        process.kill()
        await process.wait()

    def notes(self) -> list[list[Any]]:
        path = self.directory / "trace.jsonl"
        if not path.exists():
            return []
        return [note for line in path.read_text().splitlines() if (note := json.loads(line))]

    async def noted(self, what: list[Any]) -> None:
        async def there() -> bool:
            return what in self.notes()

        await eventually(there, f"{what} to be noted", 40)

    def steps(self) -> list[list[Any]]:
        return [note for note in self.notes() if note[1] != "up"]

    def go(self) -> None:
        (self.directory / "go").touch()


@contextlib.asynccontextmanager
async def workers(url: str, directory: Path) -> AsyncIterator[Workers]:
    made = Workers(url or str(directory), directory)
    try:
        yield made
    finally:
        for name in list(made.running):
            await made.kill(name)


async def test_each_version_resumes_its_own_work_after_the_steps_it_has_done(
    home_url: str, tmp_path: Path
) -> None:
    async with workers(home_url, tmp_path) as at:
        await at.start("old", "1", "a,wait,b", start="work")
        await at.noted(["old", "wait"])
        await at.start("old2", "1", "a,wait,b")
        await at.start("new", "2", "b,a,wait")
        await at.kill("old")
        at.go()
        await at.noted(["old2", "done", "work:1"])

        assert at.steps() == [
            ["old", "a"],
            ["old", "wait"],
            ["old2", "wait"],
            ["old2", "b"],
            ["old2", "done", "work:1"],
        ]


@pytest.mark.parametrize("kind", ["work", "queued"])
async def test_work_of_a_version_that_is_gone_begins_anew_in_the_next_one(
    kind: str, home_url: str, tmp_path: Path
) -> None:
    """Its steps came in another order, so what they remember is of no use."""
    async with workers(home_url, tmp_path) as at:
        await at.start("old", "1", "a,wait,b", start=kind)
        await at.noted(["old", "wait"])
        await at.start("new", "2", "b,a,wait")
        await at.kill("old")
        await at.noted(["new", "wait"])
        at.go()
        await at.noted(["new", "done", f"{kind}:1"])

        assert at.steps() == [
            ["old", "a"],
            ["old", "wait"],
            ["new", "b"],
            ["new", "a"],
            ["new", "wait"],
            ["new", "done", f"{kind}:1"],
        ]
