"""What returns in the same shape, day after day: alerts, stand-ups, reminders. Pure.

Routine is told by repetition, not by volume: a thread of two hundred replies is not routine, and
three posts that begin alike are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from digests.models import Thread

OFTEN = 3
"""Threads of one author and one shape within a window that make it routine."""

_WORDS = 4
_BEGINNING = 120
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKUP = re.compile(r"<[^>]*>|:[a-z0-9_+-]+:|`[^`]*`")
_CALENDAR_WORDS = """
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec today yesterday tomorrow
"""
_CALENDAR = frozenset(_CALENDAR_WORDS.split())


def shape(text: str) -> str:
    """How a text begins, without what changes from day to day; "" if it has no words."""
    begins = text[:_BEGINNING]
    if "<" in begins or ":" in begins or "`" in begins:
        begins = _MARKUP.sub(" ", begins)
    words = (found[0].lower() for found in _WORD.finditer(begins))
    return " ".join(islice((word for word in words if word not in _CALENDAR), _WORDS))


def routine(threads: Iterable[Thread]) -> frozenset[str]:
    """The ts of those threads of one channel that are routine; the same for any order.

    A shape of a single word counts only for an app: people greet every day and mean it.
    """
    known = list(threads)
    busy = Counter(_author(thread) for thread in known)
    keys = {t.ts: _key(t) for t in known if busy[_author(t)] >= OFTEN}
    often = Counter(key for key in keys.values() if key)
    return frozenset(ts for ts, key in keys.items() if key and often[key] >= OFTEN)


def _author(thread: Thread) -> str:
    first = thread.messages[0]
    return first.bot_id or first.user_id or ""


def _key(thread: Thread) -> tuple[str, str] | None:
    first = thread.messages[0]
    begins = shape(first.text)
    if not begins or (not first.is_bot and " " not in begins):
        return None
    return (_author(thread), begins)
