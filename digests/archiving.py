"""The archive of digests: a digest put in, changed there, and taken out as it may be read now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from digests.audience import Audience
from digests.compose.messages import compose
from digests.digest import Digest
from digests.errors import BadInput
from digests.forms import digest_json
from digests.forms.plain import plain_digest
from digests.models import Window
from digests.redact import redact
from digests.store import DigestRecord, Store


async def archive(
    store: Store, digest: Digest, audience: Audience, place: str, *, now: datetime
) -> str:
    """Keep a compiled digest and return its id; an earlier one of the same id is replaced."""
    record = _record(digest, audience, digest_id_of(digest.window, place), now)
    await store.digests.put(record)
    return record.digest_id


async def revise(
    store: Store,
    digest_id: str,
    audience: Audience,
    change: Callable[[Digest], Digest],
    *,
    now: datetime,
) -> Digest:
    """Change an archived digest; whoever else changes it meanwhile, neither change is lost.

    Args:
        store: where it is.
        digest_id: its id.
        audience: its readers.
        change: makes the new one; done again where somebody else was faster. What it raises leaves
            the digest as it was.
        now: the present.

    Raises:
        BadInput: if there is no such digest.
    """
    while True:
        before = await _archived(store, digest_id, audience)
        digest = change(await _as_readable(store, before, audience))
        if await store.digests.replace(before, _record(digest, before.audience, digest_id, now)):
            return digest


async def current(store: Store, digest_id: str, audience: Audience) -> Digest:
    """An archived digest, without what its readers may no longer read or what was changed since."""
    return await _as_readable(store, await _archived(store, digest_id, audience), audience)


def digest_id_of(window: Window, place: str) -> str:
    """The id of a week's digest for a place: "2026-W47/T1"."""
    return f"{window.name}/{place}"


async def _archived(store: Store, digest_id: str, audience: Audience) -> DigestRecord:
    record = await store.digests.get(audience, digest_id)
    if record is None:
        raise BadInput(f"There is no digest {digest_id} to send; compile it first.")
    return record


async def _as_readable(store: Store, record: DigestRecord, audience: Audience) -> Digest:
    return await redact(store, digest_json.from_json(record.body), audience, record.created_at)


def _record(digest: Digest, audience: Audience, digest_id: str, now: datetime) -> DigestRecord:
    return DigestRecord(
        digest_id,
        digest.team_id,
        digest.window,
        audience,
        plain_digest(compose(digest)),
        digest_json.to_json(digest),
        now,
        tuple(sorted(digest.sources, key=lambda s: (s.channel_id, s.ts))),
    )
