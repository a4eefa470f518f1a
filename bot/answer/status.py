"""The line under a thread that says what the bot is doing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.slack import Slack
from digests.errors import DigestifError

# Slack clears a status after two minutes.
RENEW_SECONDS = 90.0


class Status:
    """A status that stays until it is left; a Slack that refuses it is no reason to stop."""

    def __init__(self, slack: Slack, channel_id: str, thread_ts: str) -> None:
        self._slack = slack
        self._channel_id = channel_id
        self._thread_ts = thread_ts
        self._text = ""

    async def show(self, text: str) -> None:
        """Say something else now."""
        if text != self._text:
            self._text = text
            await self._send()

    async def session(self, state: str) -> None:
        """Show or take away the Stop button: "processing" or "active"."""
        with contextlib.suppress(DigestifError):
            await self._slack.set_session(self._channel_id, self._thread_ts, state)

    async def _send(self) -> None:
        with contextlib.suppress(DigestifError):
            await self._slack.set_status(self._channel_id, self._thread_ts, self._text)

    async def renew(self) -> None:
        """Repeat the status for ever."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await self._send()


@contextlib.asynccontextmanager
async def status(slack: Slack, channel_id: str, thread_ts: str) -> AsyncIterator[Status]:
    """A status, renewed until the block ends, with a Stop button.

    Slack itself clears the status with the reply.
    """
    shown = Status(slack, channel_id, thread_ts)
    beginning = asyncio.create_task(shown.session("processing"))
    renewing = asyncio.create_task(shown.renew())
    try:
        yield shown
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, beginning, return_exceptions=True)
        await shown.session("active")
