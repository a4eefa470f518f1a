"""One running bot: everything opened in order, and closed in the opposite one."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot import joining, learn
from bot.app import app_for, create_services
from bot.clock import Clock, system_clock
from bot.covering import covering
from bot.digest import planning, weekly
from bot.ledger import StoreLedger
from bot.metrics import Metrics, NoMetrics, metrics
from bot.queues import queues
from bot.services import Services
from bot.settings import Settings, secret
from bot.slack_errors import SlackUnreachable
from digests.claude.client import Claude
from digests.errors import BadInput, StoreUnreachable
from digests.jobs.engine import Jobs
from digests.jobs.liveness import Liveness
from digests.jobs.pace import Pace
from digests.schedule import Scheduler
from digests.store import Store, open_store

log = structlog.get_logger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
# How long a start waits for a database that gives no answer, in seconds; then its address is wrong.
LONGEST_OUTAGE = 600.0


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that is up.

    Attributes:
        scheduler: asks when the digest is due; `scheduler.tick()` asks at once.
        learning: ends when it is known who is in which channel.
    """

    services: Services
    app: AsyncApp
    scheduler: Scheduler
    learning: asyncio.Task[None]


@contextlib.asynccontextmanager
async def running(
    settings: Settings, now: Clock = system_clock, *, scheduled: bool = True
) -> AsyncIterator[Bot]:
    """A bot that knows its workspace and takes up unfinished work; it doesn't listen yet.

    Args:
        settings: with a bot token.
        now: the clock.
        scheduled: also ask from time to time whether the digest is due.

    Raises:
        BadInput: if a setting that it needs is missing.
        SlackUnavailable: if Slack refuses the token.
    """
    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(await _open_store(settings))
        jobs = Jobs(settings.jobs_location)
        counts = metrics(wanted=settings.status_port is not None)
        pace = Pace(jobs, settings.plan) if settings.plan.shares else None
        claude = open_claude(settings, store, now, counts, pace)
        if claude is not None:
            stack.push_async_callback(claude.close)
            # Loading the client takes a second or two, which else the first answer would wait for.
            await claude.open()
        services = create_services(settings, store, claude, jobs, now, counts)
        app = app_for(services)
        await _learn(services)
        learning = asyncio.create_task(learn.memberships(services))
        stack.callback(learning.cancel)
        liveness = Liveness(store, jobs)
        stack.push_async_callback(liveness.end)
        await liveness.begin()
        team_id = services.slack.team_id
        await jobs.launch(queues(team_id, settings.answers_at_once, settings.plan))
        stack.push_async_callback(jobs.close)
        await liveness.look()
        scheduler = planning.scheduler(services)
        await weekly.begin(services)
        await joining.start(services, f"{now():%Y-%m-%dT%H:%M}")
        if scheduled:
            scheduler.start()
        stack.callback(scheduler.close)
        # All that is loaded by now stays; to look through it for garbage again and again would hold
        # up everybody for a quarter of a second each time.
        gc.freeze()
        stack.callback(gc.unfreeze)
        yield Bot(services, app, scheduler, learning)


@contextlib.asynccontextmanager
async def connected(bot: Bot) -> AsyncIterator[AsyncSocketModeHandler]:
    """A bot that listens over Socket Mode until the block ends.

    Raises:
        BadInput: if no app-level token is set.
    """
    settings = bot.services.settings
    app_token = secret(settings.slack_app_token)
    if app_token is None:
        raise BadInput(
            "SLACK_APP_TOKEN is not set. Create an app-level token with connections:write under "
            "Basic Information, or use --http."
        )
    handler = AsyncSocketModeHandler(bot.app, app_token, web_client=bot.services.slack.client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        async with covering(bot.services, handler.client.is_connected):
            yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


def open_claude(
    settings: Settings,
    store: Store | None,
    now: Clock = system_clock,
    counts: Metrics | None = None,
    pace: Pace | None = None,
) -> Claude | None:
    """Claude as the settings have it, None without a key; what it costs is noted in the store."""
    key = secret(settings.anthropic_api_key)
    if key is None:
        return None
    ledger = StoreLedger(store, now, counts or NoMetrics()) if store is not None else None
    return Claude(key, settings.anthropic_base_url, ledger=ledger, pace=pace)


async def _open_store(settings: Settings) -> Store:
    """Open the store; a database that gives no answer is waited for, so that nobody restarts us."""
    deadline = time.monotonic() + LONGEST_OUTAGE
    wait = FIRST_WAIT
    while True:
        try:
            return await open_store(settings.store_location)
        except StoreUnreachable as error:
            if time.monotonic() > deadline:
                raise
            log.warning("database.unreachable", reason=str(error), seconds=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)


async def _learn(services: Services) -> None:
    """Learn the workspace; a Slack that can't be reached is waited for, a refused token isn't."""
    wait = FIRST_WAIT
    while True:
        try:
            await learn.workspace(services)
            return
        except SlackUnreachable:
            log.warning("slack.unreachable", seconds=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
