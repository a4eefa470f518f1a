"""`digestif run`: the bot until a signal comes, over Socket Mode or HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import structlog

from bot import logs, process, status
from bot.http import listening
from bot.settings import load_settings, secret
from digests.errors import BadInput

log = structlog.get_logger(__name__)

# Whoever watches usually does so from another machine; it tells nothing that is secret.
STATUS_HOST = "0.0.0.0"  # noqa: S104


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
        watched = status.watched(bot.services, STATUS_HOST, settings.status_port)
        async with how, watched as status_port:
            team_id = bot.services.slack.team_id
            log.info("running", team=team_id, http=port, status=status_port)
            await stopping.wait()
            log.info("stopping")


def _stop_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopping.set)
    return stopping
