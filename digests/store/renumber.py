"""When Slack gives a channel a new id, what is stored of it moves along."""

from __future__ import annotations

from digests.store.database import Connection
from digests.store.erase import erase_channel
from digests.store.sources import hold

# each table that is kept by channel, with the rest of its key
_TABLES: dict[str, tuple[str, ...]] = {
    "messages": ("ts",),
    "reactions": ("ts", "name", "user_id"),
    "files": ("file_id", "ts"),
    "memberships": ("user_id",),
    "coverage": ("oldest",),
    "feedback": ("ts", "user_id"),
    "sources": ("ts", "kind", "key"),
}
_COLUMNS = """name, kind, is_shared, is_archived, is_member, opted_out, topic, created, removed,
    members_known, members_at"""
_COPY = f"""INSERT INTO channels (team_id, channel_id, {_COLUMNS})
    SELECT team_id, :new_id, {_COLUMNS} FROM channels
    WHERE team_id = :team_id AND channel_id = :old_id
    ON CONFLICT (team_id, channel_id) DO NOTHING"""
# `opted_out` is people's wish, which may be older than the row that Slack's word made
_STILL_OUT = """UPDATE channels SET opted_out = 1 WHERE team_id = :team_id AND channel_id = :new_id
    AND EXISTS (SELECT 1 FROM channels o WHERE o.team_id = :team_id AND o.channel_id = :old_id
        AND o.opted_out = 1)"""
_END = "substr({0}.name, length({0}.name) - length(CAST(:old_id AS TEXT)))"
_MOVED = "substr(settings.name, 1, length(settings.name) - length(:old_id)) || :new_id"
# names of settings end with what they are for: "channel:C1", "subscribed:C1"
_SETTINGS = f"""UPDATE settings SET name = {_MOVED} WHERE team_id = :team_id
    AND {_END.format("settings")} = ':' || :old_id AND NOT EXISTS (SELECT 1 FROM settings o
        WHERE o.team_id = :team_id AND o.name = {_MOVED})"""


def renumber_channel(c: Connection, team_id: str, old_id: str, new_id: str) -> None:
    """Move a channel, its text and its settings to another id; what stands there already stays.

    Summaries name the old id in their sources, so they go and are made again when asked for.
    """
    params = {"team_id": team_id, "old_id": old_id, "new_id": new_id}
    hold(c, team_id)
    c.lock(f"channel {team_id} {old_id}")
    c.run(_COPY, params)
    c.run(_STILL_OUT, params)
    c.run(_SETTINGS, params)
    c.run("DELETE FROM summaries WHERE team_id = :team_id AND channel_id = :old_id", params)
    for table, key in _TABLES.items():
        same = " AND ".join(f"o.{name} = {table}.{name}" for name in key)
        c.run(
            f"""UPDATE {table} SET channel_id = :new_id
            WHERE team_id = :team_id AND channel_id = :old_id AND NOT EXISTS (SELECT 1
                FROM {table} o WHERE o.team_id = :team_id AND o.channel_id = :new_id AND {same})""",
            params,
        )
    c.run(
        """UPDATE deliveries SET channel_id = :new_id
        WHERE team_id = :team_id AND channel_id = :old_id""",
        params,
    )
    erase_channel(c, team_id, old_id)
