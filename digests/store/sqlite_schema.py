"""The schema in SQLite, applied by sqlite-utils."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from digests.store.schema import MESSAGES, STEPS

migrations = Migrations("digestif")

_OLD = "INSERT INTO messages_fts (messages_fts, rowid, terms) VALUES ('delete', old.id, old.terms)"
_NEW = "INSERT INTO messages_fts (rowid, terms) VALUES (new.id, new.terms)"
_MESSAGES = (
    """CREATE TABLE messages (
    id INTEGER PRIMARY KEY, team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL,
    text TEXT NOT NULL, terms TEXT NOT NULL, user_id TEXT, author TEXT NOT NULL, thread_ts TEXT,
    subtype TEXT NOT NULL, bot_id TEXT, edited_ts TEXT NOT NULL, broadcast INTEGER NOT NULL,
    files TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    UNIQUE (team_id, channel_id, ts))""",
    """CREATE INDEX messages_by_thread ON messages (team_id, channel_id, thread_ts)
    WHERE thread_ts IS NOT NULL""",
    "CREATE INDEX messages_by_time ON messages (team_id, ts, channel_id) WHERE deleted = 0",
    # search_text.py makes `terms`: plain words between spaces, which `ascii` takes as they are
    """CREATE VIRTUAL TABLE messages_fts USING fts5 (
    terms, content='messages', content_rowid='id', tokenize='ascii', columnsize=0)""",
    f"CREATE TRIGGER messages_added AFTER INSERT ON messages BEGIN {_NEW}; END",
    f"CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN {_OLD}; END",
    f"""CREATE TRIGGER messages_changed AFTER UPDATE OF terms ON messages
    BEGIN {_OLD}; {_NEW}; END""",
)


def _register(name: str, statements: tuple[str, ...]) -> None:
    def migrate(db: Database) -> None:
        for statement in statements:
            for own in _MESSAGES if statement == MESSAGES else (statement,):
                db.conn.execute(f"{own} STRICT" if own.startswith("CREATE TABLE") else own)

    migrations(name=name)(migrate)


for _name, _statements in STEPS:
    _register(_name, _statements)
