"""Threads about the same matter, in whatever channels, become one. Pure.

Two threads are about the same matter if one links to the other, if both point at the same outside
address, if they name the same rare id ("INC-42", "#4521"), or if they share several words that
hardly any other thread of the week uses.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from digests.conversations import linked
from digests.extract.words import terms
from digests.models import Thread

RARE = 3
"""In at most so many of the week's threads may a link, id or word stand to be telling."""

SHARED_WORDS = 5
"""So many rare words in common make two threads one matter …"""

SHARED_PART = 0.25
"""… if they are also this part of the rare words of the one that has fewer."""

MOST = 6
"""A matter has at most so many threads; what links everything together says nothing."""

_URL = re.compile(r"https?://[^\s<>|]+")
_ID = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-\d{1,6}\b|(?<![\w&/])#\d{2,6}\b")


def matters(threads: Sequence[Thread]) -> list[tuple[Thread, ...]]:
    """Threads grouped by matter; in each group, and among groups, in the order given.

    Every thread is in exactly one group. Threads are merged only across channels or where one
    links to the other: within a channel people keep matters apart themselves.
    """
    group = list(range(len(threads)))
    sizes = [1] * len(threads)

    def top(at: int) -> int:
        while group[at] != at:
            at = group[at]
        return at

    for one, other in _pairs(threads):
        first, second = sorted((top(one), top(other)))
        if first != second and sizes[first] + sizes[second] <= MOST:
            group[second] = first
            sizes[first] += sizes[second]
    found: dict[int, list[Thread]] = {}
    for at, thread in enumerate(threads):
        found.setdefault(top(at), []).append(thread)
    return [tuple(own) for own in found.values()]


def _pairs(threads: Sequence[Thread]) -> list[tuple[int, int]]:
    """Pairs of indexes that belong together, sorted: the same for the same threads."""
    pairs = set(_linking(threads))
    pairs.update(_sharing([_marks(thread) for thread in threads], threads))
    pairs.update(_alike(threads))
    return sorted(pairs)


def _linking(threads: Sequence[Thread]) -> Iterator[tuple[int, int]]:
    owner = {(m.channel_id, m.ts): at for at, thread in enumerate(threads) for m in thread.messages}
    for at, thread in enumerate(threads):
        for message in thread.messages:
            for target in linked(message.text):
                if owner.get(target, at) != at:
                    yield (min(at, owner[target]), max(at, owner[target]))


def _alike(threads: Sequence[Thread]) -> Iterator[tuple[int, int]]:
    """Pairs of threads that share many of their rare words."""
    words = [_words(thread) for thread in threads]
    spread = Counter(word for own in words for word in own)
    rare = [{word for word in own if 2 <= spread[word] <= RARE} for own in words]
    size = [sum(spread[word] <= RARE for word in own) for own in words]
    for (one, other), shared in _sharing(rare, threads).items():
        if shared >= max(SHARED_WORDS, SHARED_PART * min(size[one], size[other])):
            yield (one, other)


def _sharing(marks: Sequence[set[str]], threads: Sequence[Thread]) -> dict[tuple[int, int], int]:
    """How many rare marks each pair of threads from different channels has in common."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(marks):
        for mark in own:
            places[mark].append(at)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for own_places in places.values():
        if 2 <= len(own_places) <= RARE:
            for pair in _across(own_places, threads):
                shared[pair] += 1
    return shared


def _across(places: Iterable[int], threads: Sequence[Thread]) -> Iterator[tuple[int, int]]:
    own = list(places)
    for n, one in enumerate(own):
        for other in own[n + 1 :]:
            if threads[one].channel.channel_id != threads[other].channel.channel_id:
                yield (one, other)


def _marks(thread: Thread) -> set[str]:
    text = "\n".join(message.text for message in thread.messages)
    urls = {url.rstrip("/.,;)") for url in _URL.findall(text) if "/archives/" not in url}
    return {url for url in urls if url.count("/") > 3} | set(_ID.findall(text))


def _words(thread: Thread) -> set[str]:
    return {
        term for message in thread.messages if not message.is_bot for term in terms(message.text)
    }
