"""Several processes at the same slot of the clock start the same work: it is done once."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path

pytest_plugins = ("tests.support.store_homes",)

IDS = 20  # as many as the program below starts
STARTER = """
import asyncio, sys
from pathlib import Path
from digests.jobs.engine import Jobs
from digests.jobs.queues import Queue

location, name = sys.argv[1:]
place = location if location.startswith("postgres") else Path(location)

async def main():
    lines = [Queue("lines", {"queued": ()}, at_once=5)]
    jobs = Jobs(place, executor_id=name)

    async def work(job, team_id):
        print(job.id, flush=True)

    jobs.register("direct", work)
    jobs.register("queued", work)
    await jobs.launch(lines)
    print("up", flush=True)
    sys.stdin.readline()
    ids = [f"{kind}:{n}" for n in range(20) for kind in ("direct", "queued")]
    await asyncio.gather(*(jobs.start(i.partition(":")[0], i, "T1") for i in ids))
    for each in ids:
        await jobs.wait(each, 60)
    await jobs.close()

asyncio.run(main())
"""


async def test_what_several_processes_start_at_once_runs_once(
    home_url: str, tmp_path: Path
) -> None:
    place = home_url or str(tmp_path)
    root = Path(__file__).parents[2]
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", STARTER, place, name, stdin=-1, stdout=-1, cwd=root
        )
        for name in ("one", "two", "three")
    ]
    for process in running:
        assert process.stdout is not None
        assert (await process.stdout.readline()).strip() == b"up"
    done = await asyncio.gather(*(process.communicate(b"go\n") for process in running))
    ran = Counter(line for out, _ in done for line in out.decode().split())
    assert [process.returncode for process in running] == [0, 0, 0]
    assert ran == Counter(f"{kind}:{n}" for n in range(IDS) for kind in ("direct", "queued"))
