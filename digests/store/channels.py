"""Channels and who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from digests.errors import UnknownChannel
from digests.models import Channel, User
from digests.store import rows
from digests.store.changes import forget_weeks
from digests.store.database import Connection, Database, Row
from digests.store.erase import erase_channel
from digests.store.renumber import renumber_channel

_COLUMNS = (
    "team_id, channel_id, name, kind, is_shared, is_archived, is_member, opted_out, topic, created"
)
_INSERT = f"""INSERT INTO channels ({_COLUMNS}) VALUES (:team_id, :channel_id, :name, :kind,
    :is_shared, :is_archived, :is_member, :opted_out, :topic, :created)
    ON CONFLICT (team_id, channel_id) DO """
# `opted_out` is people's wish, which Slack's description of a channel says nothing about
_REPLACE = f"""{_INSERT} UPDATE SET name = excluded.name, kind = excluded.kind,
    is_shared = excluded.is_shared, is_archived = excluded.is_archived,
    is_member = excluded.is_member, topic = excluded.topic,
    created = COALESCE(excluded.created, channels.created), removed = 0"""
_ONE = "team_id = :team_id AND channel_id = :channel_id"
_UPDATE = f"""UPDATE channels SET name = :name, kind = :kind, is_shared = :is_shared,
    is_archived = :is_archived, is_member = :is_member, opted_out = :opted_out, topic = :topic,
    created = :created WHERE {_ONE}"""
_ADD_MEMBER = """INSERT INTO memberships (team_id, channel_id, user_id, member, at)
    VALUES (:team_id, :channel_id, :user_id, 1, :at)
    ON CONFLICT (team_id, channel_id, user_id) DO NOTHING"""
_MOVE_MEMBER = """INSERT INTO memberships (team_id, channel_id, user_id, member, at)
    SELECT :team_id, :channel_id, :user_id, :member, :at
    WHERE NOT EXISTS (SELECT 1 FROM channels WHERE team_id = :team_id AND channel_id = :channel_id
        AND members_at >= :at)
    ON CONFLICT (team_id, channel_id, user_id) DO UPDATE SET member = excluded.member,
    at = excluded.at WHERE (excluded.at, excluded.member) > (memberships.at, memberships.member)"""
_LAST_MOVE = f"""SELECT MAX(at) AS at FROM memberships WHERE {_ONE}
    UNION ALL SELECT members_at AS at FROM channels WHERE {_ONE}"""
_MEMBERS = """SELECT s.user_id AS member_id, u.* FROM memberships s LEFT JOIN users u
    ON u.team_id = s.team_id AND u.user_id = s.user_id
    WHERE s.team_id = :team_id AND s.channel_id = :channel_id AND s.member = 1
    ORDER BY s.user_id"""
_CHANGEABLE = {field.name for field in fields(Channel)} - {"team_id", "channel_id"}


class Channels:
    """Conversations as Slack last described them, and their members as far as known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, channels: Iterable[Channel], *, keep: bool = False) -> None:
        """Store channels as Slack describes them now; one that was removed is there again.

        Args:
            channels: any number; `opted_out` counts only for those not stored yet (see `opt_out`).
            keep: leave those already stored as they are.
        """
        params = [rows.channel_params(channel) for channel in channels]
        sql = f"{_INSERT} NOTHING" if keep else _REPLACE
        await self._database.write(lambda c: c.run_many(sql, params))

    async def get(self, team_id: str, channel_id: str) -> Channel | None:
        """Return a channel, None if it isn't stored or was removed."""
        found = await self._where(f"{_ONE}", {"team_id": team_id, "channel_id": channel_id})
        return found[0] if found else None

    async def named(self, team_id: str, name: str) -> Channel | None:
        """Return the channel of that name, with or without "#"; archived ones last."""
        params = {"team_id": team_id, "name": name.removeprefix("#")}
        found = await self._where("team_id = :team_id AND name = :name AND name <> ''", params)
        return min(found, key=lambda channel: channel.is_archived, default=None)

    async def all(self, team_id: str) -> list[Channel]:
        """Return every channel of a workspace, by name."""
        return await self._where("team_id = :team_id", {"team_id": team_id})

    async def _where(self, condition: str, params: dict[str, Any]) -> list[Channel]:
        sql = f"SELECT * FROM channels WHERE {condition} AND removed = 0 ORDER BY name, channel_id"
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [rows.channel(row) for row in found]

    async def update(self, team_id: str, channel_id: str, **changes: Any) -> None:
        """Change some fields of a channel, such as name="x" or is_archived=True.

        A channel that isn't stored stays unknown. Raises UnknownChannel for a field that isn't one.
        """
        if unknown := set(changes) - _CHANGEABLE:
            raise UnknownChannel(f"A channel has no {', '.join(sorted(unknown))}.")
        params = {"team_id": team_id, "channel_id": channel_id}

        def fn(c: Connection) -> None:
            c.lock(f"channel {team_id} {channel_id}")
            for row in c.rows(f"SELECT * FROM channels WHERE {_ONE}", params):
                c.run(_UPDATE, rows.channel_params(replace(rows.channel(row), **changes)))

        await self._database.write(fn)

    async def opt_out(self, team_id: str, channel_id: str, opted_out: bool) -> None:
        """Keep a channel out of what others than its members read, or let it in again."""
        await self.update(team_id, channel_id, opted_out=opted_out)

    async def remove(self, team_id: str, channel_id: str) -> None:
        """Forget a channel: its text and everything that rests on it; late events stay out."""
        await self._database.write(lambda c: erase_channel(c, team_id, channel_id))

    async def renumber(self, team_id: str, old_id: str, new_id: str) -> None:
        """Move a channel with all its text to the id that Slack gives it now."""
        if old_id != new_id:
            await self._database.write(lambda c: _renumber(c, team_id, old_id, new_id))

    # -- members ----------------------------------------------------------------------------

    async def members(self, team_id: str, channel_id: str) -> list[User] | None:
        """Return who is in a channel, by id; None if that was never learned.

        A member about whom nothing else is stored counts as a stranger.
        """
        params = {"team_id": team_id, "channel_id": channel_id}
        known = f"SELECT members_known FROM channels WHERE {_ONE} AND removed = 0"

        def fn(c: Connection) -> list[Row] | None:
            learned = any(row["members_known"] for row in c.rows(known, params))
            return c.rows(_MEMBERS, params) if learned else None

        found = await self._database.read(fn)
        return [_member(team_id, row) for row in found] if found is not None else None

    async def set_members(
        self, team_id: str, channel_id: str, user_ids: Iterable[str], at: str = ""
    ) -> None:
        """Store the whole list of members of a stored channel.

        Args:
            team_id: the workspace.
            channel_id: the channel; nothing happens if it isn't stored.
            user_ids: everyone in it.
            at: ts at which the list was true. Joins and leaves after that still count, those before
                don't, nor does the list if there is one from later. For a list that takes a while
                to be fetched it is `last_move` from before that; "" is now, whatever is stored.
        """
        params = {"team_id": team_id, "channel_id": channel_id, "at": at}
        members = [params | {"user_id": user_id} for user_id in sorted(set(user_ids))]

        def fn(c: Connection) -> None:
            c.lock(f"channel {team_id} {channel_id}")
            learned = f"UPDATE channels SET members_known = 1, members_at = :at WHERE {_ONE}"
            newer = " AND members_at <= :at" if at else ""
            later = " AND at <= :at" if at else ""
            if c.run(f"{learned}{newer}", params):
                c.run(f"DELETE FROM memberships WHERE {_ONE}{later}", params)
                c.run_many(_ADD_MEMBER, members)

        await self._database.write(fn)

    async def last_move(self, team_id: str, channel_id: str) -> str:
        """Return the ts of the last that is known of a channel's members; "0" if nothing is."""
        params = {"team_id": team_id, "channel_id": channel_id}
        found = await self._database.read(lambda c: c.rows(_LAST_MOVE, params))
        return max("0", *(row["at"] or "" for row in found))

    async def join(self, team_id: str, channel_id: str, user_id: str, at: str) -> None:
        """Note that someone joined at ts `at`; the latest of joins and leaves wins in any order."""
        await self._move(team_id, channel_id, user_id, at, member=1)

    async def leave(self, team_id: str, channel_id: str, user_id: str, at: str) -> None:
        """Note that someone left at ts `at`; the latest of joins and leaves wins in any order."""
        await self._move(team_id, channel_id, user_id, at, member=0)

    async def _move(
        self, team_id: str, channel_id: str, user_id: str, at: str, *, member: int
    ) -> None:
        params = {"team_id": team_id, "channel_id": channel_id, "user_id": user_id}
        await self._database.write(
            lambda c: c.run(_MOVE_MEMBER, {**params, "at": at, "member": member})
        )

    async def of_member(self, team_id: str, user_id: str) -> list[str]:
        """Return the ids of the channels someone is known to be in, sorted."""
        sql = """SELECT channel_id FROM memberships WHERE team_id = :team_id AND user_id = :user_id
            AND member = 1 ORDER BY channel_id"""
        params = {"team_id": team_id, "user_id": user_id}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [row["channel_id"] for row in found]


def _renumber(c: Connection, team_id: str, old_id: str, new_id: str) -> None:
    renumber_channel(c, team_id, old_id, new_id)
    forget_weeks(c, team_id, new_id)


def _member(team_id: str, row: Row) -> User:
    if row["name"] is None:
        return User(team_id, row["member_id"], row["member_id"], is_stranger=True)
    return rows.user(row)
