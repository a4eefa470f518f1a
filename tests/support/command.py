"""`digestif` run as a command, in an environment that holds nothing else."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox import Sandbox
from tests.support import warm
from tests.support.warm import Warm

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


async def digestif(
    data_dir: Path,
    *arguments: str,
    stdin: str = "",
    sandbox: Sandbox | None = None,
    env: dict[str, str] | None = None,
    cold: bool = False,
) -> Ran:
    """Run a command in a process of its own, in an environment that holds nothing else.

    Args:
        data_dir: where its files are, and where it stands.
        *arguments: what follows `digestif`.
        stdin: what it reads.
        sandbox: the workspace that its tokens lead to; None for none.
        env: environment variables on top.
        cold: as the command line starts it, interpreter and imports included, and measured.
    """
    environment = {
        "PATH": os.environ["PATH"],
        "DIGESTIF_DATA_DIR": str(data_dir),
        "PYTHONPATH": str(ROOT),
        **(env or {}),
    }
    if sandbox is not None:
        at = sandbox.addresses
        environment |= {"SLACK_BOT_TOKEN": at.bot_token, "SLACK_APP_TOKEN": at.app_token}
        environment |= {"SLACK_API_URL": at.slack_api_url}
    if cold:
        environment |= {k: v for k, v in os.environ.items() if k.startswith("COVERAGE_PROCESS_")}
    process = await _start(*arguments, env=environment, cwd=data_dir, cold=cold)
    out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 60)
    return Ran(process.returncode or 0, out.decode(), err.decode())


async def _start(
    *arguments: str, env: dict[str, str], cwd: Path, cold: bool
) -> asyncio.subprocess.Process | Warm:
    if not cold:
        return warm.start("bot", *arguments, env=env, cwd=cwd, piped=True)
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=env,
        cwd=cwd,
    )
