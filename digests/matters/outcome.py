"""What came of a matter: which of its sentences tell that. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from digests.extract.cues import Cue
from digests.extract.sentences import Sentence
from digests.matters.spoken import LINK
from digests.matters.standing import starts_within
from digests.matters.statements import thanks
from digests.matters.titles import hangs
from digests.models import People

SENTENCE_WORDS = 22
MOST_CLAIMS = 2
FEWEST_WORDS = 5
FEWEST_TERMS = 3
"""Different words that say something, below which a sentence tells nobody anything."""

WORTH_A_SECOND = 0.4
"""What a second sentence must be worth, as a share of the first."""

_PERSONAL = re.compile(
    r"I(?:'m|'d| am| was| would| can| could| need| want| wish| love| hate| like| guess| feel)?"
    r"(?: never| really| just| also| still)?\b",
)
"""How people begin who speak of themselves; what happened is told without that."""


def outcome(
    conversation: Sequence[Sentence],
    found: Sequence[Cue],
    score: Sequence[float],
    opening: int,
    people: People,
) -> list[int]:
    """The sentences that say what came of a matter: decisions and answers first.

    Args:
        conversation: its sentences, the leading thread first.
        found: their cues.
        score: how much each says of what all is about; 0 for those not to be told.
        opening: the one that gave the title; what it says isn't said again.
        people: names, to know whom a sentence speaks to.

    Returns:
        At most `MOST_CLAIMS` indexes in order of time, each of another message.
    """
    said = [frozenset(sentence.terms) for sentence in conversation]
    shared = _shared(conversation)
    weight = {
        at: score[at]
        * _lift(one, found[at], people)
        * (1 + 0.2 * at / (len(conversation) - 1))
        * (0.5 + len(said[at] & shared) / len(said[at]))
        for at, one in enumerate(conversation)
        if at != opening and one.size >= FEWEST_WORDS and len(said[at]) >= FEWEST_TERMS
    }
    chosen: list[int] = []
    known, least = set(said[opening]), 0.0
    while weight and len(chosen) < MOST_CLAIMS:
        worth = {at: own * len(said[at] - known) / len(said[at]) for at, own in weight.items()}
        at = max(worth, key=lambda at: (worth[at], -at))
        if worth[at] <= least:
            break
        least = least or WORTH_A_SECOND * worth[at]
        chosen.append(at)
        known |= said[at]
        told = conversation[at].message.ts
        weight = {n: own for n, own in weight.items() if conversation[n].message.ts != told}
    return sorted(chosen, key=lambda at: (conversation[at].message.ts, at))


def _lift(sentence: Sentence, found: Cue, people: People) -> float:
    """How much better or worse than others a sentence tells what came of a matter."""
    text = sentence.text
    lift = 1 + 0.8 * (Cue.DECISION in found) + 0.3 * (Cue.ANSWER in found)
    lift *= 0.4 if Cue.QUESTION in found else 1
    lift *= 0.4 if LINK in text else 1
    lift *= 0.4 if thanks(text) else 1
    lift *= 0.5 if hangs(sentence, people) or starts_within(text) else 1
    lift *= 0.5 if text.count('"') % 2 else 1
    lift *= 0.8 if sentence.size > SENTENCE_WORDS else 1
    return lift * (0.7 if _PERSONAL.match(text) else 1)


def _shared(conversation: Sequence[Sentence]) -> frozenset[str]:
    """The terms of more than one message: what is said once only leads away from a matter."""
    said = {(s.message.ts, term) for s in conversation for term in s.terms}
    messages = Counter(term for _, term in said)
    return frozenset(term for term, count in messages.items() if count > 1)
