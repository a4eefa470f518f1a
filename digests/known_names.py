"""The names that readers may know, for saying who and where."""

from __future__ import annotations

from digests.audience import Audience
from digests.matters.telling import Names
from digests.store import Store


async def known_names(store: Store, audience: Audience) -> Names:
    """People and those channels whose names these readers may know."""
    workspace = await store.workspaces.get(audience.team_id)
    channels = await store.channels.all(audience.team_id)
    readable = {c.channel_id: c.name for c in channels if audience.may_read(c)}
    people = await store.users.people(audience.team_id)
    return Names(people, readable, workspace.url if workspace else "")
