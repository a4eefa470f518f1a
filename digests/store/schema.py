"""The tables both homes share, as steps that only ever grow; each home adds its own for messages.

Written with the types TEXT, INTEGER and REAL alone; `sqlite_schema.py` and `postgres_schema.py`
make of them what their database needs. Flags are INTEGER 0 or 1, times UTC text that sorts by time.
"""

from __future__ import annotations

MESSAGES = "messages"  # in place of a statement: each home's own ones for messages and their index

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "m001_workspace",
        (
            """CREATE TABLE workspaces (
            team_id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, zone TEXT NOT NULL,
            bot_user_id TEXT, bot_id TEXT)""",
            """CREATE TABLE channels (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
            is_shared INTEGER NOT NULL, is_archived INTEGER NOT NULL, is_member INTEGER NOT NULL,
            opted_out INTEGER NOT NULL, topic TEXT NOT NULL, created TEXT,
            removed INTEGER NOT NULL DEFAULT 0, members_known INTEGER NOT NULL DEFAULT 0,
            members_at TEXT NOT NULL DEFAULT '', PRIMARY KEY (team_id, channel_id))""",
            "CREATE INDEX channels_by_name ON channels (team_id, name)",
            """CREATE TABLE memberships (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, user_id TEXT NOT NULL,
            member INTEGER NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (team_id, channel_id, user_id))""",
            "CREATE INDEX memberships_by_user ON memberships (team_id, user_id)",
            """CREATE TABLE users (
            team_id TEXT NOT NULL, user_id TEXT NOT NULL, name TEXT NOT NULL, tz TEXT NOT NULL,
            is_bot INTEGER NOT NULL, is_guest INTEGER NOT NULL, is_stranger INTEGER NOT NULL,
            is_admin INTEGER NOT NULL, deleted INTEGER NOT NULL,
            PRIMARY KEY (team_id, user_id))""",
        ),
    ),
    (
        "m002_messages",
        (
            MESSAGES,
            # user_id is "" for those whose people Slack left out; count 0 is a reaction taken back
            """CREATE TABLE reactions (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL, name TEXT NOT NULL,
            user_id TEXT NOT NULL, count INTEGER NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (team_id, channel_id, ts, name, user_id))""",
            """CREATE TABLE files (
            team_id TEXT NOT NULL, file_id TEXT NOT NULL, channel_id TEXT NOT NULL,
            ts TEXT NOT NULL, PRIMARY KEY (team_id, file_id, channel_id, ts))""",
            "CREATE INDEX files_by_message ON files (team_id, channel_id, ts)",
            """CREATE TABLE coverage (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, oldest TEXT NOT NULL,
            newest TEXT NOT NULL, PRIMARY KEY (team_id, channel_id, oldest))""",
            """CREATE TABLE cursors (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, cursor TEXT NOT NULL,
            PRIMARY KEY (team_id, channel_id))""",
        ),
    ),
    (
        "m003_made",
        (
            """CREATE TABLE summaries (
            key TEXT PRIMARY KEY, team_id TEXT NOT NULL, channel_id TEXT NOT NULL,
            prompt_version TEXT NOT NULL, body TEXT NOT NULL)""",
            """CREATE TABLE digests (
            digest_id TEXT NOT NULL, team_id TEXT NOT NULL, window_name TEXT NOT NULL,
            window_start TEXT NOT NULL, window_end TEXT NOT NULL, window_zone TEXT NOT NULL,
            org_wide INTEGER NOT NULL, channel_ids TEXT NOT NULL, text TEXT NOT NULL,
            body TEXT NOT NULL, created_at TEXT NOT NULL, stale INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (team_id, digest_id))""",
            "CREATE INDEX digests_by_time ON digests (team_id, window_end)",
            """CREATE TABLE deliveries (
            key TEXT PRIMARY KEY, team_id TEXT NOT NULL, channel_id TEXT NOT NULL, thread_ts TEXT,
            state TEXT NOT NULL, ts TEXT, at TEXT NOT NULL, stale INTEGER NOT NULL DEFAULT 0)""",
            # what rests on which message: kind is summary, digest or delivery, key its own key
            """CREATE TABLE sources (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL, kind TEXT NOT NULL,
            key TEXT NOT NULL, PRIMARY KEY (team_id, channel_id, ts, kind, key))""",
            "CREATE INDEX sources_by_key ON sources (team_id, kind, key)",
        ),
    ),
    (
        "m004_ledgers",
        (
            """CREATE TABLE feedback (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL,
            user_id TEXT NOT NULL, verdict TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (team_id, channel_id, ts, user_id))""",
            """CREATE TABLE usage (
            id TEXT PRIMARY KEY, team_id TEXT NOT NULL, at TEXT NOT NULL, user_id TEXT,
            channel_id TEXT, purpose TEXT NOT NULL, model TEXT NOT NULL,
            input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
            cache_read_tokens INTEGER NOT NULL, cache_write_tokens INTEGER NOT NULL, cost REAL)""",
            "CREATE INDEX usage_by_time ON usage (team_id, at)",
            """CREATE TABLE settings (
            team_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (team_id, name))""",
            """CREATE TABLE audit (
            id TEXT PRIMARY KEY, team_id TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
            action TEXT NOT NULL, detail TEXT NOT NULL)""",
            "CREATE INDEX audit_by_time ON audit (team_id, at)",
            "CREATE TABLE events (event_id TEXT PRIMARY KEY, at TEXT NOT NULL)",
        ),
    ),
    (
        "m005_revisions",
        # how often the users of a workspace changed, so that every process knows what it may keep
        ("CREATE TABLE revisions (team_id TEXT PRIMARY KEY, users INTEGER NOT NULL)",),
    ),
    (
        "m006_executors",
        # the processes at work, each with the time of its last heartbeat
        (
            """CREATE TABLE executors (
            executor_id TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL,
            version TEXT NOT NULL, at TEXT NOT NULL)""",
        ),
    ),
    (
        "m007_first_seen",
        # the ts at which somebody came, "" for those who were there before anybody looked
        ("ALTER TABLE users ADD COLUMN first_seen TEXT NOT NULL DEFAULT ''",),
    ),
    (
        "m008_reactions_by_time",
        # of many messages in many channels at once, as a search finds them
        ("CREATE INDEX reactions_by_time ON reactions (team_id, ts)",),
    ),
    (
        "m009_batches",
        # what the model was asked to read at leisure; body holds ids only
        (
            """CREATE TABLE batches (
            key TEXT PRIMARY KEY, team_id TEXT NOT NULL, batch_id TEXT, at TEXT NOT NULL,
            tokens INTEGER NOT NULL, body TEXT NOT NULL)""",
        ),
    ),
    (
        "m010_weeks",
        # what was found in a channel's week, in ids and numbers, and what changed since
        (
            """CREATE TABLE weeks (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, start TEXT NOT NULL,
            ends TEXT NOT NULL, oldest TEXT NOT NULL, revision INTEGER NOT NULL,
            made_by TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (team_id, channel_id, start, ends))""",
            """CREATE TABLE changes (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, revision INTEGER NOT NULL,
            oldest TEXT NOT NULL DEFAULT '', ends TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (team_id, channel_id))""",
            """CREATE TABLE touched (
            team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL,
            revision INTEGER NOT NULL, PRIMARY KEY (team_id, channel_id, ts))""",
        ),
    ),
    (
        "m011_stopped",
        # who pressed Stop while a message was being written, "" for somebody; NULL for nobody
        ("ALTER TABLE deliveries ADD COLUMN stopped_by TEXT",),
    ),
    (
        "m012_stale",
        # asked at every edit and deletion, and nearly always of nothing
        (
            "CREATE INDEX digests_stale ON digests (team_id) WHERE stale = 1",
            "CREATE INDEX deliveries_stale ON deliveries (team_id) WHERE stale = 1",
        ),
    ),
    (
        "m013_no_events",
        # every write of an event says what is so, so nobody asks whether it came before
        ("DROP TABLE events",),
    ),
    (
        "m014_spoken",
        # 0 where nothing but a message's reactions changed
        ("ALTER TABLE touched ADD COLUMN spoken INTEGER NOT NULL DEFAULT 1",),
    ),
)
