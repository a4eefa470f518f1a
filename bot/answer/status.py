"""The line under a thread that says what the bot is doing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

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

    async def renew(self, wanted: Callable[[], bool], seconds: float) -> None:
        """Repeat the status every so many seconds, as long as it is wanted."""
        while True:
            await asyncio.sleep(seconds)
            if not wanted():
                return
            await self._send()


@contextlib.asynccontextmanager
async def status(
    slack: Slack,
    channel_id: str,
    thread_ts: str,
    wanted: Callable[[], bool],
    renew_seconds: float = RENEW_SECONDS,
) -> AsyncIterator[Status]:
    """A status with a Stop button until the block ends.

    Args:
        slack: the workspace's Web API.
        channel_id: where.
        thread_ts: the thread's root.
        wanted: whether it still has to be renewed. Slack itself clears it with the reply, and a
            later one would say "Reading…" under what is being written.
        renew_seconds: between two times that it is sent.
    """
    shown = Status(slack, channel_id, thread_ts)
    beginning = asyncio.create_task(shown.session("processing"))
    renewing = asyncio.create_task(shown.renew(wanted, renew_seconds))
    try:
        yield shown
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, beginning, return_exceptions=True)
        await shown.session("active")
