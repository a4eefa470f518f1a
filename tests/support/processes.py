"""`digestif run`, as often as an operator starts it, against one sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox import Sandbox
from tests.support import warm as warm_processes
from tests.support.warm import Warm

Process = asyncio.subprocess.Process | Warm
ROOT = Path(__file__).parents[2]


@dataclass
class Fleet:
    """Processes that share a workspace and a database; killed at the end if they still live.

    Attributes:
        env: environment variables on top of those that lead to the sandbox.
        warm: begin with everything imported already, as `tests.support.warm` does.
    """

    sandbox: Sandbox
    env: dict[str, str]
    warm: bool = False
    processes: list[Process] = field(default_factory=list)

    async def start(self, *program: str, connected: bool = True) -> Process:
        """Start one more, or another module of ours, and wait until it is connected."""
        before = self.sandbox.sockets.count
        running = await self._start(*(program or ("bot", "run")))
        self.processes.append(running)
        if connected:
            await self._connected(running, before)
        return running

    async def _start(self, *program: str) -> Process:
        if self.warm:
            return warm_processes.start(*program, env=self._environment(), cwd=ROOT)
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", *program, env=self._environment(), cwd=ROOT
        )

    async def _connected(self, running: Process, before: int) -> None:
        ended = asyncio.ensure_future(running.wait())
        until = self.sandbox.control.until
        up = asyncio.ensure_future(until(lambda: self.sandbox.sockets.count > before, timeout=60))
        await asyncio.wait([ended, up], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        assert running.returncode is None, f"it ended with code {running.returncode}"
        await up

    async def kill(self, running: Process) -> None:
        """End one without a warning, and wait until its connection is gone."""
        before = self.sandbox.sockets.count
        running.send_signal(signal.SIGKILL)
        await running.wait()
        self.processes.remove(running)
        await self.sandbox.control.until(lambda: self.sandbox.sockets.count < before)

    async def end(self, running: Process) -> int:
        """Tell one to stop and return its exit code."""
        running.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(running.wait(), 40)
        self.processes.remove(running)
        return code

    def _environment(self) -> dict[str, str]:
        at = self.sandbox.addresses
        ours = ("SLACK_", "DIGESTIF_")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        return {
            **kept,
            "SLACK_BOT_TOKEN": at.bot_token,
            "SLACK_APP_TOKEN": at.app_token,
            "SLACK_API_URL": at.slack_api_url,
            "SLACK_SIGNING_SECRET": at.signing_secret,
            "ANTHROPIC_API_KEY": at.anthropic_api_key or "",
            "ANTHROPIC_BASE_URL": at.anthropic_base_url or "",
            "DATABASE_URL": "",
            "PYTHONPATH": str(ROOT),
            **self.env,
        }


@contextlib.asynccontextmanager
async def fleet(
    sandbox: Sandbox, data_dir: Path, url: str = "", *, warm: bool = False, **env: str
) -> AsyncIterator[Fleet]:
    """A fleet on a database address, or on the SQLite files of a directory."""
    given = {"DIGESTIF_DATA_DIR": str(data_dir), "DIGESTIF_DATABASE_URL": url, **env}
    made = Fleet(sandbox, given, warm)
    try:
        yield made
    finally:
        for running in made.processes:
            if running.returncode is None:
                running.kill()
            await running.wait()
        await sandbox.control.until(lambda: not sandbox.sockets.count)


def said(sandbox: Sandbox, channel: str, thread_ts: str) -> list[dict[str, Any]]:
    """The bot's messages in a thread."""
    found = sandbox.control.messages(channel, thread_ts)
    return [dict(m) for m in found if m.get("user") == sandbox.addresses.bot_user_id]
