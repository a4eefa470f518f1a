"""The sandbox's own time: it can be set and moved, and ticks on from there."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from typing import Any


class Timer:
    """One thing to be done at a time; `cancel()` takes it back."""

    __slots__ = ("action", "when")

    def __init__(self, when: float, action: Callable[[], None]) -> None:
        self.when = when
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        """Takes the timer back; harmless when it has already run."""
        self.action = None


class Clock:
    """Epoch seconds that can be moved. Everything in the sandbox that waits, waits by this.

    Args:
        start: epoch seconds to begin at; None means the machine's time.
        ticking: False lets the time stand still until it is set or advanced, so that no
            deadline passes because a machine is busy.
    """

    def __init__(self, start: float | None = None, *, ticking: bool = True) -> None:
        self._ticking = ticking
        self._base = time.time() if start is None else float(start)
        self._mark = time.monotonic()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._handle: asyncio.TimerHandle | None = None
        self.on_move: Callable[[float], None] = lambda now: None

    def now(self) -> float:
        """Epoch seconds, UTC."""
        passed = time.monotonic() - self._mark if self._ticking else 0.0
        return self._base + passed

    def set(self, now: float) -> float:
        """Sets the time, forward or back, runs what has become due and returns the new time."""
        self._base, self._mark = float(now), time.monotonic()
        self._run_due()
        self.on_move(self.now())
        return self.now()

    def advance(self, seconds: float) -> float:
        """Moves the time on by `seconds` (0 or more) and returns the new time.

        Raises:
            ValueError: seconds is negative.
        """
        if seconds < 0:
            raise ValueError("The clock can be advanced by 0 seconds or more; use set() to go back")
        return self.set(self.now() + seconds)

    def call_later(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Runs `action` once, in the event loop, when `seconds` of sandbox time have passed."""
        timer = Timer(self.now() + seconds, action)
        heapq.heappush(self._timers, (timer.when, next(self._order), timer))
        if self._timers[0][2] is timer:
            self._arm()
        return timer

    async def sleep(self, seconds: float) -> None:
        """Waits until `seconds` of sandbox time have passed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_later(seconds, lambda: _settle(done))
        try:
            await done
        finally:
            timer.cancel()

    async def wait(self, future: "asyncio.Future[Any]", seconds: float) -> bool:
        """Waits for a future, at most `seconds` of sandbox time; True when it is done.

        The future is not cancelled when the time is over.
        """
        late: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_later(seconds, lambda: _settle(late))
        try:
            await asyncio.wait({future, late}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
        return future.done()

    def close(self) -> None:
        """Drops every timer."""
        self._timers.clear()
        if self._handle:
            self._handle.cancel()

    def _run_due(self) -> None:
        now = self.now()
        while self._timers and (self._timers[0][2].action is None or self._timers[0][0] <= now):
            timer = heapq.heappop(self._timers)[2]
            if timer.action is not None:
                timer.action()
        self._arm()

    def _arm(self) -> None:
        if self._handle:
            self._handle.cancel()
            self._handle = None
        while self._timers and self._timers[0][2].action is None:
            heapq.heappop(self._timers)
        if self._timers and self._ticking:
            delay = max(self._timers[0][0] - self.now(), 0.0)
            self._handle = asyncio.get_running_loop().call_later(delay, self._run_due)


def _settle(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
