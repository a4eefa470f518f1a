"""The simple summarizers that the extractive engine has to beat.

Each takes the messages of a conversation, in order, and gives their order of preference; the bench
fills the same number of words from it. They see whole messages, as such baselines usually do.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence

Ranking = Callable[[Sequence[str]], list[int]]

_WORD = re.compile(r"\w+")
REDUNDANCY = 0.5
"""Weight of what was said already against centrality in MMR."""


def shuffled(seed: int) -> Ranking:
    """Messages in an order that only the seed decides."""

    def ranking(texts: Sequence[str]) -> list[int]:
        return random.Random(seed).sample(range(len(texts)), len(texts))

    return ranking


def lead(texts: Sequence[str]) -> list[int]:
    """The conversation from its beginning."""
    return list(range(len(texts)))


def longest(texts: Sequence[str]) -> list[int]:
    """The longest messages."""
    return sorted(range(len(texts)), key=lambda at: -len(texts[at].split()))


def first_centroid(texts: Sequence[str]) -> list[int]:
    """The opening, then the messages nearest to the TF-IDF centroid, with MMR."""
    return _centroid(texts, [0])


def first_last_centroid(texts: Sequence[str]) -> list[int]:
    """The opening and the last message, then as `first_centroid`."""
    return _centroid(texts, list(dict.fromkeys([0, len(texts) - 1])))


def _centroid(texts: Sequence[str], kept: list[int]) -> list[int]:
    vectors = _tf_idf(texts)
    middle: Counter[str] = Counter()
    for vector in vectors:
        middle.update(vector)
    central = [_cosine(vector, middle) for vector in vectors]
    order = list(kept)
    while len(order) < len(texts):
        left = [at for at in range(len(texts)) if at not in order]
        order.append(
            max(
                left,
                key=lambda at: (
                    central[at]
                    - REDUNDANCY * max(_cosine(vectors[at], vectors[done]) for done in order)
                ),
            )
        )
    return order


def _tf_idf(texts: Sequence[str]) -> list[Counter[str]]:
    counts = [Counter(_WORD.findall(text.lower())) for text in texts]
    seen = Counter(word for count in counts for word in count)
    vectors = []
    for count in counts:
        vector: Counter[str] = Counter()
        for word, n in count.items():
            vector[word] = n * math.log(1 + len(texts) / seen[word])  # type: ignore[assignment]
        vectors.append(vector)
    return vectors


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    dot = sum(value * other[word] for word, value in one.items())
    norm = math.sqrt(sum(v * v for v in one.values()) * sum(v * v for v in other.values()))
    return dot / norm if norm else 0.0
