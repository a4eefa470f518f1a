"""Digests that people switch on: one's own by DM, a channel's own in that channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot import digest_settings, learn
from bot.digest import delivered, gaps, weeks
from bot.services import Services
from digests import personal, pipeline
from digests.audience import Audience
from digests.digest import Digest
from digests.errors import BadInput, UnknownChannel
from digests.forms.shape import shaped
from digests.jobs.engine import Job
from digests.models import Channel, Window
from digests.schedule import Plan, parse_week, zone_info
from digests.store import AuditEntry

log = structlog.get_logger(__name__)

PREFIX = "subscribed:"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A digest that somebody switched on.

    Attributes:
        holder: the person's id, or the channel's.
        since: when; weeks that ended before aren't sent.
    """

    holder: str
    since: datetime


async def subscribed(services: Services, holder: str) -> bool:
    """Whether a person or a channel gets a digest of its own."""
    kept = await services.store.settings.get(services.slack.team_id, PREFIX + holder)
    return bool(kept)


async def subscribe(services: Services, holder: str, by: str, *, on: bool = True) -> None:
    """Switch a person's or a channel's own digest on or off."""
    team_id, now = services.slack.team_id, services.now()
    kept = {"since": now.isoformat(), "by": by} if on else None
    if on and await subscribed(services, holder):
        return
    await services.store.settings.put(team_id, PREFIX + holder, kept)
    action = "digest.subscribe" if on else "digest.unsubscribe"
    await services.store.audit.add(AuditEntry(team_id, now, by, action, holder))


async def subscriptions(services: Services) -> list[Subscription]:
    """Everything that is switched on, by holder."""
    kept = await services.store.settings.all(services.slack.team_id)
    return [
        Subscription(name.removeprefix(PREFIX), datetime.fromisoformat(value["since"]))
        for name, value in kept.items()
        if name.startswith(PREFIX) and value
    ]


async def plans(services: Services) -> list[Plan]:
    """When each of them is due: a person's in their own zone.

    Deactivated people get none, nor do channels in which nothing can be posted or of which nothing
    is kept.
    """
    chosen, team_id = await digest_settings.of(services), services.slack.team_id
    kept = await services.store.settings.all(team_id)
    people = {user.user_id: user for user in await services.store.users.all(team_id)}
    closed = {c.channel_id for c in await services.store.channels.all(team_id) if _is_closed(c)}
    found = []
    for one in await subscriptions(services):
        person = people.get(one.holder)
        if (person is not None and person.deleted) or one.holder in closed:
            continue
        zone = _zone(person.tz if person else "", chosen.zone)
        sent = frozenset(kept.get(delivered.own(one.holder)) or ())
        place = f"{team_id}:{one.holder}"
        found.append(Plan(place, chosen.at, zone, sent, one.since))
    return found


async def zone_of(services: Services, user_id: str) -> str:
    """The zone somebody's digest follows: their own in Slack, else the digest's."""
    person = await services.store.users.get(services.slack.team_id, user_id)
    return _zone(person.tz if person else "", (await digest_settings.of(services)).zone)


async def start(services: Services, plan: Plan, window: Window) -> str:
    """Start sending one and return the job's id; what failed is tried again once an hour."""
    holder = plan.place.partition(":")[2]
    job_id = f"own-digest:{services.slack.team_id}:{window.name}:{holder}"
    if await services.jobs.status(job_id) == "ERROR":
        job_id += f":{services.now():%Y-%m-%dT%H}"
    ids = (services.slack.team_id, window.name, holder, plan.at, plan.zone)
    await services.jobs.start("own_digest", job_id, *ids)
    return job_id


async def send(
    services: Services, job: Job, team_id: str, week: str, holder: str, at: str, zone: str
) -> None:
    """Compile one and post it, each once; one that was switched off meanwhile isn't."""
    place = f"{team_id}:{holder}"

    async def compiled() -> str:
        if not await subscribed(services, holder):
            return ""
        window = await weeks.begun(services, place, parse_week(week, zone, at))
        digest, readers = await _compiled(services, window, holder, place)
        now = services.now()
        return await pipeline.archive(services.store, digest, readers, place, now=now)

    async def posted(digest_id: str) -> str:
        channel_id = await services.slack.open_dm(holder) if _is_person(holder) else holder
        readers = await _readers(services, holder)
        return await pipeline.send(
            services.store, services.slack, digest_id, readers, channel_id, now=services.now
        )

    digest_id = await job.step("compile", compiled)
    # Slack may have been away for an hour since
    if digest_id and await subscribed(services, holder):
        await job.step("deliver", posted, digest_id)
        await delivered.remember(services, delivered.own(holder), week)
        log.info("own_digest.sent", week=week)


async def _compiled(
    services: Services, window: Window, holder: str, place: str
) -> tuple[Digest, Audience]:
    """The digest and the readers it was made for."""
    store, now = services.store, services.now()
    chosen = await digest_settings.of(services)
    if not _is_person(holder):
        channel = await _channel(services, holder)
        await gaps.fill(services, [channel], window)
        digest = await personal.for_channel(
            store, services.writer, window, channel, now=now, place=place, language=chosen.language
        )
        readers = Audience(channel.team_id, channel_ids=frozenset({holder}))
        return shaped(digest, chosen.length, chosen.sections), readers
    readers = await learn.reader(services, holder)
    await gaps.fill(services, await personal.channels_of(store, readers, holder), window)
    digest = await personal.for_person(
        store,
        services.writer,
        window,
        readers,
        holder,
        now=now,
        place=place,
        language=chosen.language,
    )
    return shaped(digest, chosen.length, chosen.sections), readers


async def _readers(services: Services, holder: str) -> Audience:
    """Its readers now; where they may read less than when it was compiled, it isn't sent."""
    if _is_person(holder):
        return await learn.reader(services, holder)
    return Audience(services.slack.team_id, channel_ids=frozenset({holder}))


async def _channel(services: Services, channel_id: str) -> Channel:
    found = await services.store.channels.get(services.slack.team_id, channel_id)
    if found is None:
        raise UnknownChannel("That channel is gone.")
    return found


def _is_person(holder: str) -> bool:
    return holder.startswith(("U", "W"))


def _is_closed(channel: Channel) -> bool:
    return channel.is_archived or channel.is_shared or not channel.is_member


def _zone(own: str, other: str) -> str:
    try:
        return zone_info(own).key if own else other
    except BadInput:
        return other
