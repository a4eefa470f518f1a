"""What is kept of one channel's week: its few promising threads, and numbers. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from digests import rank
from digests.matters.pieces import Frame, Piece, pieces
from digests.matters.routine import routine
from digests.matters.table import Table
from digests.models import Channel, Message, Window, ts_at
from digests.rank import Facts
from digests.schedule import days

KEPT = 12
"""Threads of one channel that are looked at more closely."""

KEPT_QUESTIONS = 3

_TOKEN = 4
"""Characters of usual prose that make a token …"""

_HEAD_TOKENS = 12
"""… and what a line's id, time and author take."""


@dataclass(frozen=True)
class Promising:
    """A thread that may be worth telling, and what a glance at it found.

    Attributes:
        ts: of its messages, ascending, between spaces.
        root: the ts that names it; see `Piece`.
        worth: the score of its facts.
        routine: it returns in the same shape, day after day.
        piece: gives all that was counted; most are never asked for it.
        known: its facts, where more is known than was counted.
    """

    channel_id: str
    ts: str
    root: str
    worth: float
    routine: bool
    piece: Callable[[], Piece] = field(compare=False, repr=False)
    known: Facts | None = None

    @property
    def key(self) -> str:
        """The key of its facts."""
        return f"{self.channel_id}/{self.root}"

    @property
    def messages(self) -> list[str]:
        """The ts of its messages, ascending."""
        return self.ts.split(" ")

    @cached_property
    def facts(self) -> Facts:
        """What ranking knows of it so far."""
        return self.known or self.piece().facts(self.channel_id, routine=self.routine)

    @property
    def people(self) -> list[str]:
        """Ids of those who wrote in it."""
        return self.piece().people.split()


@dataclass(frozen=True, slots=True)
class ChannelWeek:
    """What is kept of one channel's week.

    Attributes:
        messages: how many were posted in the window.
        people: ids of those who posted.
        per_day: messages on each of the window's days, in `schedule.days` order.
        best: the threads that scored best at a glance, best first, at most `KEPT`.
        questions: threads that opened with a question nobody answered, the best first.
        thanks: (ts, reactions) of messages that thank somebody by name, the most acclaimed first.
        links: (channel_id, ts) of messages elsewhere that somebody here linked to.
        tokens: about how much a model would have to read to know all of it.
    """

    channel: Channel
    messages: int
    people: frozenset[str]
    per_day: tuple[int, ...]
    best: tuple[Promising, ...]
    questions: tuple[Promising, ...]
    thanks: tuple[tuple[str, int], ...]
    links: frozenset[tuple[str, str]]
    tokens: int = 0


def look(channel: Channel, messages: Sequence[Message], window: Window) -> ChannelWeek:
    """A channel's week from its messages, which may include older roots of replies. Pure."""
    frame = Frame(channel, window, midnights(window))
    return week_of(channel, Table.of(pieces(messages, frame)), window)


def week_of(channel: Channel, table: Table, window: Window) -> ChannelWeek:
    """A channel's week from its pieces, in any order. Pure."""
    repeated = routine(table.column("likeness"))
    worths = _worths(table, repeated)

    likeness, ts, roots = map(table.column, ("likeness", "ts", "root"))

    def best(most: int, places: Sequence[int]) -> tuple[Promising, ...]:
        return tuple(
            Promising(
                channel.channel_id, ts[at], roots[at], worths[at], likeness[at] in repeated,
                table.later(at),
            )
            for at in table.best(most, places, worths)
        )  # fmt: skip

    hidden = set(table.where("kept_out"))
    shown = [at for at in range(len(table)) if at not in hidden]
    asking = [at for at in table.where("question_days") if at not in hidden]
    sums = table.sums
    posted = sum(sums.days)
    return ChannelWeek(
        channel,
        posted,
        frozenset(sums.people),
        tuple(sums.days) or (0,) * len(days(window)),
        best(KEPT, shown),
        best(KEPT_QUESTIONS, asking),
        tuple((str(ts), int(reactions)) for ts, reactions in sums.best_thanks),
        frozenset((where, ts) for links in sums.links.values() for where, ts in links),
        sums.size // _TOKEN + _HEAD_TOKENS * posted,
    )


def _worths(table: Table, repeated: frozenset[str]) -> list[float]:
    """What each piece is worth, if those of some likenesses are routine."""
    worths = list(table.column("worth"))
    by_app, nominations = table.column("by_app"), table.column("nominations")
    for at, likeness in enumerate(table.column("likeness") if repeated else ()):
        if likeness in repeated and by_app[at]:
            worths[at] = rank.score(table[at].facts("", routine=True)).total
        elif likeness in repeated and not nominations[at]:
            worths[at] = rank.lowered(worths[at])
    return worths


def midnights(window: Window) -> list[str]:
    """The ts at which the second and every further day of a window begins."""
    zone = ZoneInfo(window.zone)
    return [ts_at(datetime.combine(day, time(), tzinfo=zone)) for day in days(window)[1:]]
