"""What was read of a week, and of which channels something may be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from digests.audience import Audience
from digests.coverage import IN_PARTS, Coverage, LeftOut
from digests.models import Channel, ChannelKind, Window, at, ts_at
from digests.ranked_week import RankedWeek
from digests.store import Store
from digests.store.coverage import Stretch, missing

GAP = timedelta(minutes=2)
"""Stretches that long and not known to be complete are told; what is heard live is noted each
minute."""

LONG = timedelta(hours=1)
"""What lacks longer than that is told without saying how long, and of such a week little is known.
"""

_NAMED = 3
_MINUTE = timedelta(minutes=1)
_KINDS = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)


async def coverage_of(
    store: Store,
    audience: Audience,
    week: RankedWeek,
    window: Window,
    now: datetime,
    only: Sequence[str],
) -> Coverage:
    """What was read; channels of which a stretch is not known to be complete are told.

    So are those of which nothing is stored: that nothing was said there has to be known, too.

    Args:
        store: with the ledger of what is known.
        audience: the readers.
        week: what was read.
        window: the week.
        now: the present; of what is still to come nothing lacks.
        only: ids of the channels that the digest is confined to; none for all of them.
    """
    known = Window(window.start, min(window.end, max(now, window.start)), window.zone)
    spoken = {channel.channel_id for channel in week.scope.channels}
    silent = await _silent(store, audience, spoken, only)
    channels = [*week.scope.channels, *silent]
    lacking = await lacking_in(store, channels, known)
    told = week.scope.left_out
    if lacking:
        told += (LeftOut(_parts(lacking, len(channels)), IN_PARTS),)
    total = sum(one.messages for one in week.channels)
    return Coverage(total, total, len(week.channels), told)


async def lacking_in(
    store: Store, channels: Sequence[Channel], window: Window
) -> dict[str, timedelta]:
    """How much of a window is not known to be complete, of each channel of which anything isn't.

    Before a channel was made there was nothing to know, and after the last message of an export
    most likely neither.
    """
    if not channels:
        return {}
    ids = [channel.channel_id for channel in channels]
    known = await store.coverage.all_stretches(channels[0].team_id, ids)
    lacks = {c.name: _lacks(known[c.channel_id], c.created or window.start, window)
             for c in channels}  # fmt: skip
    return {name: long for name, long in lacks.items() if long}


def _lacks(known: Sequence[Stretch], created: datetime, window: Window) -> timedelta:
    start = min(max(window.start, created), window.end)
    found = timedelta()
    for oldest, newest in missing(known, ts_at(start), ts_at(window.end)):
        long = at(newest) - at(oldest)
        found += long if long > (LONG if at(newest) >= window.end else GAP) else timedelta()
    return found


async def _silent(
    store: Store, audience: Audience, spoken: set[str], only: Sequence[str]
) -> list[Channel]:
    """The channels that belong to a digest, but of which no message is stored.

    Those the bot was never in are told elsewhere; one that it was put out of is here.
    """
    silent = [
        c
        for c in await store.channels.all(audience.team_id)
        if not (c.is_archived or c.channel_id in spoken)
        and c.kind in _KINDS
        and (not only or c.channel_id in only)
        and audience.may_read(c)
    ]
    away = [channel.channel_id for channel in silent if not channel.is_member]
    known = await store.coverage.all_stretches(audience.team_id, away)
    return [channel for channel in silent if channel.is_member or known[channel.channel_id]]


def _parts(lacking: Mapping[str, timedelta], channels: int) -> str:
    """Which channels are known in parts only, the first few by name, and how much lacks at most."""
    most = max(lacking.values())
    partly = sorted(lacking, key=lambda name: (-lacking[name], name))
    part = f"up to {-(-most // _MINUTE)} minutes" if most <= LONG else "parts"
    if len(partly) == channels > _NAMED:
        return f"{part} of all {channels} channels"
    named = ", ".join(f"#{name}" for name in partly[:_NAMED])
    more = f" and {len(partly) - _NAMED} more" if len(partly) > _NAMED else ""
    return f"{part} of {named}{more}"
