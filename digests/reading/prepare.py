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


async def prepare(
    store: Store, writer: DigestWriter, window: Window, audience: Audience, *, now: datetime
) -> int:
    """Read what the digest will most likely tell of, as far as it has gone quiet.

    Args:
        store: what is known.
        writer: the digest's.
        window: the week under way.
        audience: the digest's readers.
        now: the present; the week may be over.

    Returns:
        How many threads were read; what was read before isn't read again.
    """
    week = await ranked_week(store, window, audience)
    threads = quiet(week.matters, now)
    spent = await writer.prepared_tokens(audience.team_id, window.start)
    left = int(SHARE * week.tokens) - spent
    if not threads or left <= 0:
        return 0
    return await writer.prepare(threads, week.names, audience.team_id, window.zone, left)


def quiet(ranked: list[Matter], now: datetime) -> list[Thread]:
    """The threads worth reading in which nobody has written lately, the best matters' first."""
    worth = [matter for matter in ranked if matter.worth_knowing][:MOST_MATTERS]
    threads = (thread for matter in worth for thread in matter.threads[:MOST_THREADS])
    return [thread for thread in threads if now - thread.messages[-1].at >= QUIET]
