"""What people switch on and off: their own digest, a channel's own, whether a channel counts."""

from __future__ import annotations

from bot import digest_settings, learn
from bot.digest import own_digest
from bot.services import Services
from digests.compose.wording import due
from digests.errors import NotReadable
from digests.models import NO_DIGEST, Channel, ChannelKind
from digests.schedule import week_of
from digests.store import AuditEntry


async def personal(services: Services, user_id: str, *, on: bool) -> str:
    """Switch somebody's own digest; returns what to tell them."""
    before = await own_digest.subscribed(services, user_id)
    await own_digest.subscribe(services, user_id, user_id, on=on)
    if not on:
        return "Your weekly digest is off." if before else "You had no digest of your own."
    zone = await own_digest.zone_of(services, user_id)
    return (
        f"Your own digest comes by direct message, first on {await _next(services, zone)}: "
        "the channels you are in, private ones included, and first what concerns you."
    )


async def channel(services: Services, channel_id: str, user_id: str, *, on: bool) -> str:
    """Switch a channel's own digest; returns what to tell its member.

    Raises:
        NotReadable: they aren't in it, or the bot isn't, or nothing of it is kept.
    """
    place = await _own_channel(services, channel_id, user_id)
    if on and place.is_shared:
        raise NotReadable(
            f"#{place.name} is shared with another organization, so I keep nothing of it to tell."
        )
    before = await own_digest.subscribed(services, channel_id)
    await own_digest.subscribe(services, channel_id, user_id, on=on)
    if not on:
        return "This channel's digest is off." if before else "This channel had no digest."
    zone = (await digest_settings.of(services)).zone
    first = await _next(services, zone)
    return f"The digest of #{place.name} is posted here every week, first on {first}."


async def opt_out(services: Services, channel_id: str, user_id: str, *, out: bool) -> str:
    """Keep a channel out of what others read, or let it in; returns what to tell its member.

    Raises:
        NotReadable: they aren't in it, or the bot isn't.
    """
    place = await _own_channel(services, channel_id, user_id)
    team_id, now = services.slack.team_id, services.now()
    if place.opted_out is out:
        if place.is_kept_out and not out:
            return _kept_out_by_topic(place)
        return f"#{place.name} was {'already kept out' if out else 'not kept out'}."
    await services.store.channels.opt_out(team_id, channel_id, out)
    action = "channel.opt_out" if out else "channel.opt_in"
    await services.store.audit.add(AuditEntry(team_id, now, user_id, action, channel_id))
    if not out:
        by_topic = NO_DIGEST in place.topic.lower()
        again = f"#{place.name} counts for the digest again."
        return _kept_out_by_topic(place) if by_topic else again
    job_id = f"refresh:{team_id}:{channel_id}:{now.isoformat()}"
    await services.jobs.start("refresh", job_id, team_id, channel_id)
    return (
        f"#{place.name} stays out of digests and answers that others read, and posted digests are "
        "edited to match. `/digest optin` undoes it."
    )


def _kept_out_by_topic(place: Channel) -> str:
    return f"The topic of #{place.name} keeps it out: take “{NO_DIGEST}” out of it to let it in."


async def _own_channel(services: Services, channel_id: str, user_id: str) -> Channel:
    """The channel, if the bot is in it and so is the person."""
    place = await learn.place(services, channel_id)
    if place.kind not in (ChannelKind.PUBLIC, ChannelKind.PRIVATE):
        raise NotReadable("That works in channels, not in direct messages.")
    if not place.is_member:
        raise NotReadable("I'm not in this channel. Invite me with `/invite @Digestif` first.")
    members = await services.store.channels.members(services.slack.team_id, channel_id) or []
    if user_id not in {member.user_id for member in members}:
        raise NotReadable("Only those who are in this channel can switch that.")
    return place


async def _next(services: Services, zone: str) -> str:
    at = (await digest_settings.of(services)).at
    window = week_of(services.now(), zone, at)
    return f"{due(window)} ({window.zone})"
