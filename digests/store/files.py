"""Which files hang on which messages, so that a deleted file leaves all of them for good.

A deleted file leaves its id behind, in a row without a channel, so that an older copy of a message
can't bring it back.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from digests.models import Message
from digests.store import rows
from digests.store.database import Connection
from digests.store.erase import forget
from digests.store.sources import hold

_NOTE = """INSERT INTO files (team_id, file_id, channel_id, ts)
    SELECT :team_id, :file_id, :channel_id, :ts WHERE NOT EXISTS (SELECT 1 FROM messages m
        WHERE m.team_id = :team_id AND m.channel_id = :channel_id AND m.ts = :ts AND m.deleted = 1)
    ON CONFLICT (team_id, file_id, channel_id, ts) DO NOTHING"""
_GONE = """INSERT INTO files (team_id, file_id, channel_id, ts)
    VALUES (:team_id, :file_id, '', '') ON CONFLICT (team_id, file_id, channel_id, ts) DO NOTHING"""
_FILE = "team_id = :team_id AND file_id = :file_id AND ts <> ''"
_MESSAGE = "team_id = :team_id AND channel_id = :channel_id AND ts = :ts"


def without_deleted(c: Connection, messages: list[Message]) -> list[Message]:
    """Return the messages without the files that were deleted."""
    asked: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        for file in message.files:
            asked[message.team_id].add(file.file_id)
    gone = {key for team_id in sorted(asked) for key in _gone(c, team_id, asked[team_id])}
    if not gone:
        return messages
    return [
        replace(m, files=tuple(f for f in m.files if (m.team_id, f.file_id) not in gone))
        for m in messages
    ]


def _gone(c: Connection, team_id: str, file_ids: set[str]) -> list[tuple[str, str]]:
    c.lock(f"files {team_id}")
    listed = c.listed("file_id", "listed")
    sql = f"SELECT file_id FROM files WHERE team_id = :team_id AND ts = '' AND {listed}"
    found = c.rows(sql, {"team_id": team_id, "listed": c.list_of(file_ids)})
    return [(team_id, row["file_id"]) for row in found]


def note_files(c: Connection, messages: list[Message]) -> None:
    """Note the files of stored messages; those of deleted ones are not noted."""
    noted = [(m.team_id, file.file_id, m.channel_id, m.ts) for m in messages for file in m.files]
    names = ("team_id", "file_id", "channel_id", "ts")
    c.run_many(_NOTE, [dict(zip(names, each, strict=True)) for each in noted])


def delete_file(c: Connection, team_id: str, file_id: str) -> int:
    """Take a file off every message; return how many those were."""
    params = {"team_id": team_id, "file_id": file_id}
    hold(c, team_id)
    c.lock(f"files {team_id}")
    c.run(_GONE, params)
    found = c.rows(f"SELECT channel_id, ts FROM files WHERE {_FILE}", params)
    keys = [{"team_id": team_id, "channel_id": r["channel_id"], "ts": r["ts"]} for r in found]
    for key in keys:
        for row in c.rows(f"SELECT * FROM messages WHERE {_MESSAGE}", key):
            left = [file for file in rows.message(row).files if file.file_id != file_id]
            change = {**key, "files": rows.files_json(left)}
            c.run(f"UPDATE messages SET files = :files WHERE {_MESSAGE}", change)
    c.run(f"DELETE FROM files WHERE {_FILE}", params)
    forget(c, keys)
    return len(keys)
