"""Several processes and one thread: one run at a time, wherever, and Stop reaches it there."""

from __future__ import annotations

import time
from pathlib import Path

from sandbox import Sandbox
from tests.support.bot import running_bot
from tests.support.long_thread import LONG_CHANNEL, LONG_TS, READ, ask, begun, finished
from tests.support.processes import fleet, said
from tests.support.sample import the_sample

pytest_plugins = ("tests.support.store_homes",)

QUESTIONS = 4


async def test_questions_in_one_thread_are_answered_one_after_the_other_by_two_processes(
    home_url: str, tmp_path: Path
) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, home_url, warm=True) as processes,
        running_bot(sandbox, data_dir=tmp_path, database_url=home_url or None),
    ):
        await processes.start()
        sandbox.control.claude(delay=0.5)
        for _ in range(QUESTIONS):
            ask(sandbox)
        await sandbox.control.until(lambda: finished(sandbox) == QUESTIONS, timeout=60)
        journal = sandbox.control.journal(0)
        written = [
            e["method"]
            for e in journal
            if e.get("method") in ("chat.startStream", "chat.stopStream")
        ]

        assert written == ["chat.startStream", "chat.stopStream"] * QUESTIONS
        assert len(said(sandbox, LONG_CHANNEL, LONG_TS)) == QUESTIONS


async def test_stop_pressed_at_another_process_stops_the_answer_within_a_second(
    home_url: str, tmp_path: Path
) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, home_url, warm=True) as processes,
    ):
        await processes.start()
        sandbox.control.claude(speed=10, delay=0.1)
        ask(sandbox)
        await sandbox.control.until(lambda: begun(sandbox), timeout=30)
        async with running_bot(sandbox, data_dir=tmp_path, database_url=home_url or None) as other:
            [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)
            assert reply.get("streaming_state") == "in_progress"
            pressed = time.monotonic()
            team_id = sandbox.addresses.team_id
            await other.services.stops.press(team_id, LONG_CHANNEL, LONG_TS, "")
            await sandbox.control.until(lambda: stopped(sandbox), timeout=10)
            # half a second for looking, and as much again for a busy machine's calls
            assert time.monotonic() - pressed < 2.5
            [reply] = said(sandbox, LONG_CHANNEL, LONG_TS)

            assert READ not in str(reply)


def stopped(sandbox: Sandbox) -> bool:
    return any("Stopped by" in str(m) for m in said(sandbox, LONG_CHANNEL, LONG_TS))
