"""What the model reads at leisure: noted before it is asked, until its answers are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from digests.store import rows
from digests.store.database import Connection, Database, Row
from digests.store.records import BatchNote
from digests.store.usage import enter
from digests.usage import Usage

_PUT = """INSERT INTO batches (key, team_id, batch_id, at, tokens, body)
    VALUES (:key, :team_id, :batch_id, :at, :tokens, :body) ON CONFLICT (key) DO NOTHING
    RETURNING key"""


class BatchNotes:
    """The batches whose answers are still awaited."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, note: BatchNote) -> bool:
        """Note that a batch is about to be asked for; False if its key was noted before."""
        body = {"zone": note.zone, "requests": note.requests, "threads": note.threads}
        params = {
            "key": note.key,
            "team_id": note.team_id,
            "batch_id": note.batch_id,
            "at": rows.moment(note.at),
            "tokens": note.tokens,
            "body": json.dumps(body),
        }
        return bool(await self._database.write(lambda c: c.rows(_PUT, params)))

    async def taken(self, key: str, batch_id: str) -> None:
        """Note under which id the API took a batch in."""
        sql = "UPDATE batches SET batch_id = :batch_id WHERE key = :key"
        await self._database.write(lambda c: c.run(sql, {"key": key, "batch_id": batch_id}))

    async def open(self, team_id: str) -> list[BatchNote]:
        """Return what is still awaited, oldest first; [] if nothing is."""
        sql = "SELECT * FROM batches WHERE team_id = :team_id ORDER BY at, key"
        found = await self._database.read(lambda c: c.rows(sql, {"team_id": team_id}))
        return [_note(row) for row in found]

    async def settle(
        self, note: BatchNote, used: Iterable[Usage], at: datetime, purpose: str
    ) -> bool:
        """Enter what a batch cost and forget it, both or neither; False if that was done before."""
        entries = list(used)

        def fn(c: Connection) -> bool:
            sql = "DELETE FROM batches WHERE key = :key RETURNING key"
            if not c.rows(sql, {"key": note.key}):
                return False
            for usage in entries:
                enter(c, usage, at, team_id=note.team_id, purpose=purpose)
            return True

        return await self._database.write(fn)


def _note(row: Row) -> BatchNote:
    body = json.loads(row["body"])
    return BatchNote(
        row["key"],
        row["team_id"],
        rows.parsed(row["at"]),
        body["zone"],
        row["tokens"],
        tuple(body["requests"]),
        tuple((channel_id, tuple(listed)) for channel_id, listed in body["threads"]),
        row["batch_id"],
    )
