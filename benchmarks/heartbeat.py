"""How long an event loop stands still at most."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

BEAT = 0.005


@dataclass
class Heartbeat:
    """What a task saw that wanted to run every 5 ms.

    Attributes:
        longest: the most seconds by which it came late.
        own: the same, as far as this process was computing meanwhile: on a machine that others
            use as well, a task also comes late because nothing of this process got to run.
    """

    longest: float = 0.0
    own: float = 0.0

    async def beat(self) -> None:
        """Go on until cancelled."""
        while True:
            began, computed = time.perf_counter(), time.process_time()
            await asyncio.sleep(BEAT)
            late = max(0.0, time.perf_counter() - began - BEAT)
            self.longest = max(self.longest, late)
            self.own = max(self.own, min(late, time.process_time() - computed))


@contextlib.asynccontextmanager
async def beating() -> AsyncIterator[Heartbeat]:
    """A heartbeat in the running loop until the block ends."""
    heart = Heartbeat()
    task = asyncio.create_task(heart.beat())
    try:
        yield heart
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
