"""Several processes and one thread: one run at a time, wherever, and Stop reaches it there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.sample.landmarks import landmark
from tests.support.bot import running_bot
from tests.support.processes import fleet, said
from tests.support.sample import the_sample

pytest_plugins = ("tests.support.store_homes",)

HOMES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
READ = "Read 139 of 139 messages"
QUESTIONS = 4


@pytest.mark.parametrize("home", HOMES)
async def test_questions_in_one_thread_are_answered_one_after_the_other_by_two_processes(
    home: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = str(request.getfixturevalue("postgres_database")) if home == "postgres" else ""
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, url, warm=True) as processes,
        running_bot(sandbox, data_dir=tmp_path, database_url=url or None),
    ):
        await processes.start()
        sandbox.control.claude(delay=0.5)
        ask(sandbox, QUESTIONS)
        await sandbox.control.until(lambda: answered(sandbox) == QUESTIONS, timeout=60)
        journal = sandbox.control.journal(0)
        written = [
            e["method"]
            for e in journal
            if e.get("method") in ("chat.startStream", "chat.stopStream")
        ]

        assert written == ["chat.startStream", "chat.stopStream"] * QUESTIONS
        assert len(said(sandbox, LONG_CHANNEL, LONG_TS)) == QUESTIONS


@pytest.mark.parametrize("home", HOMES)
async def test_stop_pressed_at_another_process_stops_the_answer_within_a_second(
    home: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = str(request.getfixturevalue("postgres_database")) if home == "postgres" else ""
    async with (
        Sandbox.running(the_sample()) as sandbox,
        fleet(sandbox, tmp_path, url, warm=True) as processes,
    ):
        await processes.start()
        sandbox.control.claude(speed=10, delay=0.1)
        ask(sandbox, 1)
        await sandbox.control.until(lambda: said(sandbox, LONG_CHANNEL, LONG_TS), timeout=30)
        async with running_bot(sandbox, data_dir=tmp_path, database_url=url or None) as other:
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


def ask(sandbox: Sandbox, questions: int) -> None:
    """Have members of the channel mention the bot in the long thread, at once."""
    asker = next(iter(sandbox.workspace.conversations[LONG_CHANNEL].members))
    for _ in range(questions):
        mention = f"<@{sandbox.addresses.bot_user_id}>"
        sandbox.control.post(asker, LONG_CHANNEL, mention, LONG_TS)


def answered(sandbox: Sandbox) -> int:
    return len([m for m in said(sandbox, LONG_CHANNEL, LONG_TS) if READ in str(m.get("blocks"))])


def stopped(sandbox: Sandbox) -> bool:
    return any("Stopped by" in str(m) for m in said(sandbox, LONG_CHANNEL, LONG_TS))
