"""The archive as one person may see it: the workspace's digests, their own, their channels'."""

from __future__ import annotations

from bot.services import Services
from digests.audience import Audience
from digests.deliver import delivery_key, digest_id_of_key
from digests.permalinks import permalink
from digests.store import Delivery, DigestRecord

MOST = 500


def place_of(digest_id: str) -> str:
    """What a digest was for: "T1", "T1:U1" or "T1:C1"."""
    return digest_id.partition("/")[2]


async def readable(
    services: Services, readers: Audience, user_id: str, search: str = "", most: int = MOST
) -> list[DigestRecord]:
    """The digests that somebody may look up, newest first.

    A personal digest is its reader's alone, whoever else may read all that it rests on.

    Args:
        services: where the archive is.
        readers: what they may read.
        user_id: who asks.
        search: words that must all occur; "" for every digest.
        most: how many at most.
    """
    digests = services.store.digests

    def seen(digest_id: str) -> bool:
        return _may_see(digest_id, user_id)

    if search:
        return await digests.search(readers, search, most, seen)
    return await digests.list(readers, most, seen)


async def of_workspace(
    services: Services, readers: Audience, week: str = ""
) -> DigestRecord | None:
    """The workspace's digest of a week, or its latest one; None if there is none to read."""

    def wanted(digest_id: str) -> bool:
        name, _, place = digest_id.partition("/")
        return place == readers.team_id and week in ("", name)

    return next(iter(await services.store.digests.list(readers, 1, wanted)), None)


async def standing(services: Services, record: DigestRecord) -> list[Delivery]:
    """Where a digest stands in Slack: its main messages, one for each place."""
    prefix = delivery_key(record.team_id, record.digest_id, "")
    found = await services.store.deliveries.under(record.team_id, prefix)
    return [one for one in found if one.ts and one.key.endswith(":0") and _is_of(record, one)]


async def unfinished(services: Services) -> list[DigestRecord]:
    """The digests that stand in Slack otherwise than they should, by id."""
    store, team_id = services.store, services.slack.team_id
    keys = [delivery.key for delivery in await store.deliveries.stale(team_id)]
    ids = {digest_id for key in keys if (digest_id := digest_id_of_key(team_id, key))}
    found = [await store.digests.of(team_id, digest_id) for digest_id in sorted(ids)]
    return [record for record in found if record is not None]


async def link(services: Services, record: DigestRecord) -> str:
    """The address of a digest in Slack; "" where it wasn't posted."""
    workspace = await services.store.workspaces.get(record.team_id)
    where = await standing(services, record)
    if not where or workspace is None or not workspace.url:
        return ""
    return permalink(workspace.url, where[0].channel_id, str(where[0].ts))


def _may_see(digest_id: str, user_id: str) -> bool:
    holder = place_of(digest_id).partition(":")[2]
    return holder == user_id or not holder.startswith(("U", "W", "preview"))


def _is_of(record: DigestRecord, delivery: Delivery) -> bool:
    # the key of the workspace's digest begins those of people's digests of the same week
    return digest_id_of_key(record.team_id, delivery.key) == record.digest_id
