"""Killed with SIGKILL in mid-answer and started again: one message, finished where it stood."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.sample.landmarks import landmark
from tests.support.sample import the_sample

LONG_CHANNEL, LONG_TS = landmark(the_sample(), "long_thread")
READ = "Read 139 of 139 messages"


@contextlib.asynccontextmanager
async def process(sandbox: Sandbox, data_dir: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`digestif run` as an operator starts it; killed at the end if it still lives."""
    at = sandbox.addresses
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "DIGESTIF_"))},
        "SLACK_BOT_TOKEN": at.bot_token,
        "SLACK_APP_TOKEN": at.app_token,
        "SLACK_API_URL": at.slack_api_url,
        "ANTHROPIC_API_KEY": at.anthropic_api_key or "",
        "ANTHROPIC_BASE_URL": at.anthropic_base_url or "",
        "DIGESTIF_DATA_DIR": str(data_dir),
        "DATABASE_URL": "",
    }
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=Path(__file__).parents[2]
    )
    try:
        await sandbox.control.until(lambda: sandbox.sockets.count, timeout=90)
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()
        await sandbox.control.until(lambda: not sandbox.sockets.count)


def replies(sandbox: Sandbox) -> list[dict[str, Any]]:
    found = sandbox.control.messages(LONG_CHANNEL, LONG_TS)
    return [dict(m) for m in found if m.get("user") == sandbox.addresses.bot_user_id]


def finished(sandbox: Sandbox) -> bool:
    return any(READ in str(reply.get("blocks")) for reply in replies(sandbox))


@pytest.mark.parametrize("moment", ["reading", "streaming"])
async def test_a_killed_bot_finishes_its_answer_once(moment: str, tmp_path: Path) -> None:
    async with Sandbox.running(the_sample()) as sandbox:
        control = sandbox.control
        control.claude(speed=40, delay=1.5)
        asker = next(iter(sandbox.workspace.conversations[LONG_CHANNEL].members))
        mention = f"<@{sandbox.addresses.bot_user_id}>"
        async with process(sandbox, tmp_path) as first:
            control.post(asker, LONG_CHANNEL, mention, LONG_TS)
            if moment == "reading":
                await control.until(lambda: control.calls("conversations.replies"))
            else:
                await control.until(lambda: replies(sandbox))
            first.send_signal(signal.SIGKILL)
            await first.wait()
        control.claude(speed=0, delay=0)
        begun = replies(sandbox)
        assert not finished(sandbox)
        async with process(sandbox, tmp_path):
            await control.until(lambda: finished(sandbox), timeout=90)
        [reply] = replies(sandbox)

        assert reply.get("streaming_state") != "in_progress"
        assert not begun or reply["ts"] == begun[0]["ts"]


async def test_a_bot_that_is_told_to_stop_ends_by_itself(tmp_path: Path) -> None:
    async with Sandbox.running(the_sample()) as sandbox, process(sandbox, tmp_path) as running:
        running.send_signal(signal.SIGTERM)

        assert await asyncio.wait_for(running.wait(), 20) == 0
