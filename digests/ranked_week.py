"""What every digest of a week starts from: its channels looked at, its matters in order.

What one look finds in a channel is kept in ids and numbers, so that the next one reads only what
changed since; text is read of what is told alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from digests import collect
from digests.audience import Audience
from digests.channel_week import ChannelWeek, Promising
from digests.choose import Choice, Matter, choose, shortlist
from digests.collect import Look, Scope
from digests.known_names import known_names
from digests.matters.studies import Study, study
from digests.matters.telling import Names
from digests.models import Message, Thread, Window
from digests.store import Store
from digests.week_texts import WeekTexts

MOST_MATTERS = 60
"""Matters that are told as such; those beyond are too far down to matter, unless asked for."""

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
    studies = await _studied(looks, short, texts)
    new = [known for look in looks if (known := _to_keep(look, studies)) is not None]
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
) -> dict[str, Study]:
    """The studies of the promising threads, by key; only what changed is read."""
    known = {
        f"{look.week.channel.channel_id}/{root}": study
        for look in looks
        for root, study in look.studies.items()
    }
    before = [known.get(one.facts.key, Study()) for one in short]
    lacking = [study.lacks(one.piece.ts) for one, study in zip(short, before, strict=True)]
    unread = [at for at, ts in enumerate(lacking) if ts]
    threads = await texts.threads([(short[at], lacking[at]) for at in unread])

    def studied() -> None:
        for at, thread in zip(unread, threads, strict=True):
            before[at] = study(before[at], thread, short[at].piece.ts)

    await asyncio.to_thread(studied)
    return {one.facts.key: found for one, found in zip(short, before, strict=True)}


def _to_keep(look: Look, studies: Mapping[str, Study]) -> Look | None:
    """A look with what is known of its threads by now; None if the last one knew as much."""
    best = {one.piece.root: one.facts.key for one in look.week.best}
    known = {
        root: found
        for root, key in best.items()
        if (found := studies.get(key) or look.studies.get(root)) is not None
    }
    return replace(look, studies=known) if look.is_new or known != look.studies else None


async def _own(store: Store, team_id: str) -> frozenset[str]:
    """The ids under which the bot itself writes; none where it was never connected."""
    workspace = await store.workspaces.get(team_id)
    ids = (workspace.bot_user_id, workspace.bot_id) if workspace else ()
    return frozenset(one for one in ids if one)
