"""Take out of a digest what its readers may not, or no longer, read.

Between compiling and sending, or after sending, a message may be deleted or edited, and a channel
may be made private, shared outside or opted out. What rests on such a message is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from digests.audience import Audience
from digests.digest import Digest, DigestItem, DigestLine
from digests.matters.features import kept_out
from digests.models import Claim, Source, at
from digests.store import Store


async def redact(store: Store, digest: Digest, audience: Audience, compiled: datetime) -> Digest:
    """The digest without what rests on messages that are gone, changed or not readable now.

    Args:
        store: where messages and channels stand as they are now.
        digest: as compiled.
        audience: its readers.
        compiled: when it was; a message edited later no longer says what the digest says it does.
    """
    gone = {s for s in digest.sources if not await _stands(store, audience, s, compiled)}
    hidden = await _hidden_channels(store, audience)
    return without(digest, lambda source: source not in gone, hidden) if gone or hidden else digest


def without(
    digest: Digest, stands: Callable[[Source], bool], hidden: frozenset[str] = frozenset()
) -> Digest:
    """A digest of only those claims all of whose sources stand. Pure.

    Args:
        digest: as compiled.
        stands: whether a message may still be shown.
        hidden: names of channels that may no longer be named.
    """

    def lines(own: Iterable[DigestLine]) -> tuple[DigestLine, ...]:
        return tuple(one for one in own if all(map(stands, one.sources)))

    notes = (
        replace(one, lines=lines(one.lines)) for one in digest.channels if one.channel not in hidden
    )
    items = (_item(one, stands, hidden) for one in digest.items)
    return replace(
        digest,
        headline=_claims(digest.headline, stands),
        items=tuple(one for one in items if one is not None),
        for_you=lines(digest.for_you),
        decided=lines(digest.decided),
        promised=lines(digest.promised),
        still_open=lines(digest.still_open),
        unanswered=lines(digest.unanswered),
        thanks=lines(digest.thanks),
        new_channels=tuple(name for name in digest.new_channels if name not in hidden),
        channels=tuple(one for one in notes if one.lines),
        prompts=tuple(one for one in digest.prompts if all(map(stands, one.sources))),
    )


def _item(
    item: DigestItem, stands: Callable[[Source], bool], hidden: frozenset[str]
) -> DigestItem | None:
    """An item without what is gone; None if its title is, since nothing else says what it is."""
    if not all(map(stands, item.sources)):
        return None
    return replace(
        item,
        claims=_claims(item.claims, stands),
        channels=tuple(name for name in item.channels if name not in hidden),
    )


def _claims(claims: Iterable[Claim], stands: Callable[[Source], bool]) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if all(map(stands, claim.sources)))


async def _stands(store: Store, audience: Audience, source: Source, compiled: datetime) -> bool:
    message = await store.messages.get(audience, source.channel_id, source.ts)
    if message is None or kept_out(message):
        return False
    return not (message.edited_ts and at(message.edited_ts) > compiled)


async def _hidden_channels(store: Store, audience: Audience) -> frozenset[str]:
    """Names of channels these readers may not read; one that another readable one has is not."""
    channels = await store.channels.all(audience.team_id)
    readable = {c.name for c in channels if audience.may_read(c)}
    return frozenset(c.name for c in channels if not audience.may_read(c)) - readable
