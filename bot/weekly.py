"""The weekly digest in Slack: when it is due, the job that sends it, the last one on request."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime

import structlog

from bot import backfill, covering, learn
from bot.blocks.home import nothing_yet
from bot.incidents import incident
from bot.respond import respond
from bot.services import Services
from digests import audience, pipeline
from digests.audience import Audience
from digests.compose import compose
from digests.errors import DigestifError, UnknownChannel
from digests.jobs import Job
from digests.models import Channel, Window
from digests.schedule import Plan, Scheduler, parse_week, week_of

log = structlog.get_logger(__name__)

# Names of delivered weeks that are remembered: a year of them.
REMEMBERED = 53


def scheduler(services: Services, tick_seconds: float = 30.0) -> Scheduler:
    """What asks every half minute whether the digest is due, and starts its job if so."""

    async def begin(plan: Plan, window: Window) -> None:
        await start(services, window, await destination(services))

    return Scheduler(lambda: plans(services), begin, now=services.now, tick_seconds=tick_seconds)


async def start(services: Services, window: Window, channel: Channel) -> str:
    """Start sending a week's digest and return the job's id; a second time does nothing.

    One that failed, because the bot wasn't in the channel say, is tried again once an hour.
    """
    team_id, chosen = services.slack.team_id, job_id(services, window, channel)
    if await services.jobs.status(chosen) == "ERROR":
        chosen += f":{services.now():%Y-%m-%dT%H}"
    await services.jobs.start("digest", chosen, team_id, window.name, channel.channel_id)
    return chosen


def job_id(services: Services, window: Window, channel: Channel) -> str:
    """The id under which a week's digest is sent to a channel."""
    return f"digest:{services.slack.team_id}:{window.name}:{channel.channel_id}"


async def begin(services: Services) -> None:
    """Remember when digests were switched on: weeks that ended before aren't sent."""
    settings, team_id = services.store.settings, services.slack.team_id
    if services.settings.digest_channel and not await settings.get(team_id, "digest_since"):
        await settings.put(team_id, "digest_since", services.now().isoformat())


async def plans(services: Services) -> Iterable[Plan]:
    """The one digest of this workspace; none if no channel for it is set."""
    settings, team_id = services.store.settings, services.slack.team_id
    since = await settings.get(team_id, "digest_since")
    if not services.settings.digest_channel or since is None:
        return []
    return [
        Plan(
            place=team_id,
            at=services.settings.digest_at,
            zone=await learn.zone(services),
            delivered=frozenset(await settings.get(team_id, "digests_delivered", [])),
            since=datetime.fromisoformat(since),
        )
    ]


async def send(services: Services, job: Job, team_id: str, week: str, channel_id: str) -> None:
    """Compile a week's digest and post it, each once."""
    window = parse_week(week, await learn.zone(services), services.settings.digest_at)
    readers = await readers_in(services, channel_id)

    async def compiled() -> str:
        await fill_gaps(services, window)
        digest = await pipeline.compile_digest(
            services.store,
            services.writer,
            window,
            readers,
            now=services.now(),
            place=team_id,
        )
        return await pipeline.archive(services.store, digest, readers, team_id, now=services.now())

    async def delivered(digest_id: str) -> str:
        return await pipeline.send(
            services.store, services.slack, digest_id, readers, channel_id, now=services.now()
        )

    digest_id = await job.step("compile", compiled)
    ts = await job.step("deliver", delivered, digest_id)
    await _remember(services, week)
    log.info("digest.sent", week=week, channel=channel_id, ts=ts)


async def mend(services: Services, job: Job, team_id: str) -> None:
    """Edit the posted digests that cite a message which was edited or deleted since."""
    for record in await services.store.digests.stale(team_id):
        edited = await pipeline.refresh(
            services.store,
            services.slack,
            record.digest_id,
            record.audience,
            (await destination(services)).channel_id,
            now=services.now(),
        )
        log.info("digest.mended", digest=record.digest_id, edited=edited)


async def latest(
    services: Services, job: Job, team_id: str, user_id: str, response_url: str
) -> None:
    """Show one person the last digest that they may read."""
    try:
        readers = await learn.reader(services, user_id)
        record = await services.store.digests.latest(readers)
        if record is None:
            await respond(response_url, nothing_yet(services.settings.digest_channel))
            return
        digest = await pipeline.current(services.store, record.digest_id, readers)
        main = compose(digest)[0]
        await respond(response_url, main.text, main.blocks)
    except Exception as error:
        await respond(response_url, _sentence(error, job.kind))


async def preview(
    services: Services, job: Job, team_id: str, user_id: str, response_url: str
) -> None:
    """Show one person what this week's digest would say by now."""
    try:
        own = await learn.reader(services, user_id)
        readers = audience.everyone(team_id) if own.org_wide else own
        week = week_of(services.now(), await learn.zone(services), services.settings.digest_at)
        digest = await pipeline.compile_digest(
            services.store, services.writer, week, readers, now=services.now()
        )
        main = compose(digest)[0]
        await respond(response_url, main.text, main.blocks)
    except Exception as error:
        await respond(response_url, _sentence(error, job.kind))


async def destination(services: Services) -> Channel:
    """The channel that DIGESTIF_DIGEST_CHANNEL names.

    Raises:
        UnknownChannel: if the workspace has none of that name or id.
    """
    name, team_id = services.settings.digest_channel, services.slack.team_id
    found = await services.store.channels.get(team_id, name)
    found = found or await services.store.channels.named(team_id, name)
    if found is None:
        raise UnknownChannel(
            f"There is no channel #{name}. Set DIGESTIF_DIGEST_CHANNEL to one that I am in."
        )
    return found


async def readers_in(services: Services, channel_id: str) -> Audience:
    """Who reads a digest that is posted in a channel: everybody, unless a guest is among them."""
    team_id = services.slack.team_id
    there = await services.store.audiences.for_channel(team_id, channel_id)
    return audience.everyone(team_id) if there.org_wide else there


async def fill_gaps(services: Services, window: Window) -> None:
    """Read from Slack what is missing of the week; what can't be read shows in the coverage."""
    await covering.note(services)
    for channel in await services.store.channels.all(services.slack.team_id):
        if channel.is_member and channel.is_org_wide and not channel.is_archived:
            with contextlib.suppress(DigestifError):
                await backfill.fill(services, channel.channel_id, window)


async def _remember(services: Services, week: str) -> None:
    settings, team_id = services.store.settings, services.slack.team_id
    delivered = await settings.get(team_id, "digests_delivered", [])
    if week not in delivered:
        await settings.put(team_id, "digests_delivered", [*delivered, week][-REMEMBERED:])


def _sentence(error: Exception, doing: str) -> str:
    return str(error) if isinstance(error, DigestifError) else incident(error, doing)
