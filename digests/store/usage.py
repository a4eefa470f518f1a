"""The ledger of model calls: tokens, cost, who and where."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Literal

from digests.store import rows
from digests.store.database import Connection, Database
from digests.usage import Usage

_ADD = """INSERT INTO usage (id, team_id, at, user_id, channel_id, purpose, model, input_tokens,
    output_tokens, cache_read_tokens, cache_write_tokens, cost) VALUES (:id, :team_id, :at,
    :user_id, :channel_id, :purpose, :model, :input_tokens, :output_tokens, :cache_read_tokens,
    :cache_write_tokens, :cost) ON CONFLICT (id) DO NOTHING"""


def enter(c: Connection, usage: Usage, at: datetime, **whose: str | None) -> None:
    """Enter one call within a transaction; `whose` gives the columns that say for whom."""
    nobody = {"user_id": None, "channel_id": None, "purpose": ""}
    entry = {**nobody, **whose, "id": uuid.uuid4().hex, "at": rows.moment(at)}
    c.run(_ADD, {**entry, **asdict(usage)})


class UsageLedger:
    """What model calls used and cost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        usage: Usage,
        at: datetime,
        team: str,
        user: str | None = None,
        channel: str | None = None,
        purpose: str = "",
    ) -> None:
        """Enter one call, for whom and where it was made, and what for ("summary", "answer" …)."""
        whose = {"team_id": team, "user_id": user, "channel_id": channel, "purpose": purpose}
        await self._database.write(lambda c: enter(c, usage, at, **whose))

    async def spent(
        self, team: str, since: datetime, user: str | None = None, channel: str | None = None
    ) -> float:
        """Return US dollars spent since a moment, by one person or in one channel if given.

        Calls of unknown price count as 0; 0.0 if there were none.
        """
        params = {"team_id": team, "since": rows.moment(since), "user": user, "channel": channel}
        sql = "SELECT COALESCE(SUM(cost), 0.0) AS cost FROM usage WHERE team_id = :team_id"
        sql += " AND at >= :since"
        sql += " AND user_id = :user" if user is not None else ""
        sql += " AND channel_id = :channel" if channel is not None else ""
        return float((await self._database.read(lambda c: c.rows(sql, params)))[0]["cost"])

    async def spenders(
        self, team: str, since: datetime, by: Literal["user_id", "channel_id"]
    ) -> list[tuple[str, float]]:
        """Return who, or which channels, spent how many US dollars since a moment, most first."""
        sql = f"""SELECT {by} AS who, COALESCE(SUM(cost), 0.0) AS cost FROM usage
            WHERE team_id = :team_id AND at >= :since AND {by} IS NOT NULL
            GROUP BY {by} ORDER BY COALESCE(SUM(cost), 0.0) DESC, {by}"""
        params = {"team_id": team, "since": rows.moment(since)}
        found = await self._database.read(lambda c: c.rows(sql, params))
        return [(row["who"], float(row["cost"])) for row in found]

    async def since(self, team: str, since: datetime) -> list[tuple[str, Usage]]:
        """Return the sums since a moment for each purpose and model, dearest first."""
        sql = """SELECT purpose, model, SUM(input_tokens) AS input_tokens,
            SUM(output_tokens) AS output_tokens, SUM(cache_read_tokens) AS cache_read_tokens,
            SUM(cache_write_tokens) AS cache_write_tokens, SUM(cost) AS cost FROM usage
            WHERE team_id = :team_id AND at >= :since GROUP BY purpose, model
            ORDER BY COALESCE(SUM(cost), 0.0) DESC, purpose, model"""
        params = {"team_id": team, "since": rows.moment(since)}
        found = await self._database.read(lambda c: c.rows(sql, params))
        tokens = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
        return [
            (
                row["purpose"],
                Usage(row["model"], **{n: int(row[n]) for n in tokens}, cost=row["cost"]),
            )
            for row in found
        ]
