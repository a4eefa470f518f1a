"""Who may read what. Pure: from facts about channels and people to an `Audience`, and to yes or no.

Every read of message text takes an `Audience`. It is computed once, at the edge, from who asked and
where the answer will stand; nothing downstream, the model least of all, can widen it. When
membership is unknown the answer is no.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from digests.models import Channel, User


@dataclass(frozen=True, slots=True)
class Audience:
    """What a set of readers may all read.

    Attributes:
        team_id: the workspace; nothing of another is ever readable.
        org_wide: they may read every public channel that isn't shared outside or opted out.
        channel_ids: channels they may read besides.
    """

    team_id: str
    org_wide: bool = False
    channel_ids: frozenset[str] = frozenset()

    def may_read(self, channel: Channel) -> bool:
        """Whether every one of these readers may read that channel."""
        if channel.team_id != self.team_id:
            return False
        return channel.channel_id in self.channel_ids or (self.org_wide and channel.is_org_wide)

    def within(self, channels: Iterable[Channel]) -> Audience:
        """The same readers, narrowed to those of some channels that they may read anyway."""
        readable = (channel.channel_id for channel in channels if self.may_read(channel))
        return Audience(self.team_id, org_wide=False, channel_ids=frozenset(readable))


def everyone(team_id: str) -> Audience:
    """Everyone in the workspace: what a digest of the whole organization may rest on."""
    return Audience(team_id, org_wide=True)


def of_channel(channel: Channel, members: Iterable[User] | None) -> Audience:
    """Everyone in a channel: the channel itself and, if no member is confined, all org-wide ones.

    Args:
        channel: where the answer will stand.
        members: those in it as far as known, None if unknown. A guest or a stranger among them
            confines the audience to the channel itself, and so does not knowing.
    """
    known = list(members) if members is not None else []
    confined = not known or channel.is_shared or any(m.is_guest or m.is_stranger for m in known)
    return Audience(
        channel.team_id, org_wide=not confined, channel_ids=frozenset({channel.channel_id})
    )


def of_user(user: User, member_of: Iterable[str]) -> Audience:
    """One person: the channels they are known to be in and, unless confined, all org-wide ones."""
    confined = user.is_guest or user.is_stranger or user.deleted
    own = frozenset() if user.deleted else frozenset(member_of)
    return Audience(user.team_id, org_wide=not confined, channel_ids=own)
