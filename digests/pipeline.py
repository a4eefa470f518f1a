"""The Friday digest, its verbs in order: collect, rank, summarize, compose, deliver.

`compile_digest` makes a digest from the store alone; `archive` keeps it; `send` posts what is in
the archive, so that a restart between the two neither asks the model again nor posts twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digests import assemble
from digests.archiving import archive as archive
from digests.archiving import current as current
from digests.archiving import digest_id_of as digest_id_of
from digests.archiving import revise as revise
from digests.audience import Audience
from digests.choose import Matter
from digests.collect import Scope
from digests.completeness import LONG, coverage_of, lacking_in
from digests.compose.messages import compose
from digests.compose.wording import due
from digests.deliver import Deliverer, SlackPort, delivery_key, digest_id_of_key
from digests.digest import Digest
from digests.headline import headline
from digests.matters.statements import welcomes
from digests.matters.telling import MatterText, extracted, titled
from digests.models import Window, ts_at
from digests.ranked_week import RankedWeek, ranked_week
from digests.reading.writer import DigestWriter
from digests.schedule import is_late, name_before, previous
from digests.still_open import still_open
from digests.store import Store
from digests.unanswered import unanswered
from digests.week_texts import whole

UNKNOWN_SHARE = 0.1
"""With more than this share of channels known in parts, a week is not compared with."""

ABOUT_A_WEEK = timedelta(hours=12)
"""Weeks that differ more than that in length are not compared."""


async def compile_digest(
    store: Store,
    writer: DigestWriter | None,
    window: Window,
    audience: Audience,
    *,
    now: datetime,
    only: Sequence[str] = (),
    place: str = "",
    language: str = "",
) -> Digest:
    """Compile a week's digest for its readers, from the store alone.

    Args:
        store: what is known.
        writer: the model that words it; None for the extractive digest.
        window: the week.
        audience: who will read it; nothing else is ever read.
        now: the present; a digest much later than its moment says so.
        only: ids of the channels to confine it to.
        place: what the digest is for, to find last week's promises; "" looks for none.
        language: English name of the one that the model writes in, "" for that of the messages.

    Returns:
        The digest; a quiet one if nothing needs its readers.
    """
    week = await ranked_week(store, window, audience, only)
    week = replace(week, questions=await unanswered(store, audience, week.questions, window))
    earlier = await _week_before(store, week.scope, window)
    digest = await asyncio.to_thread(_assembled, week, window, earlier)
    digest = replace(
        digest,
        team_id=audience.team_id,
        new_people=await _new_people(store, audience, window),
        still_open=(
            await still_open(store, audience, place, name_before(window.name)) if place else ()
        ),
        coverage=await coverage_of(store, audience, week, window, now, only),
        late=is_late(window, now),
        notes=_late_note(window, now),
    )
    if writer is None or not digest.items:
        return digest
    return await writer.write(digest, week.matters, week.names, now=now, language=language)


async def send(
    store: Store,
    slack: SlackPort,
    digest_id: str,
    audience: Audience,
    channel_id: str,
    *,
    now: Callable[[], datetime],
) -> str:
    """Post an archived digest in a channel, exactly once; returns the main message's ts.

    What its readers may no longer read, or what was deleted since it was compiled, is taken out
    before. `now` is the clock. Raises BadInput if there is no such digest.
    """
    digest = await current(store, digest_id, audience)
    deliverer = Deliverer(store, slack)
    key = delivery_key(audience.team_id, digest_id, channel_id)
    return await deliverer.deliver(
        key, audience.team_id, channel_id, compose(digest, digest_id), digest.sources, now=now
    )


async def refresh(
    store: Store,
    slack: SlackPort,
    digest_id: str,
    audience: Audience,
    channel_id: str,
    *,
    now: datetime,
) -> bool:
    """Edit a posted digest after a message it cites was edited or deleted.

    Until Slack has taken the edit its deliveries are stale, whatever happens in between.

    Returns:
        Whether a message in Slack was edited; False if the digest isn't posted there.
    """
    team_id, key = audience.team_id, delivery_key(audience.team_id, digest_id, channel_id)
    there = [one.key for one in await store.deliveries.under(team_id, f"{key}:")]
    await store.deliveries.outdated([k for k in there if digest_id_of_key(team_id, k) == digest_id])
    digest = await revise(store, digest_id, audience, lambda digest: digest, now=now)
    shown = compose(digest, digest_id)
    return await Deliverer(store, slack).update(key, channel_id, shown, digest.sources)


def _assembled(week: RankedWeek, window: Window, earlier: Mapping[str, int]) -> Digest:
    """The extractive digest; also what the model starts from.

    What becomes an item is read whole; of everything else how it began, and what came of it.
    """
    names, weeks, since = week.names, week.channels, ts_at(window.start)

    def texts(
        matters: Iterable[Matter], say: Callable[..., MatterText] = extracted
    ) -> list[tuple[Matter, MatterText]]:
        found = ((m, say(m.conversation, names, since, window.zone)) for m in matters)
        return [(matter, text) for matter, text in found if text.title]

    told = texts(week.matters)
    news = [pair for pair in told if pair[0].worth_knowing and not welcomes(pair[1].title)]
    worth = texts(whole(matter, names) for matter, _ in assemble.first_few(news))
    items = tuple(assemble.item(matter, text, names) for matter, text in worth)
    said = assemble.Said(items)
    digest = Digest(
        "",
        window,
        items=items,
        decided=said.fresh(line for _, text in told for line in text.decided),
        promised=said.fresh(assemble.promises(told)),
        unanswered=said.fresh(
            assemble.unanswered(week.questions, names, window.zone), assemble.MOST_QUESTIONS
        ),
        thanks=said.fresh(
            [*assemble.kindnesses(told, names), *assemble.thanks(week.thanks, names)],
            assemble.MOST_THANKS,
        ),
        new_channels=assemble.new_channels(weeks, window),
        numbers=assemble.numbers(weeks, window, earlier),
        channels=assemble.channel_notes(weeks, [*told, *texts(week.lesser, titled)], said),
    )
    return replace(digest, headline=headline(digest))


async def _new_people(store: Store, audience: Audience, window: Window) -> tuple[str, ...]:
    """The plain names of those who joined in the window."""
    return tuple(user.name for user in await store.users.newcomers(audience, window))


async def _week_before(store: Store, scope: Scope, window: Window) -> Mapping[str, int]:
    """The messages of each day of the week before; none where too little of it is known.

    A week of which the bot saw one day would make the next one look ten times as busy, and one that
    the digest's day was moved in is longer or shorter than the one before.
    """
    before = previous(window)
    if abs((window.end - window.start) - (before.end - before.start)) > ABOUT_A_WEEK:
        return {}
    lacking = await lacking_in(store, scope.channels, before)
    partly = [name for name, lacks in lacking.items() if lacks > LONG]
    if len(partly) > UNKNOWN_SHARE * len(scope.channels):
        return {}
    return await store.messages.per_day(scope.narrowed, before)


def _late_note(window: Window, now: datetime) -> tuple[str, ...]:
    return (f"This was due on {due(window)}.",) if is_late(window, now) else ()
