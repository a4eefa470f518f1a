"""The workspaces Digestif was installed in or that an export came from."""

from __future__ import annotations

from typing import Any

from digests.store.database import Connection, Database, Row
from digests.store.records import Workspace

_FIELDS = ("team_id", "name", "url", "zone", "bot_user_id", "bot_id")

_PUT = """INSERT INTO workspaces (team_id, name, url, zone, bot_user_id, bot_id)
    VALUES (:team_id, :name, :url, :zone, :bot_user_id, :bot_id)
    ON CONFLICT (team_id) DO UPDATE SET name = excluded.name, url = excluded.url,
    zone = excluded.zone, bot_user_id = excluded.bot_user_id, bot_id = excluded.bot_id"""


class Workspaces:
    """What is known about each workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, workspace: Workspace) -> None:
        """Store a workspace as it is now; what was known of it before is replaced."""
        params: dict[str, Any] = {name: getattr(workspace, name) for name in _FIELDS}
        await self._database.write(lambda c: c.run(_PUT, params))

    async def get(self, team_id: str) -> Workspace | None:
        """Return a workspace, None if it isn't stored."""

        def fn(c: Connection) -> list[Row]:
            return c.rows("SELECT * FROM workspaces WHERE team_id = :team_id", {"team_id": team_id})

        return next(map(_workspace, await self._database.read(fn)), None)

    async def all(self) -> list[Workspace]:
        """Return every workspace by id; [] before the first."""
        sql = "SELECT * FROM workspaces ORDER BY team_id"
        return [_workspace(row) for row in await self._database.read(lambda c: c.rows(sql))]


def _workspace(row: Row) -> Workspace:
    return Workspace(**{name: row[name] for name in _FIELDS})
