"""A person's App Home, from the store to Slack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot import digest_settings, learn
from bot.blocks.archive import line
from bot.blocks.feedback import in_words
from bot.blocks.home import HIDDEN, MOST_COUNTED, MOST_PAST, Home, home_view
from bot.digest import archive, own_digest, weeks
from bot.services import Services
from digests import pipeline
from digests.audience import Audience, everyone
from digests.collect import why_left_out
from digests.compose.blocks import marks, safe
from digests.compose.messages import heading
from digests.compose.wording import due
from digests.coverage import NO_MEMBER, OPTED_OUT, LeftOut
from digests.known_names import known_names
from digests.models import Channel, ChannelKind, Window
from digests.schedule import week_of
from digests.store import DigestRecord

REPORTS_FOR = timedelta(days=14)
"""How long admins are shown what was reported."""


async def publish(services: Services, user_id: str) -> None:
    """Show a person their Home as things stand now."""
    await services.slack.publish_home(user_id, home_view(await of(services, user_id)))


async def of(services: Services, user_id: str) -> Home:
    """What one person may see of the bot's doings."""
    team_id = services.slack.team_id
    readers = await learn.reader(services, user_id)
    known = await services.store.channels.all(team_id)
    read = [c for c in known if c.is_member and c.name and readers.may_read(c)]
    latest = await archive.of_workspace(services, readers)
    person = await services.store.users.get(team_id, user_id)
    subscriptions = {one.holder for one in await own_digest.subscriptions(services)}
    zone = await own_digest.zone_of(services, user_id)
    counted = await services.store.messages.count(team_id, MOST_COUNTED + 1)
    few = counted <= MOST_COUNTED
    own = await services.store.messages.count_of(team_id, user_id) if few else None
    is_admin = person is not None and person.is_admin
    return Home(
        digest_channel=await _digest_channel(services, known, readers),
        next_digest=_moment(await weeks.current(services)),
        last_digest=await _headline(services, latest, readers) if latest else "",
        channels=read,
        messages=counted,
        keep_days=services.settings.keep_days,
        past=await _past(services, readers, user_id),
        left_out=left_out(known, readers),
        subscribed=user_id in subscriptions,
        own_digest=await _own_moment(services, zone),
        own_channels=[c.name for c in read if c.channel_id in subscriptions],
        own_messages=own,
        is_admin=is_admin,
        reports=await _reports(services, readers) if is_admin else (),
    )


def left_out(channels: Sequence[Channel], readers: Audience) -> list[LeftOut]:
    """The channels that don't count for the workspace's digest, as far as a person may know. Pure.

    A private channel or one that was opted out is named only to those who are in it; one that is
    public and shared outside, or that the bot was never invited to, is seen by everybody.
    """
    found = []
    for channel in channels:
        if channel.is_archived or not channel.name:
            continue
        reason = why_left_out(channel, everyone(channel.team_id))
        if not reason and not channel.is_member:
            reason = NO_MEMBER
        own = channel.channel_id in readers.channel_ids
        public = channel.kind is ChannelKind.PUBLIC and reason != OPTED_OUT
        seen = public and (readers.org_wide or readers.may_read(channel))
        if reason and (own or seen):
            found.append(LeftOut(f"#{channel.name}", reason))
    return found


async def _digest_channel(services: Services, known: Sequence[Channel], readers: Audience) -> str:
    """The name of the channel that gets the digest, and why nothing can be posted there if so.

    One that this person isn't in and that isn't everybody's has no name for them.
    """
    chosen = (await digest_settings.of(services)).channel
    found = next((c for c in known if chosen in (c.channel_id, c.name)), None)
    if found is None:
        return f"{chosen} (I see no such channel)" if chosen else ""
    if found.kind is not ChannelKind.PUBLIC and not readers.may_read(found):
        return HIDDEN
    if found.is_archived:
        return f"{found.name} (archived, so nothing can be posted)"
    return found.name if found.is_member else f"{found.name} (I'm not in it)"


async def _reports(services: Services, readers: Audience) -> list[str]:
    """What was reported of digests and answers, where the messages they rest on may be read."""
    store, names = services.store, await known_names(services.store, readers)
    found = []
    for one in await store.feedback.reports(readers.team_id, services.now() - REPORTS_FOR):
        message = await store.messages.get(readers, one.channel_id, one.ts)
        if message is not None:
            who = names.people.names.get(one.user_id, "Someone")
            mark = marks((names.source(message),), {})
            found.append(f"• {safe(who, 60)}: {safe(in_words(one.text), 300)}{mark}")
    return found


async def _headline(services: Services, record: DigestRecord, readers: Audience) -> str:
    """What a digest is called, and its first sentences."""
    digest = await pipeline.current(services.store, record.digest_id, readers)
    told = " ".join(claim.text for claim in digest.headline)
    return f"{heading(digest)}\n{told or 'A quiet week.'}"


async def _past(services: Services, readers: Audience, user_id: str) -> list[str]:
    found = await archive.readable(services, readers, user_id, most=MOST_PAST)
    return [
        line(record, await archive.link(services, record), number)
        for number, record in enumerate(found, 1)
    ]


async def _own_moment(services: Services, zone: str) -> str:
    at = (await digest_settings.of(services)).at
    return _moment(week_of(services.now(), zone, at))


def _moment(window: Window) -> str:
    """When a week's digest is due, in words."""
    return f"{due(window)} ({window.zone})"
