"""How far changes in a channel reach that don't simply go on with what is there. Pure.

A thread is reached as a whole, and talk that nobody threaded from one long pause to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from digests.matters.conversations import LONG_PAUSE
from digests.matters.pieces import Frame, Piece, pieces, without_own
from digests.matters.table import Table
from digests.models import Message

_NEW = -1

Span = tuple[str, str]


class Source(Protocol):
    """A channel's messages at one moment, up to the window's end; every answer is ascending."""

    def some(self, ts: Iterable[str]) -> list[Message]:
        """Return those of some messages that are there."""
        ...

    def threads(self, roots: Iterable[str]) -> list[Message]:
        """Return whole threads, by their roots' ts."""
        ...

    def talk(self, spans: Iterable[Span]) -> list[Message]:
        """Return what stands within some stretches of the window, replies left out."""
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """How far changes reach that don't simply go on with what is there.

    Attributes:
        table: the pieces as they were.
        places: of each message, by its ts, the place of its piece.
        changed: ts of the messages that came, changed or went.
        frame: what the pieces are for.
    """

    table: Table
    places: Mapping[str, int]
    changed: set[str]
    frame: Frame

    def read(self, source: Source, there: Sequence[Message]) -> list[Message]:
        """All messages of the threads and of the stretches of talk that the changes reach.

        Args:
            source: where they are.
            there: the changed messages that are there now.
        """
        found = source.threads(self._roots(there))
        return [*found, *source.talk(self._spans(found))]

    def anew(self, read: Sequence[Message]) -> tuple[set[int], list[Piece]]:
        """What of the pieces goes, and what comes in its place.

        Args:
            read: what `read` gave.
        """
        by_ts = {message.ts: message for message in read}
        roots = self._roots([m for ts, m in by_ts.items() if ts in self.changed])
        hit = self._hit(self.changed.union(by_ts))
        threaded, root = self.table.column("threaded"), self.table.column("root")
        gone = {at for at in range(len(root)) if (root[at] in roots if threaded[at] else at in hit)}
        left = without_own([by_ts[ts] for ts in sorted(by_ts)], self.frame)
        # a root that is itself a reply comes alone, without the thread it stands in
        whole = [m for m in left if not m.is_reply or m.root_ts in roots]
        again = {*gone, _NEW}
        fresh = [m for m in whole if self.places.get(m.ts, _NEW) in again]
        return gone, pieces(fresh, self.frame)

    def _roots(self, there: Iterable[Message]) -> set[str]:
        """The roots of every thread that the changed messages stand in, or stood in."""
        threaded, roots = self.table.column("threaded"), self.table.column("root")
        stood = {roots[at] for at in self._hit(self.changed) if threaded[at]}
        return self.changed | stood | {m.root_ts for m in there if m.ts in self.changed}

    def _spans(self, threads: Sequence[Message]) -> list[Span]:
        """The stretches of talk, from one long pause to the next, that the changes reach.

        Args:
            threads: the messages of the threads of `_roots`.
        """
        left = without_own(threads, self.frame)
        replied = {message.root_ts for message in left if message.is_reply}
        loose = [m.ts for m in left if not m.is_reply and not m.is_bot and m.ts not in replied]
        hit = self._hit(self.changed.union(message.ts for message in threads))
        seconds = [second(ts) for ts in loose]
        return [
            (stretch.first, stretch.last)
            for stretch in _stretches(self.table)
            if not hit.isdisjoint(stretch.places) or any(map(stretch.is_near, seconds))
        ]

    def _hit(self, changed: Iterable[str]) -> set[int]:
        """Places of the pieces in which some messages stand, or stood."""
        return {self.places[ts] for ts in changed if ts in self.places}


@dataclass(slots=True)
class _Stretch:
    """Talk between two long pauses: its first and last ts, and the places of its pieces."""

    first: str
    last: str
    places: set[int]

    def is_near(self, moment: int) -> bool:
        """Whether something said at that epoch second would belong to it."""
        return second(self.first) - LONG_PAUSE <= moment <= second(self.last) + LONG_PAUSE


def _stretches(table: Table) -> list[_Stretch]:
    ts, threaded, by_app = (table.column(name) for name in ("ts", "threaded", "by_app"))
    talk = sorted((ts[at], at) for at in range(len(ts)) if not threaded[at] and not by_app[at])
    stretches: list[_Stretch] = []
    for own, at in talk:
        first, last = own.partition(" ")[0], own.rpartition(" ")[2]
        if stretches and stretches[-1].is_near(second(first)):
            stretches[-1].places.add(at)
            stretches[-1].last = max(stretches[-1].last, last)
        else:
            stretches.append(_Stretch(first, last, {at}))
    return stretches


def second(ts: str) -> int:
    """The epoch second of a ts."""
    return int(ts.partition(".")[0])
