"""Stored messages in a window to threads: which channels count, and what each one's week held.

One channel at a time: what is kept of a channel is its few promising threads and some numbers, so
that a week of a million messages fits into little memory.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from digests import rank
from digests.audience import Audience
from digests.compose.wording import count
from digests.matters.conversations import linked, threads
from digests.matters.features import glance, kept_out
from digests.matters.routine import routine
from digests.matters.statements import thanked
from digests.models import Channel, ChannelKind, LeftOut, Message, Thread, Window, ts_at
from digests.rank import Facts
from digests.schedule import days
from digests.store import Store

KEPT = 12
"""Threads of one channel that are looked at more closely."""

KEPT_QUESTIONS = 3
KEPT_THANKS = 3

_TOKEN = 4
"""Characters of usual prose that make a token …"""

_HEAD_TOKENS = 12
"""… and what a line's id, time and author take."""


@dataclass(frozen=True, slots=True)
class Promising:
    """A thread that may be worth telling, and what a glance at it found."""

    thread: Thread
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
        thanks: messages that thank somebody by name, the most acclaimed first.
        links: (channel_id, ts) of messages elsewhere that somebody here linked to.
        tokens: about how much a model would have to read to know all of it.
    """

    channel: Channel
    messages: int
    people: frozenset[str]
    per_day: tuple[int, ...]
    best: tuple[Promising, ...]
    questions: tuple[Promising, ...]
    thanks: tuple[Message, ...]
    links: frozenset[tuple[str, str]]
    tokens: int = 0


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
    active = [channel for channel, _ in await store.messages.active(audience, window)]
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


async def channel_week(
    store: Store,
    audience: Audience,
    channel: Channel,
    window: Window,
    own: frozenset[str] = frozenset(),
) -> ChannelWeek:
    """Read a channel's week; what is kept of it is small, however much was posted.

    Args:
        store: where the messages are.
        audience: who will read the digest.
        channel: one that they may read.
        window: the week.
        own: the bot's own user and bot id; what it wrote, and talk under that, is no news.
    """
    messages = await store.messages.in_window(audience, channel.channel_id, window)
    return await asyncio.to_thread(look, channel, without_own(messages, own), window)


def without_own(messages: Sequence[Message], own: frozenset[str]) -> Sequence[Message]:
    """Messages without those of some authors and without the threads that these opened. Pure."""
    mine = {m.ts for m in messages if m.user_id in own or m.bot_id in own}
    return [m for m in messages if m.ts not in mine and m.root_ts not in mine] if mine else messages


def look(channel: Channel, messages: Sequence[Message], window: Window) -> ChannelWeek:
    """A channel's week from its messages, which may include older roots of replies. Pure."""
    found = threads(channel, messages)
    repeated = routine(found)
    seen = [Promising(thread, glance(thread, window, repeated)) for thread in found]
    open_ = [p for p in seen if not p.facts.kept_out and p.facts.question_days]
    start = ts_at(window.start)
    posted = [message for message in messages if message.ts >= start]
    return ChannelWeek(
        channel,
        len(posted),
        frozenset(m.user_id for m in posted if m.user_id and not m.is_bot),
        per_day([message.ts for message in posted], window),
        _best((p for p in seen if not p.facts.kept_out), KEPT),
        _best(open_, KEPT_QUESTIONS),
        _thanks(posted),
        frozenset(
            (where, ts) for m in posted for where, ts in linked(m.text) if where != m.channel_id
        ),
        sum(len(message.text) for message in posted) // _TOKEN + _HEAD_TOKENS * len(posted),
    )


def per_day(ts: Sequence[str], window: Window) -> tuple[int, ...]:
    """How many of some ts (ascending, all in the window) fall on each of the window's days."""
    zone = ZoneInfo(window.zone)
    midnights = [datetime.combine(day, time(), tzinfo=zone) for day in days(window)[1:]]
    cuts = [0, *(bisect_left(ts, ts_at(midnight)) for midnight in midnights), len(ts)]
    return tuple(after - before for before, after in pairwise(cuts))


def why_left_out(channel: Channel, audience: Audience) -> str:
    """Why a channel is not in a digest for these readers, in words; "" if it is."""
    if channel.channel_id in audience.channel_ids:
        return ""
    if channel.kind is not ChannelKind.PUBLIC:
        return "private"
    if channel.is_shared:
        return "shared outside"
    if channel.is_kept_out:
        return "opted out"
    if channel.is_archived:
        return "archived"
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
        if audience.org_wide and reason == "shared outside":
            named.append(LeftOut(f"#{channel.name}", reason))
        elif channel.kind in (ChannelKind.PUBLIC, ChannelKind.PRIVATE) and reason:
            counted[reason] = counted.get(reason, 0) + 1
    told = [LeftOut(count(number, "channel"), reason) for reason, number in sorted(counted.items())]
    if away:
        told.append(LeftOut(count(len(away), "channel"), "I'm not a member"))
    return (*named, *told)


async def _never_read(store: Store, audience: Audience, channel: Channel) -> bool:
    """A channel that everyone may read but of which nothing is known, since the bot isn't in it."""
    if channel.is_member or channel.is_archived or not audience.may_read(channel):
        return False
    return not await store.coverage.stretches(channel.team_id, channel.channel_id)


def _best(promising: Iterable[Promising], limit: int) -> tuple[Promising, ...]:
    own = list(promising)
    scores = rank.best((rank.score(one.facts) for one in own), limit)
    by_key = {one.facts.key: one for one in own}
    return tuple(by_key[one.key] for one in scores)


def _thanks(messages: Iterable[Message]) -> tuple[Message, ...]:
    found = [m for m in messages if not m.is_bot and thanked(m) and not kept_out(m)]
    return tuple(sorted(found, key=lambda m: (-m.reaction_count, m.ts))[:KEPT_THANKS])


def _name(channel: Channel) -> tuple[str, str]:
    return (channel.name, channel.channel_id)
