"""People and bots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from digests.audience import Audience
from digests.models import People, User, Window, ts_at
from digests.store import rows
from digests.store.database import Connection, Database

_INSERT = """INSERT INTO users (team_id, user_id, name, tz, is_bot, is_guest, is_stranger, is_admin,
    deleted, first_seen) VALUES (:team_id, :user_id, :name, :tz, :is_bot, :is_guest, :is_stranger,
    :is_admin, :deleted, :seen) ON CONFLICT (team_id, user_id) DO """
_REPLACE = f"""{_INSERT} UPDATE SET name = excluded.name, tz = excluded.tz,
    is_bot = excluded.is_bot, is_guest = excluded.is_guest, is_stranger = excluded.is_stranger,
    is_admin = excluded.is_admin, deleted = excluded.deleted"""
_ANYBODY = "SELECT 1 AS one FROM users WHERE team_id = :team_id LIMIT 1"
_CAME = """UPDATE users SET first_seen = :at WHERE team_id = :team_id AND user_id = :user_id
    AND (first_seen = '' OR first_seen > :at)"""
_NEWCOMERS = """SELECT * FROM users WHERE team_id = :team_id AND first_seen >= :start
    AND first_seen < :end AND is_bot = 0 AND is_guest = 0 AND is_stranger = 0 AND deleted = 0
    ORDER BY first_seen, user_id"""
_REVISION = "SELECT users FROM revisions WHERE team_id = :team_id"
_REVISED = """INSERT INTO revisions (team_id, users) VALUES (:team_id, 1)
    ON CONFLICT (team_id) DO UPDATE SET users = revisions.users + 1"""


class Users:
    """Everyone who was ever seen in a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._people: dict[str, tuple[int, People]] = {}

    async def put(self, users: Iterable[User], *, keep: bool = False, seen: str = "") -> None:
        """Store users as they are now.

        Args:
            users: any number.
            keep: leave those already stored as they are.
            seen: ts at which they were seen. Whoever isn't stored yet came then, unless nobody of
                their workspace is: then they were all there before anybody looked.
        """
        params = [rows.user_params(user) for user in users]
        teams = [{"team_id": team_id} for team_id in sorted({p["team_id"] for p in params})]

        def fn(c: Connection) -> None:
            known = {team["team_id"] for team in teams if c.rows(_ANYBODY, team)}
            came = ({**p, "seen": seen if p["team_id"] in known else ""} for p in params)
            c.run_many(f"{_INSERT} NOTHING" if keep else _REPLACE, came)
            c.run_many(_REVISED, teams)

        await self._database.write(fn)

    async def came(self, team_id: str, joined: Mapping[str, str]) -> None:
        """Note when people joined the workspace: ts by user id; the earliest known one counts."""
        params = [
            {"team_id": team_id, "user_id": user_id, "at": at} for user_id, at in joined.items()
        ]
        await self._database.write(lambda c: c.run_many(_CAME, params))

    async def newcomers(self, audience: Audience, window: Window) -> list[User]:
        """Return the people who joined in a window, in that order, as far as it is known.

        Bots, guests, strangers and those who left again aren't among them; for readers who may not
        read all public channels there are none.
        """
        if not audience.org_wide:
            return []
        params = {"team_id": audience.team_id, "start": ts_at(window.start)}
        params["end"] = ts_at(window.end)
        found = await self._database.read(lambda c: c.rows(_NEWCOMERS, params))
        return [rows.user(row) for row in found]

    async def get(self, team_id: str, user_id: str) -> User | None:
        """Return a user, None if not stored."""
        sql = "SELECT * FROM users WHERE team_id = :team_id AND user_id = :user_id"
        params = {"team_id": team_id, "user_id": user_id}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return rows.user(found[0]) if found else None

    async def all(self, team_id: str) -> list[User]:
        """Return every user of a workspace by id, bots and deactivated ones included."""
        sql = "SELECT * FROM users WHERE team_id = :team_id ORDER BY user_id"
        found = await self._database.read(lambda c: c.rows(sql, {"team_id": team_id}))
        return [rows.user(row) for row in found]

    async def people(self, team_id: str) -> People:
        """Return the names of a workspace, remembered until any process stores a user of it."""
        params = {"team_id": team_id}
        sql = "SELECT user_id, name FROM users WHERE team_id = :team_id"

        def fn(c: Connection) -> tuple[int, People]:
            revision = next((r["users"] for r in c.rows(_REVISION, params)), 0)
            known = self._people.get(team_id)
            if known and known[0] == revision:
                return known
            return revision, People({r["user_id"]: r["name"] for r in c.rows(sql, params)})

        self._people[team_id] = await self._database.read(fn)
        return self._people[team_id][1]
