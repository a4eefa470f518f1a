"""The schema in SQLite, as migrations that only ever grow."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("digestif")


@migrations()
def m001_workspace(db: Database) -> None:
    """Workspaces, channels, people and who is where."""
    db.conn.execute("""CREATE TABLE workspaces (
        team_id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, zone TEXT NOT NULL,
        bot_user_id TEXT, bot_id TEXT, users_revision INTEGER NOT NULL DEFAULT 0) STRICT""")
    db.conn.execute("""CREATE TABLE channels (
        team_id TEXT NOT NULL, channel_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
        is_shared INTEGER NOT NULL, is_archived INTEGER NOT NULL, is_member INTEGER NOT NULL,
        opted_out INTEGER NOT NULL, topic TEXT NOT NULL, created TEXT,
        removed INTEGER NOT NULL DEFAULT 0, members_known INTEGER NOT NULL DEFAULT 0,
        members_at TEXT NOT NULL DEFAULT '', PRIMARY KEY (team_id, channel_id)) STRICT""")
    db.conn.execute("CREATE INDEX channels_by_name ON channels (team_id, name)")
    db.conn.execute("""CREATE TABLE memberships (
        team_id TEXT NOT NULL, channel_id TEXT NOT NULL, user_id TEXT NOT NULL,
        member INTEGER NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (team_id, channel_id, user_id)) STRICT, WITHOUT ROWID""")
    db.conn.execute("CREATE INDEX memberships_by_user ON memberships (team_id, user_id)")
    db.conn.execute("""CREATE TABLE users (
        team_id TEXT NOT NULL, user_id TEXT NOT NULL, name TEXT NOT NULL, tz TEXT NOT NULL,
        is_bot INTEGER NOT NULL, is_guest INTEGER NOT NULL, is_stranger INTEGER NOT NULL,
        is_admin INTEGER NOT NULL, deleted INTEGER NOT NULL,
        PRIMARY KEY (team_id, user_id)) STRICT, WITHOUT ROWID""")


@migrations()
def m002_messages(db: Database) -> None:
    """Messages with their search index, reactions, files, and what is known to be complete.

    A deleted message leaves its key without any text, so that a late event can't bring it back.
    """
    db.conn.execute("""CREATE TABLE messages (
        id INTEGER PRIMARY KEY, team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL,
        text TEXT NOT NULL, terms TEXT NOT NULL, user_id TEXT, author TEXT NOT NULL, thread_ts TEXT,
        subtype TEXT NOT NULL, bot_id TEXT, edited_ts TEXT NOT NULL, broadcast INTEGER NOT NULL,
        files TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
        UNIQUE (team_id, channel_id, ts)) STRICT""")
    db.conn.execute("""CREATE INDEX messages_by_thread ON messages (team_id, channel_id, thread_ts)
        WHERE thread_ts IS NOT NULL""")
    db.conn.execute(
        "CREATE INDEX messages_by_time ON messages (team_id, ts, channel_id) WHERE deleted = 0"
    )
    # `terms` is made by search_text.py: plain words between spaces, which `ascii` takes as they are
    db.conn.execute("""CREATE VIRTUAL TABLE messages_fts USING fts5 (
        terms, content='messages', content_rowid='id', tokenize='ascii')""")
    db.conn.execute("""CREATE TRIGGER messages_added AFTER INSERT ON messages BEGIN
        INSERT INTO messages_fts (rowid, terms) VALUES (new.id, new.terms); END""")
    old = (
        "INSERT INTO messages_fts (messages_fts, rowid, terms) VALUES ('delete', old.id, old.terms)"
    )
    db.conn.execute(f"CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN {old}; END")
    db.conn.execute(f"""CREATE TRIGGER messages_changed AFTER UPDATE OF terms ON messages
        BEGIN {old}; INSERT INTO messages_fts (rowid, terms) VALUES (new.id, new.terms); END""")
    db.conn.execute("""CREATE TABLE reactions (
        team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL, name TEXT NOT NULL,
        user_id TEXT NOT NULL, count INTEGER NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (team_id, channel_id, ts, name, user_id)) STRICT, WITHOUT ROWID""")
    db.conn.execute("""CREATE TABLE files (
        team_id TEXT NOT NULL, file_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL,
        PRIMARY KEY (team_id, file_id, channel_id, ts)) STRICT, WITHOUT ROWID""")
    db.conn.execute("CREATE INDEX files_by_message ON files (team_id, channel_id, ts)")
    db.conn.execute("""CREATE TABLE coverage (
        team_id TEXT NOT NULL, channel_id TEXT NOT NULL, oldest TEXT NOT NULL, newest TEXT NOT NULL,
        PRIMARY KEY (team_id, channel_id, oldest)) STRICT, WITHOUT ROWID""")
    db.conn.execute("""CREATE TABLE cursors (
        team_id TEXT NOT NULL, channel_id TEXT NOT NULL, cursor TEXT NOT NULL,
        PRIMARY KEY (team_id, channel_id)) STRICT, WITHOUT ROWID""")


@migrations()
def m003_made(db: Database) -> None:
    """What is made of the messages: summaries, digests, and where they were posted."""
    db.conn.execute("""CREATE TABLE summaries (
        key TEXT PRIMARY KEY, team_id TEXT NOT NULL, channel_id TEXT NOT NULL,
        prompt_version TEXT NOT NULL, body TEXT NOT NULL) STRICT""")
    db.conn.execute("""CREATE TABLE digests (
        digest_id TEXT NOT NULL, team_id TEXT NOT NULL, window_name TEXT NOT NULL,
        window_start TEXT NOT NULL, window_end TEXT NOT NULL, window_zone TEXT NOT NULL,
        org_wide INTEGER NOT NULL, channel_ids TEXT NOT NULL, text TEXT NOT NULL,
        body TEXT NOT NULL, created_at TEXT NOT NULL, stale INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (team_id, digest_id)) STRICT""")
    db.conn.execute("CREATE INDEX digests_by_time ON digests (team_id, window_end)")
    db.conn.execute("""CREATE TABLE deliveries (
        key TEXT PRIMARY KEY, team_id TEXT NOT NULL, channel_id TEXT NOT NULL, thread_ts TEXT,
        state TEXT NOT NULL, ts TEXT, at TEXT NOT NULL, stale INTEGER NOT NULL DEFAULT 0) STRICT""")
    # what rests on which message: `kind` is summary, digest or delivery and `key` its key
    db.conn.execute("""CREATE TABLE sources (
        team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL, kind TEXT NOT NULL,
        key TEXT NOT NULL,
        PRIMARY KEY (team_id, channel_id, ts, kind, key)) STRICT, WITHOUT ROWID""")
    db.conn.execute("CREATE INDEX sources_by_key ON sources (team_id, kind, key)")


@migrations()
def m004_ledgers(db: Database) -> None:
    """Feedback, model usage, settings, audit and the events seen."""
    db.conn.execute("""CREATE TABLE feedback (
        team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL, user_id TEXT NOT NULL,
        verdict TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (team_id, channel_id, ts, user_id)) STRICT""")
    db.conn.execute("""CREATE TABLE usage (
        id TEXT PRIMARY KEY, team_id TEXT NOT NULL, at TEXT NOT NULL, user_id TEXT, channel_id TEXT,
        purpose TEXT NOT NULL, model TEXT NOT NULL, input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL,
        cache_write_tokens INTEGER NOT NULL, cost REAL) STRICT""")
    db.conn.execute("CREATE INDEX usage_by_time ON usage (team_id, at)")
    db.conn.execute("""CREATE TABLE settings (
        team_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (team_id, name)) STRICT""")
    db.conn.execute("""CREATE TABLE audit (
        id TEXT PRIMARY KEY, team_id TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
        action TEXT NOT NULL, detail TEXT NOT NULL) STRICT""")
    db.conn.execute("CREATE INDEX audit_by_time ON audit (team_id, at)")
    db.conn.execute("CREATE TABLE events (event_id TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT")
