"""Stop, pressed in whatever process: what is being written here is broken off.

A press is a note on what was being written or waited in line for it, so it reaches every process
and outlives them. Each looks for such notes when it begins and while it writes.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

from bot.clock import Clock
from digests.errors import DigestifError
from digests.jobs.engine import Jobs
from digests.store import Store

# A press at another process is noticed half as late on average.
LOOK_SECONDS = 0.5


class Stops:
    """What is being written in this process, and where somebody pressed Stop.

    Args:
        store: where presses are noted.
        jobs: where questions wait in line.
        now: the clock.
        look_seconds: between two looks, in real time.
    """

    def __init__(
        self, store: Store, jobs: Jobs, now: Clock, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._deliveries, self._look_seconds = store.deliveries, look_seconds
        self._jobs, self._now = jobs, now
        # delivery key -> what is cancelled when Stop is pressed
        self._running: dict[str, asyncio.Task[None]] = {}
        self._pressed: set[str] = set()
        self._looking: asyncio.Task[None] | None = None

    async def press(self, team_id: str, channel_id: str, thread_ts: str, user_id: str = "") -> None:
        """Stop what is being written in a thread, wherever that is, and what waits to be.

        Raises:
            StoreUnavailable: if it can't be noted.
        """
        place = (team_id, channel_id, thread_ts)
        in_turn = await self._jobs.in_turn("answer", team_id, channel_id, "", thread_ts)
        # An answer's job has the name of what it writes.
        waiting = [job_id for job_id in in_turn if job_id.startswith("answer:")]
        for key in await self._deliveries.stop(place, user_id, self._now(), waiting):
            self._stop(key)

    def pressed(self, key: str) -> bool:
        """Whether somebody pressed Stop on what is being written here."""
        return key in self._pressed

    @contextlib.contextmanager
    def breaking_off(self, key: str, running: asyncio.Task[None]) -> Iterator[None]:
        """Cancel a task if somebody presses Stop within the block."""
        self._running[key] = running
        if self._looking is None:
            self._looking = asyncio.create_task(self._keep_looking())
        try:
            yield
        finally:
            del self._running[key]

    def note(self, key: str) -> None:
        """Know of a press that was noted before."""
        self._pressed.add(key)

    def forget(self, key: str) -> None:
        """Nothing is written under this key any more, or it has to be written all the same."""
        self._pressed.discard(key)

    def _stop(self, key: str) -> None:
        if key in self._running and key not in self._pressed:
            self.note(key)
            self._running[key].cancel()

    async def _keep_looking(self) -> None:
        while self._running:
            await asyncio.sleep(self._look_seconds)
            with contextlib.suppress(DigestifError):
                for key in await self._deliveries.stopped(list(self._running)):
                    self._stop(key)
        self._looking = None
