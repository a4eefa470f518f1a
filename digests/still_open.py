"""Last week's promises that nobody has closed."""

from __future__ import annotations

from digests.audience import Audience
from digests.digest import DigestLine
from digests.forms import digest_json
from digests.matters.statements import closed
from digests.models import Source
from digests.store import Store

MOST = 5


async def still_open(
    store: Store, audience: Audience, place: str, last_week: str
) -> tuple[DigestLine, ...]:
    """The promises of last week's digest for the same place that are still to be kept.

    Args:
        store: the archive and the threads as they stand now.
        audience: the readers; what they may not read is not promised to them either.
        place: what the digest is for.
        last_week: name of the week before, "2026-W46".

    Returns:
        At most five lines; none if there was no digest, or nothing was promised.
    """
    record = await store.digests.get(audience, f"{last_week}/{place}")
    if record is None:
        return ()
    lines = digest_json.from_json(record.body).promised
    return tuple([line for line in lines if await _open(store, audience, line.sources)][:MOST])


async def _open(store: Store, audience: Audience, sources: tuple[Source, ...]) -> bool:
    for source in sources:
        message = await store.messages.get(audience, source.channel_id, source.ts)
        if message is None:
            return False
        thread = await store.messages.thread(audience, source.channel_id, message.root_ts)
        if closed(source.ts, message.user_id, thread):
            return False
    return bool(sources)
