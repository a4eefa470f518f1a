"""What the bot learns from Slack about a workspace: who is there, and in which channels."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import structlog

from bot.incidents import incident
from bot.services import Services
from digests.audience import Audience
from digests.errors import DigestifError
from digests.models import Channel, ChannelKind, User, ts_at
from digests.store import Workspace

log = structlog.get_logger(__name__)

# conversations.members allows 100 a minute; a few at a time keep clear of it in practice.
AT_ONCE = 4


async def workspace(services: Services) -> Workspace:
    """Learn whose token it is, the channels and the people; store and return the workspace.

    Raises:
        SlackUnavailable: if Slack can't be reached or refuses the token.
    """
    known = await services.slack.identify()
    people = await services.slack.users()
    # Of a workspace that only an export told of, people came while nobody looked.
    before = await services.store.workspaces.get(known.team_id)
    seen = ts_at(services.now()) if before and before.bot_user_id else ""
    await services.store.users.put(people, seen=seen)
    zone = services.settings.timezone or most_common_zone(people)
    learned = replace(known, zone=zone)
    await services.store.workspaces.put(learned)
    await channels(services)
    log.info("workspace.learned", team=known.team_id, people=len(people), zone=zone)
    return learned


async def channels(services: Services) -> list[Channel]:
    """Learn every channel the bot can see; one that it sees no more is nobody's to read.

    Such a channel was deleted or made private while nobody listened.
    """
    found = await services.slack.channels()
    await services.store.channels.put(await _keeping_choices(services, found))
    seen, store = {channel.channel_id for channel in found}, services.store.channels
    for known in await store.all(services.slack.team_id):
        if known.channel_id not in seen and known.kind is ChannelKind.PUBLIC:
            confined = {"kind": ChannelKind.PRIVATE, "is_member": False}
            await store.update(known.team_id, known.channel_id, **confined)
        elif known.channel_id not in seen and known.is_member:
            await store.update(known.team_id, known.channel_id, is_member=False)
    return found


async def memberships(services: Services) -> None:
    """Learn who is in the channels the bot is in, those that aren't public first.

    In others that aren't public nobody is, as far as the bot can know.

    Runs beside everything else, since a large workspace takes minutes. Until it is through, what
    was known before this process began is trusted nowhere: see `reader` and `place`.
    """
    known = await services.store.channels.all(services.slack.team_id)
    for channel in known:
        if not channel.is_member and channel.kind is not ChannelKind.PUBLIC:
            await services.store.channels.set_members(channel.team_id, channel.channel_id, [])
    mine = [c for c in known if c.is_member]
    for public in (False, True):
        chosen = [c for c in mine if (c.kind is ChannelKind.PUBLIC) is public]
        chosen = [c for c in chosen if not (public and c.is_archived)]
        limit = asyncio.Semaphore(AT_ONCE)

        async def learn(channel: Channel, limit: asyncio.Semaphore = limit) -> None:
            async with limit:
                await members(services, channel.channel_id)

        ended = await asyncio.gather(*(learn(c) for c in chosen), return_exceptions=True)
        for error in filter(None, ended):
            incident(error, "learning who is in a channel")
        services.learned.confined.set()


async def reader(services: Services, user_id: str) -> Audience:
    """What one person may read, once it is known who is in the private channels."""
    await services.learned.confined.wait()
    return await services.store.audiences.for_user(services.slack.team_id, user_id)


async def channel(services: Services, channel_id: str) -> Channel:
    """One channel and its members, learned now.

    Raises:
        NotReadable: if Slack doesn't let the bot look.
    """
    found = await services.slack.channel(channel_id)
    await services.store.channels.put(await _keeping_choices(services, [found]))
    services.slack.name_channels({channel_id: found.name})
    await members(services, channel_id)
    return found


async def members(services: Services, channel_id: str) -> None:
    """Who is in a channel; where Slack doesn't say, nobody is, and so nobody reads it elsewhere.

    Who joins or leaves while Slack lists them has joined or left.
    """
    before = await services.store.channels.last_move(services.slack.team_id, channel_id)
    try:
        user_ids = await services.slack.members(channel_id)
    except DigestifError as error:
        log.warning("members.unknown", channel=channel_id, reason=type(error).__name__)
        user_ids = []
    await unknown_people(services, user_ids)
    await services.store.channels.set_members(
        services.slack.team_id, channel_id, user_ids, at=before
    )
    if user_ids:
        services.learned.channels.add(channel_id)


async def unknown_people(services: Services, user_ids: list[str]) -> None:
    """Look up those of some users that aren't stored: newcomers, strangers from elsewhere."""
    known = (await services.store.users.people(services.slack.team_id)).names
    missing = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in known]
    found: list[User] = []
    for user_id in missing:
        try:
            found.append(await services.slack.user(user_id))
        except DigestifError as error:
            log.warning("user.unknown", user=user_id, reason=type(error).__name__)
    if found:
        await services.store.users.put(found, seen=ts_at(services.now()))


async def place(services: Services, channel_id: str) -> Channel:
    """A channel whose members are known, asking Slack only for what this process doesn't know.

    Raises:
        NotReadable: if Slack doesn't let the bot look.
    """
    stored = await services.store.channels.get(services.slack.team_id, channel_id)
    if stored is None:
        return await channel(services, channel_id)
    if channel_id not in services.learned.channels:
        await members(services, channel_id)
    return stored


async def zone(services: Services) -> str:
    """The workspace's time zone: the one that is set, else what was learned."""
    if services.settings.timezone:
        return services.settings.timezone
    workspace = await services.store.workspaces.get(services.slack.team_id)
    return (workspace.zone if workspace else "") or "UTC"


def most_common_zone(people: list[User]) -> str:
    """The time zone most people are in, bots and deactivated people left out; "UTC" if unknown."""
    zones = Counter(u.tz for u in people if u.tz and not u.is_bot and not u.deleted)
    return min(zones, key=lambda zone: (-zones[zone], zone)) if zones else "UTC"


async def _keeping_choices(services: Services, found: list[Channel]) -> list[Channel]:
    # Opting out is a choice made here; Slack knows nothing of it.
    kept = {c.channel_id for c in await services.store.channels.all(services.slack.team_id)
            if c.opted_out}  # fmt: skip
    return [
        replace(c, opted_out=c.channel_id in kept, is_member=c.is_member or _direct(c))
        for c in found
    ]


def _direct(channel: Channel) -> bool:
    return channel.kind in {ChannelKind.IM, ChannelKind.MPIM}
