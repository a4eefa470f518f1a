"""The small tables: feedback, settings and audit."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from digests.models import Window
from digests.store import rows
from digests.store.database import Connection, Database
from digests.store.records import AuditEntry, Feedback

_FEEDBACK = """INSERT INTO feedback (team_id, channel_id, ts, user_id, verdict, text, at)
    VALUES (:team_id, :channel_id, :ts, :user_id, :verdict, :text, :at)
    ON CONFLICT (team_id, channel_id, ts, user_id) DO UPDATE SET verdict = excluded.verdict,
    text = excluded.text, at = excluded.at"""
_ONE_SETTING = "SELECT value FROM settings WHERE team_id = :team_id AND name = :name"
_SETTING = """INSERT INTO settings (team_id, name, value) VALUES (:team_id, :name, :value)
    ON CONFLICT (team_id, name) DO UPDATE SET value = excluded.value"""
_AUDIT = """INSERT INTO audit (id, team_id, at, actor, action, detail)
    VALUES (:id, :team_id, :at, :actor, :action, :detail)"""


class FeedbackBox:
    """What people think of what the bot said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, feedback: Feedback) -> None:
        """Store someone's verdict on a message, in place of their earlier one."""
        params = {**asdict(feedback), "at": rows.moment(feedback.at)}
        await self._database.write(lambda c: c.run(_FEEDBACK, params))

    async def of(self, team_id: str, channel_id: str, ts: str) -> list[Feedback]:
        """Return all verdicts on a message, by user; [] if there are none."""
        sql = """SELECT team_id, channel_id, ts, user_id, verdict, text, at FROM feedback
            WHERE team_id = :team_id AND channel_id = :channel_id AND ts = :ts ORDER BY user_id"""
        params = {"team_id": team_id, "channel_id": channel_id, "ts": ts}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [
            Feedback(**params, user_id=row["user_id"], verdict=row["verdict"],
                     at=rows.parsed(row["at"]), text=row["text"])
            for row in found
        ]  # fmt: skip

    async def liked(self, team_id: str, window: Window) -> list[tuple[str, str]]:
        """Return (channel_id, ts) of what got a thumb up in a window, liked most first."""
        sql = """SELECT channel_id, ts, COUNT(*) AS likes FROM feedback WHERE team_id = :team_id
            AND verdict = 'up' AND at >= :start AND at < :end GROUP BY channel_id, ts
            ORDER BY likes DESC, ts DESC, channel_id"""
        params = {"team_id": team_id, "start": rows.moment(window.start)}
        params["end"] = rows.moment(window.end)
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [(row["channel_id"], row["ts"]) for row in found]

    async def reports(self, team_id: str, since: datetime) -> list[Feedback]:
        """Return what people wrote of what is not right since a moment, newest first."""
        sql = """SELECT * FROM feedback WHERE team_id = :team_id AND text <> '' AND at >= :since
            ORDER BY at DESC, user_id"""
        params = {"team_id": team_id, "since": rows.moment(since)}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [Feedback(**{**row, "at": rows.parsed(row["at"])}) for row in found]


class Settings:
    """What people set inside Slack, as JSON values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: str, name: str, default: Any = None) -> Any:
        """Return a setting's value, `default` if it was never set."""
        params = {"team_id": team_id, "name": name}
        found = await self._database.read(lambda c: c.rows(_ONE_SETTING, params))
        return json.loads(found[0]["value"]) if found else default

    async def put(self, team_id: str, name: str, value: Any) -> None:
        """Set a value: anything JSON can hold."""
        params = {"team_id": team_id, "name": name, "value": json.dumps(value)}
        await self._database.write(lambda c: c.run(_SETTING, params))

    async def change(self, team_id: str, name: str, fn: Callable[[Any], Any]) -> Any:
        """Set a value made from the one before; whoever else changes it, neither change is lost.

        Args:
            team_id: the workspace.
            name: the setting.
            fn: from the value as it is, None if it was never set, to the new one. It may run more
                than once, so it must have no effects.

        Returns:
            The new value.
        """
        params = {"team_id": team_id, "name": name}

        def changed(c: Connection) -> Any:
            c.lock(f"setting {team_id} {name}")
            found = c.rows(_ONE_SETTING, params)
            value = fn(json.loads(found[0]["value"]) if found else None)
            c.run(_SETTING, {**params, "value": json.dumps(value)})
            return value

        return await self._database.write(changed)

    async def all(self, team_id: str) -> dict[str, Any]:
        """Return every setting of a workspace by name; {} if none was set."""
        sql = "SELECT name, value FROM settings WHERE team_id = :team_id ORDER BY name"
        found = await self._database.read(lambda c: c.rows(sql, {"team_id": team_id}))
        return {row["name"]: json.loads(row["value"]) for row in found}


class Audit:
    """Who did what, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, entry: AuditEntry) -> None:
        """Enter what someone did."""
        params = {**asdict(entry), "id": uuid.uuid4().hex, "at": rows.moment(entry.at)}
        await self._database.write(lambda c: c.run(_AUDIT, params))

    async def since(self, team_id: str, since: datetime) -> list[AuditEntry]:
        """Return the entries since a moment, oldest first."""
        sql = """SELECT * FROM audit WHERE team_id = :team_id AND at >= :since
            ORDER BY at, actor, action, detail"""
        params = {"team_id": team_id, "since": rows.moment(since)}
        return [
            AuditEntry(team_id, rows.parsed(row["at"]), row["actor"], row["action"], row["detail"])
            for row in await self._database.read(lambda c: c.rows(sql, params))
        ]
