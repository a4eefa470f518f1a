"""The schema in PostgreSQL: the shared tables, and messages partitioned by month."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from digests.models import at, ts_at
from digests.store.schema import MESSAGES, STEPS

FIRST_YEAR, LAST_YEAR = 2013, 2099  # Slack began in 2013; what lies outside goes to messages_rest

_MESSAGES = (
    """CREATE TABLE messages (
    team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL, text TEXT NOT NULL,
    terms tsvector NOT NULL, user_id TEXT, author TEXT NOT NULL, thread_ts TEXT,
    subtype TEXT NOT NULL, bot_id TEXT, edited_ts TEXT NOT NULL, broadcast INTEGER NOT NULL,
    files TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (team_id, channel_id, ts)) PARTITION BY RANGE (ts)""",
    "CREATE TABLE messages_rest PARTITION OF messages DEFAULT",
    """CREATE INDEX messages_by_thread ON messages (team_id, channel_id, thread_ts)
    WHERE thread_ts IS NOT NULL""",
    "CREATE INDEX messages_by_time ON messages (team_id, ts, channel_id) WHERE deleted = 0",
    "CREATE INDEX messages_by_terms ON messages USING gin (terms)",
)


def steps() -> list[tuple[str, list[str]]]:
    """Return every migration with its statements, in order.

    Text is compared byte by byte, as SQLite does, whatever language the database speaks.
    """
    return [
        (
            name,
            [
                re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', own.replace("REAL", "DOUBLE PRECISION"))
                for statement in statements
                for own in (_MESSAGES if statement == MESSAGES else (statement,))
            ],
        )
        for name, statements in STEPS
    ]


def month_of(ts: str) -> str | None:
    """Return the UTC month of a ts as "2026_11"; None where no partition is made for it."""
    moment = at(ts)
    return f"{moment:%Y_%m}" if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def bounds(month: str) -> tuple[str, str]:
    """Return the first ts of a month, and the first of the next."""
    year, number = int(month[:4]), int(month[5:])
    following = (year + number // 12, number % 12 + 1)
    return ts_at(datetime(year, number, 1, tzinfo=UTC)), ts_at(datetime(*following, 1, tzinfo=UTC))


def partition(month: str) -> str:
    """Return the statement that makes room for a month."""
    start, end = bounds(month)
    return f"""CREATE TABLE IF NOT EXISTS messages_{month} PARTITION OF messages
        FOR VALUES FROM ('{start}') TO ('{end}')"""
