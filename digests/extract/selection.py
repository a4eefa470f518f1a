"""Which sentences go in: the opening, then the best that say something new, until it's full."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence

from digests.extract.sentences import Sentence

OPENING_SHARE = 0.5
"""How much of the budget the opening message may take before others had their turn."""


def select(
    conversation: Sequence[Sentence],
    score: Sequence[float],
    budget: int,
    label: Callable[[Sentence], int],
) -> list[int]:
    """Indexes of the sentences to show, best first; the last may exceed what is left.

    Args:
        conversation: in order of reading.
        score: one per sentence, at least 0.
        budget: in words, at least 1.
        label: how many words the author's name takes in front of a message.
    """
    chosen: list[int] = []
    named: set[int] = set()
    room = budget

    def take(at: int) -> None:
        nonlocal room
        sentence = conversation[at]
        room -= sentence.size + (0 if sentence.place in named else label(sentence))
        named.add(sentence.place)
        chosen.append(at)

    for at in _opening(conversation, int(budget * OPENING_SHARE)):
        take(at)
    covered: dict[str, int] = {}
    for at in chosen:
        _cover(covered, conversation[at])
    for at in _by_news(conversation, score, covered, skip=frozenset(chosen)):
        if room <= 0:
            break
        take(at)
        _cover(covered, conversation[at])
    return chosen


def _opening(conversation: Sequence[Sentence], words: int) -> list[int]:
    """The first sentence about something, and those of its message that still fit the words."""
    first = next((at for at, sentence in enumerate(conversation) if sentence.terms), 0)
    taken: list[int] = []
    for at in range(first, len(conversation)):
        words -= conversation[at].size
        if conversation[at].place != conversation[first].place or (taken and words < 0):
            break
        taken.append(at)
    return taken


def _cover(covered: dict[str, int], sentence: Sentence) -> None:
    for term in set(sentence.terms):
        covered[term] = covered.get(term, 0) + 1


def _by_news(
    conversation: Sequence[Sentence],
    score: Sequence[float],
    covered: Mapping[str, int],
    skip: frozenset[int],
) -> Iterator[int]:
    """Indexes by score times the share of terms not yet said; `covered` grows between steps.

    What a sentence has to say only ever shrinks, so a stale queue entry is an upper bound and only
    the top needs to be looked at again.
    """
    queue = [(-value, at) for at, value in enumerate(score) if at not in skip]
    heapq.heapify(queue)
    while queue:
        _, at = heapq.heappop(queue)
        value = score[at] * _news(conversation[at], covered)
        if queue and (-value, at) > queue[0]:
            heapq.heappush(queue, (-value, at))
        else:
            yield at


def _news(sentence: Sentence, covered: Mapping[str, int]) -> float:
    known = set(sentence.terms)
    return sum(1 / (1 + covered.get(term, 0)) for term in known) / (len(known) or 1)
