"""All week, not only on Friday: threads that have gone quiet are read once, ahead of the digest.

So on its day only what is new is left to read. Only threads that the digest would tell of today
are read, and never more than a share of the week, so that reading ahead costs less than it saves.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from digests.audience import Audience
from digests.choose import Matter
from digests.models import Thread, Window
from digests.ranked_week import ranked_week
from digests.reading.writer import MOST_THREADS, DigestWriter
from digests.store import Store

QUIET = timedelta(hours=3)
"""A thread in which nobody has written for so long is taken to be over for now."""

SHARE = 0.25
"""The part of the week's tokens that reading ahead may take, what it wrote included."""

MOST_MATTERS = 12
"""Matters read ahead: the digest's eight, and those that may yet come among them."""


TIME_FOR_A_BATCH = timedelta(hours=4)
"""Threads are read in batches as long as the digest is that far away.

Most batches end within an hour, and reading ahead looks every hour: so each has two looks before
time gets short.
"""

TIME_SHORT = timedelta(hours=2)
"""What batches haven't read so long before the digest is taken back from them and read at once.

That leaves the hour before the digest to try again.
"""


async def prepare(
    store: Store,
    writer: DigestWriter,
    window: Window,
    audience: Audience,
    *,
    now: datetime,
    key: str = "",
) -> int:
    """Read what the digest will most likely tell of, as far as it has gone quiet.

    First comes what batches have read meanwhile. What they are still expected to read is not read
    a second time, unless the digest is near.

    Args:
        store: what is known.
        writer: the digest's.
        window: the week under way.
        audience: the digest's readers.
        now: the present; the week may be over.
        key: stands for this reading, in case a process that dies in it begins again; "" reads
            everything at once.

    Returns:
        How many threads were read, or asked for in a batch; none of them was read before.
    """
    team_id, ahead = audience.team_id, writer.ahead
    left = window.end - now
    short = left <= TIME_SHORT
    read = await ahead.collect(team_id, now, hurry=short)
    week = await ranked_week(store, window, audience)
    threads = quiet(week.matters, now)
    tokens = int(SHARE * week.tokens) - await ahead.spent(team_id, window.start, now)
    if not threads or tokens <= 0:
        return read
    names, zone = week.names, window.zone
    batch = key if left >= TIME_FOR_A_BATCH else ""
    return read + await ahead.read(
        threads, names, team_id, zone, tokens, now=now, key=batch, wait=not short
    )


def quiet(ranked: list[Matter], now: datetime) -> list[Thread]:
    """The threads worth reading in which nobody has written lately, the best matters' first."""
    worth = [matter for matter in ranked if matter.worth_knowing][:MOST_MATTERS]
    threads = (thread for matter in worth for thread in matter.threads[:MOST_THREADS])
    return [thread for thread in threads if now - thread.messages[-1].at >= QUIET]
