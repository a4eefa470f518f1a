"""Streams that may begin, within Slack's limit for all processes together.

Over it an answer is an ordinary message that is updated. So nobody waits for a stream: the permit
is asked for when an answer begins, and is there, or isn't, when its first line is.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque

from digests.jobs.permits import Permits

STREAM = "stream"
"""The kind of job that a permit is."""

# chat.startStream allows 20 a minute and workspace; one place is kept free.
STREAMS_A_MINUTE = 19
# A permit that is to be had comes within that time, on a busy machine too; where others have used
# them up none is asked for again for so long.
WAIT_SECONDS, WITHOUT_SECONDS = 2.5, 10.0


class Streams:
    """What the answers of this process may begin.

    Args:
        permits: of the kind `STREAM`.
    """

    def __init__(self, permits: Permits) -> None:
        self._permits = permits
        self._asked: dict[str, asyncio.Task[bool]] = {}
        self._begun: deque[float] = deque()
        self._none_before = 0.0

    def ask(self, key: str) -> None:
        """Ask for a stream for the answer with this key, to be taken soon."""
        now = time.monotonic()
        while self._begun and now - self._begun[0] > 60:
            self._begun.popleft()
        # What is known to be refused isn't asked for, so that nobody waits to hear it.
        if key in self._asked or now < self._none_before or len(self._begun) == STREAMS_A_MINUTE:
            return
        self._begun.append(now)
        self._asked[key] = asyncio.create_task(self._ask(key))

    async def take(self, key: str) -> bool:
        """Whether a stream may begin now."""
        self.ask(key)
        return key in self._asked and await self._asked[key]

    def leave(self, key: str) -> None:
        """The answer is over, with a stream or without."""
        asked = self._asked.pop(key, None)
        if asked is not None:
            asked.cancel()

    async def _ask(self, key: str) -> bool:
        granted = await self._permits.take(f"{STREAM}:{key}", WAIT_SECONDS)
        if not granted:
            self._none_before = time.monotonic() + WITHOUT_SECONDS
        return granted
