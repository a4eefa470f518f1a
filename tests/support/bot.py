"""The real bot, run in process against a sandbox over real sockets."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import process
from bot.process import Bot
from bot.settings import Settings
from sandbox import Sandbox


def settings_for(sandbox: Sandbox, data_dir: Path, *, claude: bool, **more: Any) -> Settings:
    """Settings that lead to a sandbox and nowhere else, whatever the environment holds."""
    at = sandbox.addresses
    given: dict[str, Any] = {
        "slack_bot_token": at.bot_token,
        "slack_app_token": at.app_token,
        "slack_signing_secret": at.signing_secret,
        "slack_api_url": at.slack_api_url,
        "anthropic_api_key": at.anthropic_api_key if claude else None,
        "anthropic_base_url": at.anthropic_base_url if claude else None,
        "data_dir": data_dir,
        "database_url": None,
        "timezone": "UTC",
        "digest_channel": "",
        "digest_at": "fri 16:00",
        "log": "console",
    }
    return Settings(_env_file=None, **{**given, **more})  # type: ignore[call-arg]


@contextlib.asynccontextmanager
async def running_bot(
    sandbox: Sandbox, *, claude: bool = True, data_dir: Path | None = None, **settings: Any
) -> AsyncIterator[Bot]:
    """The bot connected to a sandbox over Socket Mode, with the sandbox's clock.

    Args:
        sandbox: running.
        claude: answer with the sandbox's Claude; without, the extractive engine.
        data_dir: where its files are, to start it again with them; a new one by default.
        **settings: fields of `Settings` that differ.
    """

    def now() -> datetime:
        return datetime.fromtimestamp(sandbox.clock.now(), UTC)

    with contextlib.ExitStack() as stack:
        place = data_dir or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        chosen = settings_for(sandbox, place, claude=claude, **settings)
        async with process.running(chosen, now) as bot, process.connected(bot):
            yield bot
