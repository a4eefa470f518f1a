"""Several processes that answer: how much more they do than one, and what is lost when they die."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.scale_home import database
from benchmarks.scale_row import Row
from sandbox import Sandbox
from sandbox.seed import sample
from tests.support.chaos import READ, ask, ordeal
from tests.support.processes import Fleet, fleet, said

MODEL_SECONDS = 3.0


async def throughput(url: str, mentions: int) -> list[Row]:
    """Mentions at once, answered by one process and by three."""
    alone = await _answered(url, 1, mentions)
    together = await _answered(url, 3, mentions)
    times = alone / together
    rows = [
        Row(f"{mentions} mentions at once, model of 3 s, one process", "", _rate(mentions, alone)),
        Row(f"{mentions} mentions at once, three processes", "", _rate(mentions, together)),
    ]
    return [*rows, Row("three processes beside one", "2.5 ×", f"{times:.1f} ×", times >= 2.5)]


def _rate(mentions: int, seconds: float) -> str:
    return f"{seconds:.0f} s, {mentions / seconds:.1f} a second"


async def _answered(url: str, processes: int, mentions: int) -> float:
    """Seconds until the last of the mentions is answered."""
    with tempfile.TemporaryDirectory() as place, database(url) as at:
        async with (
            Sandbox.running(sample(1)) as sandbox,
            fleet(sandbox, Path(place), at, DIGESTIF_ANSWERS_AT_ONCE="1000") as running,
        ):
            sandbox.control.claude(speed=0, delay=MODEL_SECONDS)
            await up(running, processes)
            started = time.monotonic()
            questions = [ask(sandbox, n) for n in range(mentions)]
            waiting = {(q.channel, q.thread_ts) for q in questions}
            while waiting:
                waiting = {at for at in waiting if READ not in str(said(sandbox, *at))}
                await asyncio.sleep(0.2)
                if time.monotonic() - started > 600:
                    raise TimeoutError(f"{len(waiting)} mentions without an answer after 600 s")
            return time.monotonic() - started


async def up(running: Fleet, processes: int) -> None:
    """Start processes one after the other, until each is connected."""
    for _ in range(processes):
        await running.start()
    await asyncio.sleep(2)


async def chaos(url: str, seconds: float, kill_every: float) -> list[Row]:
    """Three processes under load, one killed every so many seconds."""
    with tempfile.TemporaryDirectory() as place, database(url) as at:
        async with (
            Sandbox.running(sample(1)) as sandbox,
            fleet(sandbox, Path(place), at) as running,
        ):
            sandbox.control.claude(speed=200, delay=1.0)
            await up(running, 3)
            seen = await ordeal(
                sandbox, running, seconds=seconds, kill_every=kill_every, ask_every=0.5
            )
    asked, kills = len(seen.questions), len(seen.kills)
    case = f"{asked} mentions in {seconds:.0f} s, {kills} kills"
    return [
        Row(f"{case}: lost, said twice", "0, 0", f"{seen.lost}, {seen.twice}",
            (seen.lost, seen.twice) == (0, 0)),
        Row(f"{case}: answered after a kill", "60 s", f"{seen.slowest:.0f} s", seen.slowest <= 60),
    ]  # fmt: skip
