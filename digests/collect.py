"""Stored messages in a window to threads: which channels count, and what each one's week held.

One channel at a time: what is kept of a channel is the ids of its few promising threads and some
numbers, so that a week of a million messages fits into little memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digests import kept_week
from digests.audience import Audience
from digests.channel_week import ChannelWeek, midnights, week_of
from digests.compose.wording import count
from digests.coverage import NO_MEMBER, OPTED_OUT, SHARED, LeftOut
from digests.matters.pieces import Frame, pieces
from digests.matters.renewing import renew
from digests.matters.table import Table
from digests.models import Channel, ChannelKind, Message, Window
from digests.store import Store
from digests.store.weeks import Basis, Keep, Snapshot


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a channel's week, and what it takes to keep it for the next one.

    Attributes:
        pieces: all of the week, as `Table.text` gives them.
        studies: of its threads as far as they were read before, as `kept_week.study_line` has
            them, by the root's ts.
        basis: what the look rests on.
        oldest: ts of the oldest message on which it rests, at most the window's start.
        is_new: something changed since it was last kept.
    """

    week: ChannelWeek
    pieces: str
    studies: dict[str, str]
    basis: Basis
    oldest: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Which channels a digest rests on, and what it leaves out and why.

    Attributes:
        narrowed: the digest's readers, confined to `channels` as they are now; for counting only,
            since it doesn't notice when one of them is made private.
    """

    channels: tuple[Channel, ...]
    left_out: tuple[LeftOut, ...]
    narrowed: Audience


async def scope(
    store: Store, audience: Audience, window: Window, only: Sequence[str] = ()
) -> Scope:
    """Choose the channels for a digest.

    Args:
        store: where channels and messages are.
        audience: who will read the digest.
        window: the week; channels without messages in it are neither read nor mentioned.
        only: ids to confine the digest to; none for every channel its readers may read.
    """
    active = await store.messages.spoken_in(audience, window)
    reasons = {channel.channel_id: why_left_out(channel, audience) for channel in active}
    chosen = [
        channel
        for channel in active
        if not reasons[channel.channel_id] and (not only or channel.channel_id in only)
    ]
    known = {channel.channel_id for channel in active}
    others = [c for c in await store.channels.all(audience.team_id) if c.channel_id not in known]
    silent = [c for c in others if not c.is_archived and not audience.may_read(c)]
    away = [c for c in others if await _never_read(store, audience, c)]
    left = left_out([*(c for c in active if reasons[c.channel_id]), *silent], away, audience)
    return Scope(tuple(sorted(chosen, key=_name)), left, audience.within(chosen))


async def look_at(
    store: Store,
    audience: Audience,
    channels: Sequence[Channel],
    window: Window,
    own: frozenset[str] = frozenset(),
) -> list[Look]:
    """Look at the week of some channels; of what was kept of it, only what changed is read again.

    Args:
        store: where the messages are.
        audience: who will read the digest.
        channels: some that they may read.
        window: the week.
        own: the bot's own user and bot id; what it wrote, and talk under that, is no news.
    """
    nights = midnights(window)
    frames = {each.channel_id: Frame(each, window, nights, own) for each in channels}
    return await store.weeks.look(
        audience, list(frames), window, mark(nights, own),
        lambda snapshot: _looked(snapshot, frames[snapshot.channel_id]),
    )  # fmt: skip


async def keep(
    store: Store, team_id: str, looks: Sequence[Look], window: Window, own: frozenset[str]
) -> set[str]:
    """Keep some looks for the next ones; return the ids of the channels that could be kept."""
    # one after the other, so that what is kept of all channels isn't in memory twice
    rows = (
        Keep(
            look.week.channel.channel_id, look.basis, look.oldest,
            kept_week.text(look.pieces, look.studies),
        )
        for look in looks
    )  # fmt: skip
    return await store.weeks.keep(team_id, window, mark(midnights(window), own), rows)


def mark(midnights: Sequence[str], own: frozenset[str]) -> str:
    """Everything but its messages that a kept week rests on."""
    return " ".join([kept_week.made_by(), *sorted(own), *midnights])


def _looked(snapshot: Snapshot, frame: Frame) -> Look:
    read: Sequence[Message] = ()
    studies: dict[str, str] = {}
    if snapshot.body is None:
        read = snapshot.week()
        table = Table.of(pieces(read, frame))
        text = table.text()
    else:
        text, studies = kept_week.parse(snapshot.body)
        table = Table.parse(text)
        if touched := snapshot.touched:
            read = renew(table, touched, snapshot.there, snapshot, frame)
            text = table.text()
            there = {message.ts: message for message in snapshot.there}
            studies = {
                root: line for root, line in studies.items() if _stands(line, touched, there)
            }
    # of the bot's own threads too, since what stands under one counts once its root is deleted
    roots = (message.root_ts for message in read)
    oldest = min([snapshot.basis.oldest or frame.start, *roots])
    is_new = snapshot.body is None or bool(snapshot.touched)
    week = week_of(frame.channel, table, frame.window)
    return Look(week, text, studies, snapshot.basis, oldest, is_new)


def _stands(line: str, touched: Mapping[str, bool], there: Mapping[str, Message]) -> bool:
    """Whether a kept study still says what its messages do."""
    own = kept_week.studied(line)
    hit = {ts: spoken for ts, spoken in touched.items() if ts in own}
    return not hit or kept_week.study_of(line).stands(hit, there)


def why_left_out(channel: Channel, audience: Audience) -> str:
    """Why a channel is not in a digest for these readers, in words; "" if it is.

    An archived one may still be read, so it counts for the weeks in which something was said in it.
    """
    if channel.channel_id in audience.channel_ids:
        return ""
    if channel.kind is not ChannelKind.PUBLIC:
        return "private"
    if channel.is_shared:
        return SHARED
    if channel.is_kept_out:
        return OPTED_OUT
    return "" if audience.may_read(channel) else "not readable by everyone here"


def left_out(
    channels: Iterable[Channel], away: Sequence[Channel], audience: Audience
) -> tuple[LeftOut, ...]:
    """What to say about channels that are not in the digest.

    Public channels shared outside are named, except to guests, who may not know of them; of the
    others only how many they are, since a private channel's name is private too, and who opts out
    doesn't want to be pointed at.
    """
    named: list[LeftOut] = []
    counted: dict[str, int] = {}
    for channel in sorted(channels, key=_name):
        reason = why_left_out(channel, audience)
        if audience.org_wide and reason == SHARED:
            named.append(LeftOut(f"#{channel.name}", reason))
        elif channel.kind in (ChannelKind.PUBLIC, ChannelKind.PRIVATE) and reason:
            counted[reason] = counted.get(reason, 0) + 1
    told = [LeftOut(count(number, "channel"), reason) for reason, number in sorted(counted.items())]
    if away:
        told.append(LeftOut(count(len(away), "channel"), NO_MEMBER))
    return (*named, *told)


async def _never_read(store: Store, audience: Audience, channel: Channel) -> bool:
    """A channel that everyone may read but of which nothing is known, since the bot isn't in it."""
    if channel.is_member or channel.is_archived or not audience.may_read(channel):
        return False
    return not await store.coverage.stretches(channel.team_id, channel.channel_id)


def _name(channel: Channel) -> tuple[str, str]:
    return (channel.name, channel.channel_id)
