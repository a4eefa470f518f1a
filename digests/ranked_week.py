"""What every digest of a week starts from: its channels read, its matters in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from digests import collect
from digests.audience import Audience
from digests.choose import Matter, choose
from digests.collect import ChannelWeek, Scope
from digests.known_names import known_names
from digests.matters.telling import Names
from digests.models import Window
from digests.store import Store


@dataclass(frozen=True, slots=True)
class RankedWeek:
    """A week for some readers.

    Attributes:
        scope: which channels it rests on.
        channels: what is kept of each of them.
        names: what its readers may know.
        matters: the best first.
    """

    scope: Scope
    channels: tuple[ChannelWeek, ...]
    names: Names
    matters: list[Matter]

    @property
    def tokens(self) -> int:
        """About how much a model would have to read to know all of it."""
        return sum(channel.tokens for channel in self.channels)


async def ranked_week(
    store: Store, window: Window, audience: Audience, only: Sequence[str] = ()
) -> RankedWeek:
    """Read a week and rank its matters; the same for the same messages.

    Args:
        store: what is known.
        window: the week.
        audience: who will read of it; nothing else is ever read.
        only: ids of the channels to confine it to; none for every channel they may read.
    """
    scope = await collect.scope(store, audience, window, only)
    names = await known_names(store, audience)
    own = await _own(store, audience.team_id)
    weeks = [await collect.channel_week(store, audience, c, window, own) for c in scope.channels]
    matters = await asyncio.to_thread(choose, weeks, names)
    return RankedWeek(scope, tuple(weeks), names, matters)


async def _own(store: Store, team_id: str) -> frozenset[str]:
    """The ids under which the bot itself writes; none where it was never connected."""
    workspace = await store.workspaces.get(team_id)
    ids = (workspace.bot_user_id, workspace.bot_id) if workspace else ()
    return frozenset(one for one in ids if one)
