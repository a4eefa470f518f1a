"""How much each sentence says of what the whole conversation is about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from digests.extract.cues import Cue
from digests.extract.sentences import Sentence

STRONG = Cue.DECISION | Cue.TASK | Cue.PROMISE | Cue.DEADLINE | Cue.ANSWER | Cue.OPEN
"""The cues for which a sentence is worth reading; a plain question or a link alone is none."""

LIFT = 0.4
"""What one of them adds to a sentence's score."""


def weights(conversation: Sequence[Sentence]) -> dict[str, float]:
    """How much each term stands for the conversation: its TF-IDF centroid over messages.

    Shape: term to weight above 0. Empty for an empty conversation.
    """
    seen: Counter[str] = Counter()
    messages: dict[int, set[str]] = {}
    for sentence in conversation:
        messages.setdefault(sentence.place, set()).update(sentence.terms)
    for known in messages.values():
        seen.update(known)
    return {term: count * math.log(1 + len(messages) / count) for term, count in seen.items()}


def scores(
    conversation: Sequence[Sentence], weight: Mapping[str, float], cue: Sequence[Cue]
) -> list[float]:
    """One score per sentence, at least 0: shared terms, times its cues, response and position."""
    last = conversation[-1].place if conversation else 0
    return [
        _central(sentence, weight) * _lift(sentence, found) * _turn(sentence.place, last)
        for sentence, found in zip(conversation, cue, strict=True)
    ]


def _central(sentence: Sentence, weight: Mapping[str, float]) -> float:
    """The weight of its terms, each once, by the root of its length: so that no length wins."""
    return sum(weight[term] for term in set(sentence.terms)) / math.sqrt(sentence.size + 3)


def _lift(sentence: Sentence, cue: Cue) -> float:
    """1 for a plain sentence; more for cues and reactions, less deep inside a long message."""
    strong = cue & STRONG
    reactions = math.log1p(sentence.message.reaction_count)
    return (1 + LIFT * strong.value.bit_count() + 0.2 * reactions) / math.sqrt(1 + sentence.index)


def _turn(place: int, last: int) -> float:
    """1 in the middle of a conversation, 1.5 where it begins and where it ends."""
    return 1 + abs(place / last - 0.5) if last else 1.0
