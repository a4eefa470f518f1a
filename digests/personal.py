"""A digest for one person or of one channel: the same pipeline, fewer channels, what concerns you.

Only its readers ever see it, so private channels they are in are in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from digests import pipeline
from digests.assemble import Said
from digests.audience import Audience
from digests.coverage import IN_PARTS, Coverage
from digests.digest import YOUR_CHANNELS, Digest, DigestLine
from digests.known_names import known_names
from digests.matters.concerns import concerns
from digests.matters.conversations import threads
from digests.models import Channel, ChannelKind, Thread, Window, ts_at
from digests.reading.writer import DigestWriter
from digests.store import Store

SURE = 5
"""Items that are shown whatever length is set."""


async def for_person(
    store: Store,
    writer: DigestWriter | None,
    window: Window,
    readers: Audience,
    user_id: str,
    *,
    now: datetime,
    place: str,
    language: str = "",
) -> Digest:
    """Compile one person's digest: the channels they are in, first what concerns them.

    Args:
        store: what is known.
        writer: the model that words it; None for the extractive digest.
        window: the week in their own zone.
        readers: what that person may read, and nobody else.
        user_id: the person.
        now: the present.
        place: "TEAM_ID:USER_ID".
        language: what the model writes in, "" for the language of the messages.

    Returns:
        The digest; a quiet one if nothing in their channels needs them.
    """
    own = await channels_of(store, readers, user_id)
    digest = await _narrowed(
        store, writer, window, readers, own, now=now, place=place, language=language
    )
    told = [thread for c in own for thread in await _threads(store, readers, c, window)]
    lines = concerns(told, user_id, window, await known_names(store, readers))
    return nothing_twice(replace(digest, about=YOUR_CHANNELS, for_you=lines))


def nothing_twice(digest: Digest) -> Digest:
    """A personal digest in which what concerns its reader isn't told again further down. Pure.

    That a thread of theirs went on is left to the item about it, where that is sure to be shown.
    """
    told = Said(digest.items[:SURE])
    for_you = tuple(line for line in digest.for_you if line.who or told.fresh([line]))
    said = Said()
    said.fresh(for_you, len(for_you))

    def fresh(lines: tuple[DigestLine, ...]) -> tuple[DigestLine, ...]:
        return said.fresh(lines, len(lines))

    notes = (replace(one, lines=fresh(one.lines)) for one in digest.channels)
    return replace(
        digest,
        for_you=for_you,
        decided=fresh(digest.decided),
        promised=fresh(digest.promised),
        still_open=fresh(digest.still_open),
        unanswered=fresh(digest.unanswered),
        thanks=fresh(digest.thanks),
        channels=tuple(one for one in notes if one.lines),
    )


async def for_channel(
    store: Store,
    writer: DigestWriter | None,
    window: Window,
    channel: Channel,
    *,
    now: datetime,
    place: str,
    language: str = "",
) -> Digest:
    """Compile a channel's own digest, for those who are in it; see `for_person`."""
    readers = Audience(channel.team_id, channel_ids=frozenset({channel.channel_id}))
    digest = await _narrowed(
        store, writer, window, readers, [channel], now=now, place=place, language=language
    )
    about = f"#{channel.name}"
    return _unnamed(replace(digest, about=about, channels=(), new_channels=()))


async def channels_of(store: Store, readers: Audience, user_id: str) -> list[Channel]:
    """The channels somebody is in and the bot reads, by name; direct messages are none."""
    ids = set(await store.channels.of_member(readers.team_id, user_id))
    kinds = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)
    return [
        channel
        for channel in await store.channels.all(readers.team_id)
        if channel.channel_id in ids and channel.kind in kinds and readers.may_read(channel)
    ]


async def _narrowed(
    store: Store,
    writer: DigestWriter | None,
    window: Window,
    readers: Audience,
    channels: Sequence[Channel],
    *,
    now: datetime,
    place: str,
    language: str = "",
) -> Digest:
    if not channels:
        return Digest(readers.team_id, window)
    ids = [channel.channel_id for channel in channels]
    digest = await pipeline.compile_digest(
        store, writer, window, readers, now=now, only=ids, place=place, language=language
    )
    return replace(digest, coverage=_own(digest.coverage))


def _unnamed(digest: Digest) -> Digest:
    """A channel's digest without the channel's name beside each of its items and lines."""

    def lines(own: tuple[DigestLine, ...]) -> tuple[DigestLine, ...]:
        return tuple(replace(one, channel="") for one in own)

    return replace(
        digest,
        items=tuple(replace(item, channels=()) for item in digest.items),
        decided=lines(digest.decided),
        promised=lines(digest.promised),
        still_open=lines(digest.still_open),
        unanswered=lines(digest.unanswered),
        thanks=lines(digest.thanks),
    )


def _own(coverage: Coverage) -> Coverage:
    """The coverage without the channels that were never meant to be in it."""
    kept = tuple(one for one in coverage.left_out if one.reason == IN_PARTS)
    return replace(coverage, left_out=kept)


async def _threads(
    store: Store, readers: Audience, channel: Channel, window: Window
) -> list[Thread]:
    """A channel's threads with something said in the window, each from its first message on."""
    messages = await store.messages.in_window(readers, channel.channel_id, window)
    start = ts_at(window.start)
    found = []
    for thread in threads(channel, messages):
        old = thread.messages[0].ts < start
        whole = await store.messages.thread(readers, channel.channel_id, thread.ts) if old else None
        found.append(whole if whole is not None and whole.messages else thread)
    return [thread for thread in found if thread.messages]
