"""Two processes on one database: one dies in mid-answer, the other finishes it, in place, once."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.sample.landmarks import landmark
from tests.support.processes import Fleet, Process, fleet, said
from tests.support.sample import the_sample

pytest_plugins = ("tests.support.store_homes",)

pytestmark = pytest.mark.slow

HOMES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
READ = "Read 139 of 139 messages"


def finished(sandbox: Sandbox) -> bool:
    return any(READ in str(reply.get("blocks")) for reply in said(sandbox, LONG_CHANNEL, LONG_TS))


def url_for(home: str, request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgres_database")) if home == "postgres" else ""


async def writing(sandbox: Sandbox, among: Fleet) -> Process:
    """Start one process and have it write; another comes later, so it is known who writes."""
    # so slow that it is still at it when another process is up, on the busiest machine too
    sandbox.control.claude(speed=2, delay=0.5)
    asker = next(iter(sandbox.workspace.conversations[LONG_CHANNEL].members))
    first = await among.start()
    mention = f"<@{sandbox.addresses.bot_user_id}>"
    sandbox.control.post(asker, LONG_CHANNEL, mention, LONG_TS)
    await sandbox.control.until(lambda: said(sandbox, LONG_CHANNEL, LONG_TS), timeout=30)
    return first


@pytest.mark.parametrize("home", HOMES)
async def test_another_process_finishes_the_message_of_a_dead_one(
    home: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, url_for(home, request), warm=True) as processes,
    ):
        first = await writing(sandbox, processes)
        await processes.start()
        begun = said(sandbox, LONG_CHANNEL, LONG_TS)
        assert not finished(sandbox)
        await processes.kill(first)
        sandbox.control.claude(speed=0, delay=0)
        await sandbox.control.until(lambda: finished(sandbox), timeout=90)
        [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)

        assert reply["ts"] == begun[0]["ts"]
        assert reply.get("streaming_state") != "in_progress"


@pytest.mark.parametrize("home", HOMES)
async def test_a_living_process_keeps_its_work_when_another_starts(
    home: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, url_for(home, request), warm=True) as processes,
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


@pytest.mark.parametrize("home", HOMES)
async def test_a_frozen_process_that_wakes_up_does_not_say_it_twice(
    home: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Its pid is still there, so only the missing heartbeat gives it away."""
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, url_for(home, request), warm=True) as processes,
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
