"""A channel's week between its pieces and the text in which the store keeps it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from types import ModuleType

from digests import models, mrkdwn, rank
from digests.extract import cues, sentences, words
from digests.matters import (
    conversations,
    features,
    pieces,
    reach,
    renewing,
    routine,
    same_matter,
    spoken,
    statements,
    studies,
    table,
    telling,
)
from digests.matters.same_matter import Telling
from digests.matters.studies import Study

_MADE_BY: tuple[ModuleType, ...] = (
    conversations, cues, features, models, mrkdwn, pieces, rank, reach, renewing, routine,
    same_matter, sentences, spoken, statements, studies, table, telling, words,
)  # fmt: skip
"""All code that decides what a kept week says; whatever else it rests on is data of the week."""


def parse(body: str) -> tuple[str, dict[str, Study]]:
    """What `text` made a body from: the text of the pieces, and the studies by their root's ts."""
    studies, pieces = body.split("\n", 1)
    return pieces, {root: _study(row) for root, row in json.loads(studies).items()}


def text(pieces: str, studies: Mapping[str, Study]) -> str:
    """A week as it is kept: a line of studies, and below it the text of the pieces."""
    return f"{json.dumps(studies, separators=(',', ':'))}\n{pieces}"


@cache
def made_by() -> str:
    """A mark of the code that makes kept weeks: another version of it makes them anew."""
    code = "".join(inspect.getsource(module) for module in _MADE_BY)
    return blake2b(code.encode(), digest_size=8).hexdigest()


def _study(row: Sequence[object]) -> Study:
    found = Study._make(row)
    return found._replace(telling=Telling._make(found.telling))
