"""A channel's week between its pieces and the text in which the store keeps it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
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


def parse(body: str) -> tuple[str, dict[str, str]]:
    """What `text` made a body from: the text of the pieces, and of studies by their root's ts."""
    first, rest = body.split("\n", 1)
    roots = first.split()
    *studies, pieces = rest.split("\n", len(roots))
    return pieces, dict(zip(roots, studies, strict=True))


def text(pieces: str, studies: Mapping[str, str]) -> str:
    """A week as it is kept: a line of roots, one for the study of each, and then the pieces."""
    return "\n".join([" ".join(studies), *studies.values(), pieces])


def study_line(study: Study) -> str:
    """A study as a line; most are kept as they were, and never read."""
    return json.dumps(study, separators=(",", ":"))


def studied(line: str) -> str:
    """The ts of the messages of a line's study, between spaces."""
    return line[len('["') : line.index('"', len('["'))]


def study_of(line: str) -> Study:
    """The study of a line."""
    found = Study._make(json.loads(line))
    return found._replace(telling=Telling._make(found.telling))


@cache
def made_by() -> str:
    """A mark of the code that makes kept weeks: another version of it makes them anew."""
    code = "".join(inspect.getsource(module) for module in _MADE_BY)
    return blake2b(code.encode(), digest_size=8).hexdigest()
