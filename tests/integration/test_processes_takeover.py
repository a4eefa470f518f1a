"""Two processes on one database: one dies in mid-answer, the other finishes it, in place, once."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from tests.support.long_thread import LONG_CHANNEL, LONG_TS, READ, ask, begun, finished
from tests.support.processes import Fleet, Process, fleet, said
from tests.support.sample import the_sample

pytest_plugins = ("tests.support.store_homes",)

pytestmark = pytest.mark.slow


async def writing(sandbox: Sandbox, among: Fleet) -> Process:
    """Start one process and have it write; another comes later, so it is known who writes."""
    # so slow that it is still at it when another process is up, on the busiest machine too
    sandbox.control.claude(speed=2, delay=0.5)
    first = await among.start()
    ask(sandbox)
    await sandbox.control.until(lambda: begun(sandbox), timeout=30)
    return first


async def test_another_process_finishes_the_message_of_a_dead_one(
    home_url: str, tmp_path: Path
) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, home_url, warm=True) as processes,
    ):
        first = await writing(sandbox, processes)
        await processes.start()
        before = said(sandbox, LONG_CHANNEL, LONG_TS)
        assert not finished(sandbox)
        await processes.kill(first)
        sandbox.control.claude(speed=0, delay=0)
        await sandbox.control.until(lambda: finished(sandbox), timeout=90)
        [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)

        assert reply["ts"] == before[0]["ts"]
        assert reply.get("streaming_state") != "in_progress"


async def test_a_living_process_keeps_its_work_when_another_starts(
    home_url: str, tmp_path: Path
) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, home_url, warm=True) as processes,
    ):
        await writing(sandbox, processes)
        await processes.start()
        assert not finished(sandbox)
        sandbox.control.claude(speed=0, delay=0)
        await sandbox.control.until(lambda: finished(sandbox), timeout=90)
        [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)

        assert calls(sandbox, "chat.startStream") == 1
        assert calls(sandbox, "chat.stopStream") == 1
        assert READ in str(reply["blocks"])


def calls(sandbox: Sandbox, method: str) -> int:
    entries: list[Any] = sandbox.control.journal(0)
    return len([e for e in entries if e["kind"] == "api" and e["method"] == method])


async def test_a_frozen_process_that_wakes_up_does_not_say_it_twice(
    home_url: str, tmp_path: Path
) -> None:
    """Its pid is still there, so only the missing heartbeat gives it away."""
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, home_url, warm=True) as processes,
    ):
        first = await writing(sandbox, processes)
        await processes.start()
        first.send_signal(signal.SIGSTOP)
        sandbox.control.claude(speed=0, delay=0)
        await sandbox.control.until(lambda: finished(sandbox), timeout=90)
        [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)
        first.send_signal(signal.SIGCONT)
        assert await processes.end(first) == 0
        [after] = said(sandbox, LONG_CHANNEL, LONG_TS)

        assert after == reply
