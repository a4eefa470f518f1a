"""`digestif run`: the bot until a signal comes, over Socket Mode or HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import structlog

from bot import logs, process
from bot.http import listening
from bot.settings import load_settings, secret
from digests.errors import BadInput

log = structlog.get_logger(__name__)


async def serve(port: int | None, host: str) -> None:
    """Run until SIGINT or SIGTERM, then let what runs finish.

    Args:
        port: for Slack's events over HTTP; None for Socket Mode.
        host: address to listen on, with a port.

    Raises:
        BadInput: if a setting is wrong or missing.
        SlackUnavailable: if Slack refuses the token.
    """
    settings = load_settings()
    logs.configure(settings.log)
    if port is not None and secret(settings.slack_signing_secret) is None:
        raise BadInput(
            "SLACK_SIGNING_SECRET is not set; --http needs it to know that requests are Slack's. "
            "It stands under Basic Information of your app."
        )
    stopping = _stop_signal()
    async with process.running(settings) as bot:
        how = listening(bot, host, port) if port is not None else process.connected(bot)
        async with how:
            log.info("running", team=bot.services.slack.team_id, http=port)
            await stopping.wait()
            log.info("stopping")


def _stop_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopping.set)
    return stopping
