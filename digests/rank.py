"""Threads to what an absent reader would miss most. Pure, explained, and the same for any order.

A score is a sum of named parts, so that `--explain` can show why an item stands where it does.
Counts go in as logarithms: ten people are more than five, but not twice as much, and a channel that
talks all day doesn't push out one that speaks once a week.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

WEIGHTS: Mapping[str, float] = {
    "people": 2.0,
    "replies": 0.8,
    "reactions": 1.2,
    "nominated": 6.0,
    "question": 0.5,
    "linked": 2.5,
    "decided": 1.6,
    "across": 1.5,
    "substance": 0.8,
}
"""What one doubling (of people, replies, …) or one unit (days a question is open) is worth."""

ROUTINE = 0.8
"""The share of its score that a routine thread loses."""

APP_ONLY = 0.9
"""The share that a thread loses in which fewer than two people answered an app."""

CROWDING = 0.75
"""Each further thread of a channel counts for this share of what the one before it did."""

MOST_QUESTION_DAYS = 7.0
NOMINATION = "newspaper"
KEEP_OUT = "no_entry_sign"


@dataclass(frozen=True, slots=True)
class Facts:
    """What ranking knows of a thread; every count is at least 0.

    Attributes:
        key: "CHANNEL_ID/TS", which also breaks ties.
        channel_id: for giving every channel its chance.
        reactions: distinct people and emoji on its messages, nominations left out.
        nominations: people who asked for it with :newspaper:.
        question_days: how long its question has been open, 0 if there is none.
        links_in: channels other than its own that link into it.
        decisions: sentences in it that decide something.
        channels: channels in which its matter was talked about, at least 1.
        words: of its longest message; one-word replies say little.
        routine: it returns in the same shape, day after day.
        app_only: an app opened it and fewer than two people answered.
        kept_out: an author marked their own message with :no_entry_sign:.
    """

    key: str
    channel_id: str
    people: int = 0
    replies: int = 0
    reactions: int = 0
    nominations: int = 0
    question_days: float = 0.0
    links_in: int = 0
    decisions: int = 0
    channels: int = 1
    words: int = 0
    routine: bool = False
    app_only: bool = False
    kept_out: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """A thread's worth and its parts; the parts add up to `total` (rounded to three digits)."""

    key: str
    channel_id: str
    total: float
    parts: Mapping[str, float] = field(default_factory=dict)


def score(facts: Facts) -> Score:
    """What a thread is worth to somebody who was away, by named contributions."""
    counts = (
        ("people", facts.people),
        ("replies", facts.replies),
        ("reactions", facts.reactions),
        ("nominated", facts.nominations),
        ("linked", facts.links_in),
        ("decided", facts.decisions),
        ("across", facts.channels - 1),
    )
    parts = {name: round(WEIGHTS[name] * _doublings(n), 3) for name, n in counts if n > 0}
    if facts.question_days:
        days = min(facts.question_days, MOST_QUESTION_DAYS)
        parts["question"] = round(WEIGHTS["question"] * days, 3)
    if facts.words:
        said = math.log2(1 + min(facts.words, 60) / 10)
        parts["substance"] = round(WEIGHTS["substance"] * said, 3)
    total = round(sum(parts.values()), 3)
    for name, share, applies in (
        ("routine", ROUTINE, facts.routine),
        ("app", APP_ONLY, facts.app_only),
    ):
        if applies and not facts.nominations:
            less = lowered(total, share)
            parts[name], total = round(less - total, 3), less
    return Score(facts.key, facts.channel_id, total, parts)


def lowered(total: float, share: float = ROUTINE) -> float:
    """What is left of a score, rounded to three digits, that loses a share of itself."""
    return round(total - share * total, 3)


def rank(threads: Iterable[Facts], limit: int | None = None) -> list[Score]:
    """Scores in the order in which to show them, at most `limit`.

    What its author keeps out is left out. Each further thread of the same channel counts less, so
    that every active channel gets a fair chance; the scores themselves stay what they are. The
    order of the input makes no difference: ties go by key.
    """
    return fairly((score(facts) for facts in threads if not facts.kept_out), limit)


def fairly(scores: Iterable[Score], limit: int | None = None) -> list[Score]:
    """Scores in the order in which to show them; see `rank`."""
    waiting = _by_channel(scores)
    next_ones = [
        (-own[-1].total, own[-1].key, 0, channel_id) for channel_id, own in waiting.items()
    ]
    heapify(next_ones)
    order: list[Score] = []
    while next_ones and (limit is None or len(order) < limit):
        *_, taken, channel_id = heappop(next_ones)
        own = waiting[channel_id]
        order.append(own.pop())
        if own:
            worth = own[-1].total * CROWDING ** (taken + 1)
            heappush(next_ones, (-worth, own[-1].key, taken + 1, channel_id))
    return order


def _by_channel(scores: Iterable[Score]) -> dict[str, list[Score]]:
    """Each channel's scores, the best last."""
    channels: dict[str, list[Score]] = {}
    for one in scores:
        channels.setdefault(one.channel_id, []).append(one)
    return {
        channel_id: sorted(own, key=_order, reverse=True) for channel_id, own in channels.items()
    }


def _order(one: Score) -> tuple[float, str]:
    return (-one.total, one.key)


def _doublings(count: int) -> float:
    return math.log2(1 + count)


def explain(parts: Mapping[str, float]) -> str:
    """A score's named parts in words, from the largest to the smallest; "" for none."""
    shown = sorted(parts.items(), key=lambda part: (-abs(part[1]), part[0]))
    return ", ".join(f"{name} {value:+.1f}" for name, value in shown)
