"""The first sign of life for those whose answer waits in line, behind another or many others."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from bot.services import Services
from digests.errors import DigestifError

READING = "Reading…"
# An answer that doesn't wait says it by itself within that time.
SOON = 0.15


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that was asked for and may have to wait."""

    job_id: str
    channel_id: str
    thread_ts: str

    async def show(self, services: Services) -> None:
        """Say in the thread that it is being worked on, unless its own job says so."""
        await asyncio.sleep(SOON)
        with contextlib.suppress(DigestifError):
            if await services.jobs.status(self.job_id) == "ENQUEUED":
                await services.slack.set_status(self.channel_id, self.thread_ts, READING)
