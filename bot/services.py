"""What the bot works with, put together once and handed to whoever needs it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.clock import Clock, system_clock
from bot.settings import Settings
from bot.slack import Slack
from digests.claude.client import Claude
from digests.jobs.engine import Jobs
from digests.reading.writer import DigestWriter
from digests.store import Store
from digests.summarize.summarizer import Summarizer

# chat.startStream allows 20 a minute and workspace; one place is kept free.
STREAMS_A_MINUTE = 19


class StreamStarts:
    """Counts streams begun within the last minute, to stay within Slack's limit."""

    def __init__(self) -> None:
        self._starts: deque[float] = deque()

    def take(self) -> bool:
        """Whether one more may begin now; counts it if so."""
        now = time.monotonic()
        while self._starts and now - self._starts[0] > 60:
            self._starts.popleft()
        if len(self._starts) >= STREAMS_A_MINUTE:
            return False
        self._starts.append(now)
        return True


class Learned:
    """What this process has learned of who is where.

    Attributes:
        channels: ids of the channels whose members it knows.
        confined: set once that holds for every channel that isn't public.
    """

    def __init__(self) -> None:
        self.channels: set[str] = set()
        self.confined = asyncio.Event()


class Stops:
    """Where somebody pressed Stop, and what is to be broken off there."""

    def __init__(self) -> None:
        self._pressed: dict[tuple[str, str], str] = {}
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}

    def press(self, channel_id: str, thread_ts: str, user_id: str = "") -> None:
        """Stop what is being written in a thread."""
        self._pressed[channel_id, thread_ts] = user_id
        running = self._running.get((channel_id, thread_ts))
        if running is not None:
            running.cancel()

    def pressed(self, channel_id: str, thread_ts: str) -> bool:
        """Whether Stop was pressed since `clear`."""
        return (channel_id, thread_ts) in self._pressed

    def by(self, channel_id: str, thread_ts: str) -> str:
        """The user id of who pressed it, "" if unknown."""
        return self._pressed.get((channel_id, thread_ts), "")

    def clear(self, channel_id: str, thread_ts: str) -> None:
        """Begin anew."""
        self._pressed.pop((channel_id, thread_ts), None)

    @contextlib.contextmanager
    def breaking_off(
        self, channel_id: str, thread_ts: str, running: asyncio.Task[None]
    ) -> Iterator[None]:
        """Cancel a task if somebody presses Stop within the block."""
        key = (channel_id, thread_ts)
        self._running[key] = running
        try:
            yield
        finally:
            del self._running[key]


@dataclass
class Heard:
    """Since when every event has arrived live, as a ts; None while there is no connection."""

    since: str | None = None


@dataclass(frozen=True)
class Services:
    """The settings, the store and the outside systems.

    Attributes:
        claude: None where no key is set; extracts are made instead.
        writer: words the weekly digest; None for the extractive one.
        now: the clock; the sandbox's in the demo.
    """

    settings: Settings
    store: Store
    slack: Slack
    claude: Claude | None
    summarizer: Summarizer
    jobs: Jobs
    writer: DigestWriter | None = None
    now: Clock = system_clock
    streams: StreamStarts = field(default_factory=StreamStarts)
    learned: Learned = field(default_factory=Learned)
    stops: Stops = field(default_factory=Stops)
    heard: Heard = field(default_factory=Heard)
