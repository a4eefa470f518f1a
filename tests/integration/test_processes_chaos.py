"""Three processes, one killed every few seconds under load: nothing lost, nothing said twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.support.chaos import ordeal
from tests.support.processes import fleet
from tests.support.sample import the_sample

pytest_plugins = ("tests.support.store_homes",)


@pytest.mark.slow
@pytest.mark.postgres
async def test_every_question_is_answered_once_while_processes_die(
    postgres_database: str, tmp_path: Path
) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, postgres_database, warm=True) as processes,
    ):
        sandbox.control.claude(speed=200, delay=1.0)
        await asyncio.gather(*(processes.start() for _ in range(3)))
        seen = await ordeal(sandbox, processes, seconds=60, kill_every=9, ask_every=0.7)

        assert len(seen.kills) >= 3
        assert (seen.lost, seen.twice) == (0, 0)
        assert seen.slowest < 60
