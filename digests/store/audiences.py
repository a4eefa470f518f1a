"""Audiences from what is stored about channels and people; what isn't known means no."""

from __future__ import annotations

from digests.audience import Audience, of_channel, of_user
from digests.store.channels import Channels
from digests.store.users import Users


class Audiences:
    """Who the readers of an answer are."""

    def __init__(self, channels: Channels, users: Users) -> None:
        self._channels = channels
        self._users = users

    async def for_channel(self, team_id: str, channel_id: str) -> Audience:
        """Return everyone in a channel; for one that isn't stored, the channel alone."""
        channel = await self._channels.get(team_id, channel_id)
        if channel is None:
            return Audience(team_id, channel_ids=frozenset({channel_id}))
        return of_channel(channel, await self._channels.members(team_id, channel_id))

    async def for_user(self, team_id: str, user_id: str) -> Audience:
        """Return what one person may read; nothing for somebody who isn't stored."""
        user = await self._users.get(team_id, user_id)
        if user is None:
            return Audience(team_id)
        return of_user(user, await self._channels.of_member(team_id, user_id))
