"""A channel's pieces as a table that is quick to keep, to read again and to count. Pure.

Hundreds of pieces are counted together though hardly one of them is looked at. So what tells the
promising ones stands in a list for each field, the rest of a piece in a text that is read once it
is asked for, and what they add up to is kept beside them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import nlargest
from itertools import chain
from typing import Any

from digests.matters.pieces import Piece, best_thanks

_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_LISTED = ("ts", "root", "likeness", "worth", "threaded", "by_app", "nominations", "kept_out",
           "question_days")  # fmt: skip
_PLACES = tuple(Piece._fields.index(name) for name in _LISTED)
_OTHERS = tuple(at for at, name in enumerate(Piece._fields) if name not in _LISTED)
_ORDER = tuple((*_PLACES, *_OTHERS).index(at) for at in range(len(Piece._fields)))


@dataclass(slots=True)
class Sums:
    """What some pieces add up to.

    Attributes:
        days: their messages on each day of the window.
        size: characters of their messages.
        people: in how many pieces each person wrote within the window, by user id.
        thanks: those of each piece that has some, by its root.
        links: likewise.
    """

    days: list[int] = field(default_factory=list)
    size: int = 0
    people: dict[str, int] = field(default_factory=dict)
    thanks: dict[str, Sequence[Sequence[str | int]]] = field(default_factory=dict)
    links: dict[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    @property
    def best_thanks(self) -> list[Sequence[str | int]]:
        """Of all thanks the most acclaimed; see `pieces.best_thanks`."""
        return best_thanks(chain.from_iterable(self.thanks.values()))

    def add(self, piece: Piece) -> None:
        """Count a piece."""
        self._count(piece, 1)
        if piece.thanks:
            self.thanks[piece.root] = piece.thanks
        if piece.links:
            self.links[piece.root] = piece.links

    def drop(self, piece: Piece) -> None:
        """Count a piece no longer."""
        self._count(piece, -1)
        self.thanks.pop(piece.root, None)
        self.links.pop(piece.root, None)

    def _count(self, piece: Piece, times: int) -> None:
        before = self.days or [0] * len(piece.days)
        self.days = [a + times * b for a, b in zip(before, piece.days, strict=True)]
        self.size += times * piece.size
        for user_id in set(piece.people.split()).difference(piece.only_before.split()):
            self.people[user_id] = self.people.get(user_id, 0) + times
            if not self.people[user_id]:
                del self.people[user_id]


class Table:
    """Pieces by their place; the places of those that stay change when others are dropped.

    Attributes:
        sums: what they add up to.
    """

    def __init__(self) -> None:
        """Begin with no piece."""
        self._columns: list[list[Any]] = [[] for _ in _LISTED]
        self._rest: list[str] = []
        self.sums = Sums()

    @staticmethod
    def of(pieces: Iterable[Piece]) -> Table:
        """The table of some pieces."""
        table = Table()
        table.change((), pieces)
        return table

    @staticmethod
    def parse(text: str) -> Table:
        """The table of a text that `text` made."""
        table = Table()
        first, *table._rest = text.split("\n")
        table._columns, sums = json.loads(first)
        table.sums = Sums(*sums)
        return table

    def text(self) -> str:
        """All of it as lines; the first has the lists and the sums, each further one a piece."""
        own = self.sums
        sums = (own.days, own.size, own.people, own.thanks, own.links)
        first = _ENCODER.encode([self._columns, sums])
        return "\n".join([first, *self._rest])

    def __len__(self) -> int:
        """How many pieces there are."""
        return len(self._rest)

    def __getitem__(self, at: int) -> Piece:
        """The piece at a place."""
        return _piece([column[at] for column in self._columns], self._rest[at])

    def later(self, at: int) -> Callable[[], Piece]:
        """What gives the piece at a place, also once the table is gone."""
        return partial(_piece, [column[at] for column in self._columns], self._rest[at])

    def column(self, name: str) -> list[Any]:
        """A listed field of all pieces."""
        return self._columns[_LISTED.index(name)]

    def where(self, name: str) -> list[int]:
        """The places of the pieces of which a listed field is neither empty nor 0."""
        return [at for at, value in enumerate(self.column(name)) if value]

    def lasts(self) -> list[str]:
        """The ts of the last message of each piece."""
        return [own.rpartition(" ")[2] for own in self.column("ts")]

    def places(self) -> dict[str, int]:
        """The place of the piece in which each message stands, by the message's ts."""
        return {ts: at for at, own in enumerate(self.column("ts")) for ts in own.split(" ")}

    def put(self, at: int, piece: Piece, before: Piece) -> None:
        """Put a piece in the place of the one before."""
        self.sums.drop(before)
        self.sums.add(piece)
        for column, value in zip(self._columns, _PLACES, strict=True):
            column[at] = _short(piece[value])
        self._rest[at] = _rest(piece)

    def change(self, gone: Iterable[int], new: Iterable[Piece]) -> None:
        """Drop the pieces at some places, and add others at the end."""
        for at in sorted(gone, reverse=True):
            self.sums.drop(self[at])
            for column in (*self._columns, self._rest):
                del column[at]
        for piece in new:
            self.sums.add(piece)
            for column, value in zip(self._columns, _PLACES, strict=True):
                column.append(_short(piece[value]))
            self._rest.append(_rest(piece))

    def best(self, limit: int, places: Sequence[int], worths: Sequence[float]) -> list[int]:
        """Of some places those with the highest worth, best first; ties go by root.

        Args:
            limit: how many at most.
            places: the places.
            worths: of all pieces.
        """
        if not places:
            return []
        roots = self.column("root")
        least = nlargest(limit, [worths[at] for at in places])[-1]
        order = sorted((-worths[at], roots[at], at) for at in places if worths[at] >= least)
        return [at for *_, at in order[:limit]]


def _short(value: object) -> object:
    """A value as it is kept: true and false take five times the room of 1 and 0."""
    return int(value) if isinstance(value, bool) else value


def _piece(listed: list[Any], rest: str) -> Piece:
    values = listed + json.loads(rest)
    return Piece._make([values[n] for n in _ORDER])


def _rest(piece: Piece) -> str:
    return _ENCODER.encode([piece[at] for at in _OTHERS])
