"""How much each sentence says of what the whole conversation is about."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from digests.extract.cues import Cue
from digests.extract.sentences import Sentence
from digests.models import Message

STRONG = Cue.DECISION | Cue.TASK | Cue.PROMISE | Cue.DEADLINE | Cue.ANSWER | Cue.OPEN
"""The cues for which a sentence is worth reading; a plain question or a link alone is none."""

LIFT = 0.4
"""What each sign that a sentence matters adds to its score, as a share of it."""


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
    replies = _replies(conversation)
    return [
        _central(sentence, weight)
        * (1 + LIFT * _signs(sentence.message, found, replies[sentence.message.ts]))
        * _turn(sentence.place, last)
        / math.sqrt(1 + sentence.index)
        for sentence, found in zip(conversation, cue, strict=True)
    ]


def _replies(conversation: Sequence[Sentence]) -> Counter[str]:
    """How many replies each root among the messages has, the opening left out: all answer that."""
    roots = Counter(s.message.root_ts for s in conversation if s.message.is_reply and not s.index)
    if conversation:
        del roots[conversation[0].message.root_ts]
    return roots


def _central(sentence: Sentence, weight: Mapping[str, float]) -> float:
    """The weight of its terms, each once, by the root of its length: so that no length wins."""
    return sum(weight[term] for term in set(sentence.terms)) / math.sqrt(sentence.size + 3)


def _signs(message: Message, cue: Cue, replies: int) -> float:
    """How many signs there are that it matters: each strong cue, and what response it got."""
    return (cue & STRONG).value.bit_count() + math.log1p(message.reaction_count + replies)


def _turn(place: int, last: int) -> float:
    """1 in the middle of a conversation, 1.5 where it begins and where it ends."""
    return 1 + abs(place / last - 0.5) if last else 1.0
