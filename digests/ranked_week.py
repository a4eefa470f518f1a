"""What every digest of a week starts from: its channels looked at, its matters in order.

What one look finds in a channel is kept in ids and numbers, so that the next one reads only what
changed since; text is read of what is told alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from digests import collect
from digests.audience import Audience
from digests.channel_week import ChannelWeek, Promising
from digests.choose import Choice, Matter, choose, shortlist
from digests.collect import Look, Scope
from digests.kept_week import study_line, study_of
from digests.known_names import known_names
from digests.matters.studies import Study, study
from digests.matters.telling import Names
from digests.models import Message, Thread, Window
from digests.store import Store
from digests.week_texts import WeekTexts

MOST_MATTERS = 60
"""Matters that are told as such; those beyond are too far down to matter, unless asked for."""

READ_AT_ONCE = 50
"""Threads of which the text is in memory at one time."""

MOST_CHANNELS = 40
"""Channels of which everything promising is told, those with most people."""


@dataclass(frozen=True, slots=True)
class RankedWeek:
    """A week for some readers.

    Attributes:
        scope: which channels it rests on.
        channels: what is kept of each of them.
        names: what its readers may know.
        matters: the best first, each told by how it began and what came of it.
        lesser: what else there was in the channels with most people, by how it began alone.
        questions: threads that opened with a question nobody answered, the best first.
        thanks: messages that thank somebody by name.
    """

    scope: Scope
    channels: tuple[ChannelWeek, ...]
    names: Names
    matters: list[Matter]
    lesser: list[Matter]
    questions: list[Thread]
    thanks: list[Message]

    @property
    def tokens(self) -> int:
        """About how much a model would have to read to know all of it."""
        return sum(channel.tokens for channel in self.channels)


async def ranked_week(
    store: Store, window: Window, audience: Audience, only: Sequence[str] = ()
) -> RankedWeek:
    """Look at a week and rank its matters; the same for the same messages.

    Args:
        store: what is known.
        window: the week.
        audience: who will read of it; nothing else is ever read.
        only: ids of the channels to confine it to; none for every channel they may read.
    """
    scope = await collect.scope(store, audience, window, only)
    names = await known_names(store, audience)
    own = await _own(store, audience.team_id)
    looks = await collect.look_at(store, audience, scope.channels, window, own)
    weeks = tuple(look.week for look in looks)
    texts = WeekTexts(store, audience, scope.channels, names)
    short = list(await asyncio.to_thread(shortlist, weeks))
    studies, read = await _studied(looks, short, texts)
    new = [known for look in looks if (known := _to_keep(look, studies, read)) is not None]
    await collect.keep(store, audience.team_id, new, window, own)
    choices = await asyncio.to_thread(choose, short, studies)
    listed, lesser = told(choices, weeks)
    return RankedWeek(
        scope,
        weeks,
        names,
        await texts.matters(listed, studies),
        await texts.beginnings(lesser),
        await texts.questions(weeks),
        await texts.thanks(weeks),
    )


def told(
    choices: Sequence[Choice], weeks: Sequence[ChannelWeek]
) -> tuple[list[Choice], list[Choice]]:
    """What is told as a matter, and what only by its title; both in the order given. Pure."""
    listed = [c for n, c in enumerate(choices) if n < MOST_MATTERS or c.facts.nominations]
    known = {choice.facts.key for choice in listed}
    ordered = sorted(weeks, key=lambda week: (-len(week.people), -week.messages, week.channel.name))
    busiest = {week.channel.channel_id for week in ordered[:MOST_CHANNELS]}
    lesser = [
        choice
        for choice in choices
        if choice.facts.key not in known
        and choice.facts.channel_id in busiest
        and not (choice.facts.routine or choice.facts.app_only)
    ]
    return listed, lesser


async def _studied(
    looks: Sequence[Look], short: Sequence[Promising], texts: WeekTexts
) -> tuple[dict[str, Study], set[str]]:
    """The studies of the promising threads, by key, and of which of them something was read."""
    known = {
        f"{look.week.channel.channel_id}/{root}": line
        for look in looks
        for root, line in look.studies.items()
    }
    found = {one.key: study_of(line) if (line := known.get(one.key)) else Study() for one in short}
    unread = [(one, ts) for one in short if (ts := found[one.key].lacks(one.ts))]
    for first in range(0, len(unread), READ_AT_ONCE):
        some = unread[first : first + READ_AT_ONCE]
        threads = await texts.threads(some)
        found |= await asyncio.to_thread(_read, found, [one for one, _ in some], threads)
    return found, {one.key for one, _ in unread}


def _read(
    before: Mapping[str, Study], some: Sequence[Promising], threads: Sequence[Thread]
) -> dict[str, Study]:
    return {
        one.key: study(before[one.key], thread, one.ts)
        for one, thread in zip(some, threads, strict=True)
    }


def _to_keep(look: Look, studies: Mapping[str, Study], read: Collection[str]) -> Look | None:
    """A look with what is known of its promising threads by now; None if nothing is new.

    Args:
        look: the look.
        studies: of all promising threads, by key.
        read: keys of those that something was read for.
    """
    known = {
        one.root: study_line(studies[one.key]) if one.key in read else look.studies[one.root]
        for one in look.week.best
        if one.key in studies
    }
    return replace(look, studies=known) if look.is_new or known != look.studies else None


async def _own(store: Store, team_id: str) -> frozenset[str]:
    """The ids under which the bot itself writes; none where it was never connected."""
    workspace = await store.workspaces.get(team_id)
    ids = (workspace.bot_user_id, workspace.bot_id) if workspace else ()
    return frozenset(one for one in ids if one)
