"""Stored messages in a window to threads: which channels count, and what each one's week held.

One channel at a time: what is kept of a channel is the ids of its few promising threads and some
numbers, so that a week of a million messages fits into little memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial
from heapq import nsmallest
from zoneinfo import ZoneInfo

from digests import kept_week, rank
from digests.audience import Audience
from digests.compose.wording import count
from digests.coverage import NO_MEMBER, OPTED_OUT, SHARED, LeftOut
from digests.kept_week import KeptWeek
from digests.matters.pieces import KEPT_THANKS, Piece, pieces
from digests.matters.routine import routine
from digests.matters.studies import Study
from digests.models import Channel, ChannelKind, Message, Window, ts_at
from digests.rank import Facts
from digests.schedule import days
from digests.store import Store
from digests.store.weeks import Taken

KEPT = 12
"""Threads of one channel that are looked at more closely."""

KEPT_QUESTIONS = 3

_TOKEN = 4
"""Characters of usual prose that make a token …"""

_HEAD_TOKENS = 12
"""… and what a line's id, time and author take."""


@dataclass(frozen=True, slots=True)
class Promising:
    """A thread that may be worth telling, and what a glance at it found."""

    piece: Piece
    facts: Facts


@dataclass(frozen=True, slots=True)
class ChannelWeek:
    """What is kept of one channel's week.

    Attributes:
        messages: how many were posted in the window.
        people: ids of those who posted.
        per_day: messages on each of the window's days, in `schedule.days` order.
        best: the threads that scored best at a glance, best first, at most `KEPT`.
        questions: threads that opened with a question nobody answered, the best first.
        thanks: (ts, reactions) of messages that thank somebody by name, the most acclaimed first.
        links: (channel_id, ts) of messages elsewhere that somebody here linked to.
        tokens: about how much a model would have to read to know all of it.
    """

    channel: Channel
    messages: int
    people: frozenset[str]
    per_day: tuple[int, ...]
    best: tuple[Promising, ...]
    questions: tuple[Promising, ...]
    thanks: tuple[tuple[str, int], ...]
    links: frozenset[tuple[str, str]]
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a channel's week, and what it takes to keep it for the next one.

    Attributes:
        taken: what the store gave, without what was read of it.
        lines: what is to be kept of its pieces.
        studies: of its threads as far as they were read before, by the root's ts.
        oldest: ts of the oldest message on which it rests, at most the window's start.
        is_new: something changed since it was last kept.
    """

    week: ChannelWeek
    taken: Taken[KeptWeek]
    lines: Sequence[str]
    studies: dict[str, Study]
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
    channel: Channel,
    window: Window,
    own: frozenset[str] = frozenset(),
) -> Look:
    """Look at a channel's week; of what was kept of it, only what changed is read again.

    Args:
        store: where the messages are.
        audience: who will read the digest.
        channel: one that they may read.
        window: the week.
        own: the bot's own user and bot id; what it wrote, and talk under that, is no news.
    """
    parse = partial(kept_week.parse, own=own)
    made_by = mark(window, own)
    taken = await store.weeks.take(audience, channel.channel_id, window, made_by, parse)
    return await asyncio.to_thread(_looked, channel, taken, window, own)


async def keep(store: Store, look: Look, window: Window, own: frozenset[str]) -> bool:
    """Keep a look for the next one; return whether it could be kept."""
    channel = look.week.channel
    return await store.weeks.keep(
        channel.team_id, channel.channel_id, window, mark(window, own), look.taken,
        oldest=look.oldest, body=kept_week.body(look.lines, look.studies),
    )  # fmt: skip


def mark(window: Window, own: frozenset[str]) -> str:
    """Everything but its messages that a kept week rests on."""
    return " ".join([kept_week.made_by(), *sorted(own), *midnights(window)])


def _looked(channel: Channel, taken: Taken[KeptWeek], window: Window, own: frozenset[str]) -> Look:
    kept, messages = taken.kept, taken.messages
    studies = dict(kept.studies) if kept else {}
    lines: list[str] = []
    found: list[Piece] = []
    if kept:
        stay: Iterable[int] = range(len(kept.lines))
        if kept.pieces.touched:
            stay, messages = kept.pieces.renewed(messages)
        for at in stay:
            lines.append(kept.lines[at])
            found.append(kept.pieces.pieces[at])
    fresh = pieces(channel, messages, window, midnights(window), own)
    lines += [kept_week.line(piece) for piece in fresh]
    found += fresh
    # of the bot's own threads too, since what stands under one counts once its root is deleted
    roots = (message.root_ts for message in taken.messages)
    oldest = min([taken.oldest or ts_at(window.start), *roots])
    is_new = kept is None or bool(kept.pieces.touched)
    week, light = week_of(channel, found, window), replace(taken, kept=None, messages=[])
    return Look(week, light, lines, studies, oldest, is_new)


def look(channel: Channel, messages: Sequence[Message], window: Window) -> ChannelWeek:
    """A channel's week from its messages, which may include older roots of replies. Pure."""
    return week_of(channel, pieces(channel, messages, window, midnights(window)), window)


def week_of(channel: Channel, found: Sequence[Piece], window: Window) -> ChannelWeek:
    """A channel's week from its pieces, in any order. Pure."""
    repeated = routine([piece.likeness for piece in found])

    def promising(piece: Piece) -> Promising:
        return Promising(piece, piece.facts(channel.channel_id, routine=piece.likeness in repeated))

    def order(piece: Piece) -> tuple[float, str]:
        lowered = piece.likeness in repeated and not piece.nominations
        worth = rank.score(promising(piece).facts).total if lowered else piece.worth
        return (-worth, piece.root)

    shown = [piece for piece in found if not piece.kept_out]
    asking = [piece for piece in shown if piece.question_days]
    per_day = tuple(map(sum, zip(*(piece.days for piece in found), strict=True)))
    posted = sum(per_day)
    wrote = set(" ".join([piece.people for piece in found if not piece.only_before]).split())
    for piece in found:
        if piece.only_before:
            wrote.update(set(piece.people.split()).difference(piece.only_before.split()))
    thanks = ((ts, reactions) for piece in found for ts, reactions in piece.thanks)
    return ChannelWeek(
        channel,
        posted,
        frozenset(wrote),
        per_day or (0,) * len(days(window)),
        tuple(promising(piece) for piece in nsmallest(KEPT, shown, key=order)),
        tuple(promising(piece) for piece in nsmallest(KEPT_QUESTIONS, asking, key=order)),
        tuple(nsmallest(KEPT_THANKS, thanks, key=lambda one: (-one[1], one[0]))),
        frozenset((where, ts) for piece in found for where, ts in piece.links),
        sum(piece.size for piece in found) // _TOKEN + _HEAD_TOKENS * posted,
    )


def midnights(window: Window) -> list[str]:
    """The ts at which the second and every further day of a window begins."""
    zone = ZoneInfo(window.zone)
    return [ts_at(datetime.combine(day, time(), tzinfo=zone)) for day in days(window)[1:]]


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
