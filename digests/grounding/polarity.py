"""Whether a claim says the opposite of what it repeats: "decided to" for "decided not to". Pure.

Only a claim in nearly the same words as one sentence of a cited message is judged, since only there
a missing or added "not" can be nothing but a mistake. Everything else is paraphrase and may well
turn a sentence around: "stays off" for "won't be switched on".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from digests.grounding.evidence import Facts
from digests.grounding.text import bare, sentences

# ruff: noqa: SIM905

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
# Without accents, as sentences are compared.
_NOT = frozenset(
    "not never cannot nicht nie niemals kein keine keinen keiner keinem pas jamais nunca jamas "
    "mai niet nooit geen nao".split()
)
# What stands beside a "not" that turns nothing around: "not until Monday" is on Monday after all.
_NO_DENIAL = frozenset(
    "until till before unless without only just yet if whether else or but bis bevor sondern nur "
    "noch oder aber avant sauf mais encore seulement hasta antes sino pero solo todavia".split()
)
_SHORT = {"won't": "will", "can't": "can", "shan't": "shall"}
_LEAST = 4
_ALIKE = 0.8
_APART = 3
_BEGINNING = 5


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence: the beginnings of its words that aren't a denial, and whether it has one.

    `judged` is False for questions and where the denial may turn nothing around.
    """

    words: frozenset[str]
    denies: bool
    judged: bool


def turned_around(text: str, cited: Iterable[Facts]) -> bool:
    """Whether a sentence of a claim denies what a message says in the same words, or the reverse.

    Args:
        text: the evened claim.
        cited: the messages it cites; one of them that says it the claim's way is enough.
    """
    said = [_read(line) for facts in cited for line in facts.sentences]
    return any(_against_all(_read(bare(line)), said) for line in sentences(text))


def _against_all(claim: _Read, said: list[_Read]) -> bool:
    """Whether all sentences that say nearly the same say it the other way, and one does."""
    alike = [each for each in said if _alike(claim, each)]
    return bool(alike) and all(each.denies is not claim.denies for each in alike)


def _alike(claim: _Read, other: _Read) -> bool:
    if not (claim.judged and other.judged) or len(claim.words) < _LEAST:
        return False
    shared, apart = claim.words & other.words, claim.words ^ other.words
    longest = max(len(claim.words), len(other.words))
    return len(apart) <= _APART and len(shared) >= _ALIKE * longest


def _read(line: str) -> _Read:
    found = _WORD.findall(line)
    denials = [word for word in found if word in _NOT or word.endswith("n't")]
    rest = frozenset(_root(word) for word in found if word not in _NOT)
    plain = not line.rstrip().endswith("?") and len(denials) < 2
    return _Read(rest, bool(denials), plain and _NO_DENIAL.isdisjoint(found))


def _root(word: str) -> str:
    """A word's beginning; "won't" is "will", "don't" is "do" and counts for nothing."""
    return _SHORT.get(word, word.removesuffix("n't"))[:_BEGINNING]
