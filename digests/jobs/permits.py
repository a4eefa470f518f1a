"""Permits: what a queue's limit counts for all processes together, where no job is counted itself.

A permit is a job that does nothing. It stands in a queue with a limit of starts a minute, so the
engine lets no more of them through, in whatever process; who has one may go on.
"""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any, TypeVar

from digests.jobs.engine import Jobs
from digests.jobs.job import Job

T = TypeVar("T")

# A permit counts for a minute; its row is of no use after that, and many are removed at once.
KEPT_SECONDS, REMOVED_AT_ONCE = 90.0, 50
# Who waits for a permit looks so often whether it is there.
LOOK_SECONDS = 0.2


class Permits:
    """The permits of one kind.

    Args:
        jobs: not launched yet.
        kind: the kind of job that they are; their queue has the limit.
        kept_seconds: how long each is kept; the limit counts those of the last minute.
    """

    def __init__(self, jobs: Jobs, kind: str, kept_seconds: float = KEPT_SECONDS) -> None:
        self._jobs, self._kind, self._kept_seconds = jobs, kind, kept_seconds
        # when each permit was had or given back, oldest first
        self._over: deque[tuple[float, str]] = deque()
        jobs.register(kind, _granted)

    async def take(self, permit_id: str, within: float | None = None) -> bool:
        """Wait for a permit.

        Args:
            permit_id: unique; asked for again under the same id, it is the same permit.
            within: seconds to wait; None for as long as it takes.

        Returns:
            False if there was none in time; it is given back then.
        """
        await _apart(self._remove_old())
        await _apart(self._jobs.start(self._kind, permit_id))
        granted = await self._waited(permit_id, within)
        self._over.append((time.monotonic(), permit_id))
        return granted

    async def _waited(self, permit_id: str, within: float | None) -> bool:
        try:
            await _apart(self._jobs.wait(permit_id, within, LOOK_SECONDS))
        except TimeoutError:
            await _apart(self._jobs.cancel(permit_id))
            return False
        return True

    async def _remove_old(self) -> None:
        before = time.monotonic() - self._kept_seconds
        if len(self._over) >= REMOVED_AT_ONCE and self._over[REMOVED_AT_ONCE - 1][0] < before:
            old = [self._over.popleft()[1] for _ in range(REMOVED_AT_ONCE)]
            await self._jobs.remove(old)


async def _granted(job: Job, /, *ids: Any) -> None:
    """Do nothing: that it could begin is all."""


async def _apart(work: Coroutine[Any, Any, T]) -> T:
    # Within a job the engine would take this for one of its steps, whose order has to stay.
    return await asyncio.create_task(work, context=contextvars.Context())
