"""The two bots that the answers bench compares, each connected to a sandbox elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import structlog

from benchmarks.place import ROOT, Place
from bot import process
from bot.process import Bot
from bot.settings import Settings


@contextlib.asynccontextmanager
async def digestif(place: Place, **settings: Any) -> AsyncIterator[Bot]:
    """Digestif in this process, so that its event loop can be watched, connected and silent."""
    at = place.addresses
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        given: dict[str, Any] = {
            "slack_bot_token": at.bot_token,
            "slack_app_token": at.app_token,
            "slack_api_url": at.slack_api_url,
            "anthropic_api_key": at.anthropic_api_key,
            "anthropic_base_url": at.anthropic_base_url,
            "data_dir": Path(folder),
            "database_url": None,
            "timezone": "UTC",
            "digest_channel": "",
        }
        chosen = Settings(_env_file=None, **{**given, **settings})  # type: ignore[call-arg]
        async with process.running(chosen, place.now) as bot, process.connected(bot):
            await _connected(place)
            yield bot


@contextlib.asynccontextmanager
async def plain(place: Place) -> AsyncIterator[None]:
    """The plain script in a process of its own, connected."""
    at = place.addresses
    env = {
        **os.environ,
        "SLACK_BOT_TOKEN": at.bot_token,
        "SLACK_APP_TOKEN": at.app_token,
        "SLACK_API_URL": at.slack_api_url,
        "ANTHROPIC_API_KEY": str(at.anthropic_api_key),
        "ANTHROPIC_BASE_URL": str(at.anthropic_base_url),
    }
    command = (sys.executable, "-m", "benchmarks.plain_bot")
    nowhere = asyncio.subprocess.DEVNULL
    running = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=env, stdout=nowhere, stderr=nowhere
    )
    try:
        await _connected(place)
        yield
    finally:
        running.terminate()
        await running.wait()


async def _connected(place: Place) -> None:
    await place.until(0, lambda seen: any(entry.get("name") == "hello" for entry in seen), 60)
