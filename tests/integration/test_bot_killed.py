"""Killed with SIGKILL in mid-answer and started again: one message, finished where it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.support.long_thread import LONG_CHANNEL, LONG_TS, ask, begun, finished
from tests.support.processes import fleet, said
from tests.support.sample import the_sample


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["reading", "streaming"])
async def test_a_killed_bot_finishes_its_answer_once(moment: str, tmp_path: Path) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, warm=True) as processes,
    ):
        control = sandbox.control
        control.claude(speed=40, delay=1.5)
        first = await processes.start()
        ask(sandbox)
        if moment == "reading":
            await control.until(lambda: control.calls("conversations.replies"))
        else:
            await control.until(lambda: begun(sandbox))
        await processes.kill(first)
        control.claude(speed=0, delay=0)
        before = said(sandbox, LONG_CHANNEL, LONG_TS)
        assert not finished(sandbox)
        await processes.start()
        await control.until(lambda: finished(sandbox), timeout=90)
        [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)

        assert reply.get("streaming_state") != "in_progress"
        assert not before or reply["ts"] == before[0]["ts"]


async def test_a_bot_that_is_told_to_stop_ends_by_itself(tmp_path: Path) -> None:
    async with Sandbox.running(the_sample()) as sandbox, fleet(sandbox, tmp_path) as processes:
        assert await processes.end(await processes.start()) == 0
