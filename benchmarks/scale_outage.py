"""The database goes away while people ask: what is lost, and how soon all is well afterwards."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.scale_home import database
from benchmarks.scale_row import Row
from sandbox import Sandbox
from sandbox.seed import sample
from tests.support.chaos import READ, Question, ask
from tests.support.processes import fleet, said
from tests.support.proxy import Proxy, proxy

PROCESSES = 2
ASK_EVERY = 1.0
AROUND = 10.0  # seconds of asking before and after the outage
# Slack delivers what wasn't acknowledged after a second, after a minute and after five more.
PATIENCE = 420.0


async def outage(url: str, seconds: float) -> list[Row]:
    """Two processes that answer, and no database for so many seconds."""
    with tempfile.TemporaryDirectory() as place, database(url) as at:
        async with (
            proxy(at) as between,
            Sandbox.running(sample(1)) as sandbox,
            fleet(sandbox, Path(place), between.url) as running,
        ):
            sandbox.control.claude(speed=200, delay=1.0)
            for _ in range(PROCESSES):
                await running.start()
            asked: list[Question] = []
            watching = asyncio.create_task(_watch(sandbox, asked))
            back = await _ask_meanwhile(sandbox, between, asked, seconds)
            deadline = time.monotonic() + PATIENCE
            while any(q.answered is None for q in asked) and time.monotonic() < deadline:
                await asyncio.sleep(0.2)
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            twice = sum(len(said(sandbox, q.channel, q.thread_ts)) > 1 for q in asked)
            alive = sum(process.returncode is None for process in running.processes)
    return _rows(asked, twice, alive, back, seconds)


async def _ask_meanwhile(
    sandbox: Sandbox, between: Proxy, asked: list[Question], seconds: float
) -> float:
    """Ask before, during and after the outage; when the database was back."""
    await _ask_for(sandbox, asked, AROUND)
    await between.close()
    await _ask_for(sandbox, asked, seconds)
    await between.open()
    back = time.monotonic()
    await _ask_for(sandbox, asked, AROUND)
    return back


async def _ask_for(sandbox: Sandbox, asked: list[Question], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        asked.append(ask(sandbox, len(asked)))
        await asyncio.sleep(ASK_EVERY)


async def _watch(sandbox: Sandbox, asked: list[Question]) -> None:
    """Note when each question is answered."""
    while True:
        for question in asked:
            if question.answered is None and _answered(sandbox, question):
                question.answered = time.monotonic()
        await asyncio.sleep(0.1)


def _answered(sandbox: Sandbox, question: Question) -> bool:
    return any(
        READ in str(message.get("blocks")) and message.get("streaming_state") != "in_progress"
        for message in said(sandbox, question.channel, question.thread_ts)
    )


def _rows(asked: list[Question], twice: int, alive: int, back: float, seconds: float) -> list[Row]:
    lost = sum(q.answered is None for q in asked)
    waits = [q.answered - max(back, q.asked) for q in asked if q.answered is not None]
    case = f"no database for {seconds:.0f} s, {len(asked)} mentions"
    return [
        Row(f"{case}: lost, said twice", "0, 0", f"{lost}, {twice}", (lost, twice) == (0, 0)),
        Row(f"{case}: processes that ended", "0", f"{PROCESSES - alive}", alive == PROCESSES),
        Row(f"{case}: the last answer after it was back", "", f"{max(waits, default=0):.0f} s"),
    ]
