"""What returns in the same shape, day after day: alerts, stand-ups, reminders. Pure.

Routine is told by repetition, not by volume: a thread of two hundred replies is not routine, and
three posts that begin alike are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
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


def likeness(thread: Thread) -> str:
    """A mark that threads share which one author opened in the same shape; "" if none counts.

    It is a number made of both, so it says nothing of the text. A shape of a single word counts
    only for an app: people greet every day and mean it.
    """
    first = thread.messages[0]
    begins = shape(first.text)
    if not begins or (not first.is_bot and " " not in begins):
        return ""
    author = first.bot_id or first.user_id or ""
    return blake2b(f"{author} {begins}".encode(), digest_size=8).hexdigest()


def routine(likenesses: Iterable[str]) -> frozenset[str]:
    """Those marks of one channel's threads that make a thread routine."""
    often = Counter(likenesses)
    return frozenset(one for one, times in often.items() if one and times >= OFTEN)
