"""A channel's week between its pieces and the lines in which the store keeps it.

The first line holds the studies of its promising threads, each further line one piece: so a line
that nothing changed is written back as it was read.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from types import ModuleType

from digests import models, mrkdwn, rank
from digests.extract import cues, sentences, words
from digests.matters import (
    conversations,
    features,
    pieces,
    routine,
    same_matter,
    spoken,
    statements,
    studies,
    telling,
)
from digests.matters.pieces import KeptPieces, Piece
from digests.matters.same_matter import Telling
from digests.matters.studies import Study
from digests.models import Message

_MADE_BY: tuple[ModuleType, ...] = (
    conversations, cues, features, models, mrkdwn, pieces, rank, routine, same_matter, sentences,
    spoken, statements, studies, telling, words,
)  # fmt: skip
"""All code that decides what a kept week says; whatever else it rests on is data of the week."""


@dataclass(frozen=True, slots=True)
class KeptWeek:
    """A channel's week as it was kept, and what changed since; see `store.weeks.Kept`.

    Attributes:
        lines: of the pieces, in the same order.
        studies: by the root's ts, without what changed messages said.
    """

    pieces: KeptPieces
    lines: Sequence[str]
    studies: Mapping[str, Study]

    def roots(self, present: Mapping[str, str]) -> set[str]:
        """See `KeptPieces.roots`."""
        return self.pieces.roots(present)

    def spans(self, threads: Sequence[Message]) -> list[tuple[str, str]]:
        """See `KeptPieces.spans`."""
        return self.pieces.spans(threads)


def parse(body: str, touched: frozenset[str], own: frozenset[str]) -> KeptWeek:
    """A kept week from its lines.

    Args:
        body: what `lines` made.
        touched: ts of the messages that came, changed or went since.
        own: see `pieces.pieces`.
    """
    first, *rest = body.split("\n")
    found = [Piece._make(row) for row in json.loads(f"[{','.join(rest)}]")]
    studies = {root: _study(row).without(touched) for root, row in json.loads(first).items()}
    return KeptWeek(KeptPieces.of(found, touched, own), rest, studies)


def line(piece: Piece) -> str:
    """A piece as a line."""
    return json.dumps(piece, separators=(",", ":"))


def body(lines: Sequence[str], studies: Mapping[str, Study]) -> str:
    """The lines of a week with the studies of its threads, by the root's ts."""
    return "\n".join([json.dumps(studies, separators=(",", ":")), *lines])


@cache
def made_by() -> str:
    """A mark of the code that makes kept weeks: another version of it makes them anew."""
    code = "".join(inspect.getsource(module) for module in _MADE_BY)
    return blake2b(code.encode(), digest_size=8).hexdigest()


def _study(row: Sequence[object]) -> Study:
    found = Study._make(row)
    return found._replace(telling=Telling._make(found.telling)) if found.telling else found
