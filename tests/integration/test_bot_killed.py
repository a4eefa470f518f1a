"""Killed with SIGKILL in mid-answer and started again: one message, finished where it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.sample.landmarks import landmark
from tests.support.processes import fleet, said
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
READ = "Read 139 of 139 messages"


def finished(sandbox: Sandbox) -> bool:
    return any(READ in str(m.get("blocks")) for m in said(sandbox, LONG_CHANNEL, LONG_TS))


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["reading", "streaming"])
async def test_a_killed_bot_finishes_its_answer_once(moment: str, tmp_path: Path) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, warm=True) as processes,
    ):
        control = sandbox.control
        control.claude(speed=40, delay=1.5)
        asker = next(iter(sandbox.workspace.conversations[LONG_CHANNEL].members))
        first = await processes.start()
        control.post(asker, LONG_CHANNEL, f"<@{sandbox.addresses.bot_user_id}>", LONG_TS)
        if moment == "reading":
            await control.until(lambda: control.calls("conversations.replies"))
        else:
            await control.until(lambda: said(sandbox, LONG_CHANNEL, LONG_TS))
        await processes.kill(first)
        control.claude(speed=0, delay=0)
        begun = said(sandbox, LONG_CHANNEL, LONG_TS)
        assert not finished(sandbox)
        await processes.start()
        await control.until(lambda: finished(sandbox), timeout=90)
        [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)

        assert reply.get("streaming_state") != "in_progress"
        assert not begun or reply["ts"] == begun[0]["ts"]


async def test_a_bot_that_is_told_to_stop_ends_by_itself(tmp_path: Path) -> None:
    async with Sandbox.running(the_sample()) as sandbox, fleet(sandbox, tmp_path) as processes:
        assert await processes.end(await processes.start()) == 0
