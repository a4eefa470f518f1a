"""A made-up company's messages, as many as wanted: words as frequent as in a language."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from digests.models import Channel, Message, Window
from digests.store import Store, Workspace
from digests.store.postgres import PostgresDatabase
from digests.store.postgres_connection import PostgresConnection
from digests.store.search_text import terms

TEAM = "T1"
CHANNELS = 200
WEEKS = 20
END = datetime(2026, 11, 20, 16, tzinfo=UTC)
_SYLLABLES = ("ba", "co", "de", "fi", "gu", "ha", "ki", "lo", "mi", "nu", "pe", "ra", "so", "ta")
_TEXTS = 20_000
_COLUMNS = """team_id, channel_id, ts, text, terms, user_id, author, thread_ts, subtype, bot_id,
    edited_ts, broadcast, files, deleted"""


def vocabulary(size: int = 8_000) -> list[str]:
    """Distinct words, the most frequent first."""
    chance = random.Random(2)
    found: dict[str, None] = {}
    while len(found) < size:
        found["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5)))] = None
    return list(found)


def texts() -> list[str]:
    """Sentences of 4 to 24 words, drawn by Zipf's law."""
    chance, words = random.Random(3), vocabulary()
    weights = [1 / (rank + 2) for rank in range(len(words))]
    drawn = chance.choices(words, weights, k=_TEXTS * 24)
    return [" ".join(drawn[n * 24 : n * 24 + chance.randint(4, 24)]) for n in range(_TEXTS)]


def messages(count: int) -> Iterator[Message]:
    """Messages in time order over the last weeks; half of them in threads of about ten."""
    chance, said = random.Random(4), texts()
    start, step = END - timedelta(weeks=WEEKS), timedelta(weeks=WEEKS) / count
    roots: dict[str, tuple[str, int]] = {}
    for number in range(count):
        ts = f"{(start + number * step).timestamp():.6f}"
        channel = f"C{int(CHANNELS * chance.random() ** 2):04}"
        root, left = roots.get(channel, (ts, 0))
        if not left and chance.random() < 0.1:
            roots[channel] = (ts, 10)
        elif left:
            roots[channel] = (root, left - 1)
        user = f"U{chance.randrange(3000):05}"
        yield Message(
            TEAM, channel, ts, chance.choice(said), user, thread_ts=root if left else None
        )


async def load(store: Store, database: PostgresDatabase, count: int) -> None:
    """Fill an empty store in PostgreSQL by COPY, which is quicker than what the bot does."""
    await store.workspaces.put(Workspace(TEAM, "Example", "https://example.slack.com/"))
    await store.channels.put(
        [Channel(TEAM, f"C{n:04}", f"room-{n}", is_member=True) for n in range(CHANNELS)]
    )
    start = (END - timedelta(weeks=WEEKS)).timestamp()
    days = range(0, WEEKS * 7 + 1, 7)
    await store.database.make_room(f"{start + day * 86400:.6f}" for day in days)
    await database.write(lambda c: _copy(c, count))  # type: ignore[arg-type]


def _copy(c: PostgresConnection, count: int) -> None:
    index: dict[str, str] = {}
    cursor = c.raw.cursor()
    with cursor.copy(f"COPY messages ({_COLUMNS}) FROM STDIN") as copy:
        for m in messages(count):
            if m.text not in index:
                index[m.text] = c.index(terms(m.text))
            row = (m.team_id, m.channel_id, m.ts, m.text, index[m.text], m.user_id, "")
            copy.write_row((*row, m.thread_ts, "", None, "", 0, "", 0))


def last_week() -> Window:
    """The newest week of the corpus."""
    return Window(END - timedelta(weeks=1), END, "UTC", "2026-W47")
