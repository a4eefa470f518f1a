"""What the bot works with, put together once and handed to whoever needs it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.clock import Clock, system_clock
from bot.metrics import Metrics, NoMetrics
from bot.settings import Settings
from bot.slack import Slack
from bot.stops import Stops
from bot.streams import Streams
from digests.claude.client import Claude
from digests.jobs.engine import Jobs
from digests.reading.writer import DigestWriter
from digests.store import Store
from digests.summarize.summarizer import Summarizer


class Learned:
    """What this process has learned of who is where.

    Attributes:
        channels: ids of the channels whose members it knows.
        confined: set once that holds for every channel that isn't public.
    """

    def __init__(self) -> None:
        self.channels: set[str] = set()
        self.confined = asyncio.Event()


@dataclass
class Heard:
    """Since when every event has arrived live.

    Attributes:
        since: as a ts; None while nothing arrives.
        channels: the same for each channel that the bot hears, which it may have joined later.
    """

    since: str | None = None
    channels: dict[str, str] = field(default_factory=dict)


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
    stops: Stops
    streams: Streams
    writer: DigestWriter | None = None
    now: Clock = system_clock
    learned: Learned = field(default_factory=Learned)
    heard: Heard = field(default_factory=Heard)
    metrics: Metrics = field(default_factory=NoMetrics)
