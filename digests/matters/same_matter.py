"""Threads about the same matter, in whatever channels, become one. Pure.

Two threads are about the same matter if one links to the other, if both point at the same outside
address, if they name the same rare id ("INC-42", "#4521"), or if they share several words that
hardly any other thread of the week uses. What only one reply says ties nothing, and neither does a
message that points at several threads: nobody can make others' matters vanish into one by it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from digests.extract.words import terms
from digests.matters.conversations import linked
from digests.models import Message, Thread

RARE = 3
"""In at most so many of the week's threads may a link, id or word stand to be telling."""

SHARED_WORDS = 5
"""So many rare words in common make two threads one matter …"""

SHARED_PART = 0.25
"""… if they are also this part of the rare words of the one that has fewer."""

MOST = 6
"""A matter has at most so many threads; what links everything together says nothing."""

T = TypeVar("T")

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
    pairs = set(_sharing([_told(thread, _marks) for thread in threads], threads))
    pairs.update(_alike(threads))
    pairs -= set(_lists(pairs, threads))
    return sorted(pairs.union(_linking(threads)))


def _linking(threads: Sequence[Thread]) -> Iterator[tuple[int, int]]:
    """Pairs of which one's first message, or several of its messages, links to the other."""
    owner = {(m.channel_id, m.ts): at for at, thread in enumerate(threads) for m in thread.messages}

    def pointed(message: Message) -> set[int]:
        found = {owner[target] for target in linked(message.text) if target in owner}
        found.discard(owner[message.channel_id, message.ts])
        return found if len(found) == 1 else set()

    for at, thread in enumerate(threads):
        for other in _told(thread, pointed):
            yield (min(at, other), max(at, other))


def _lists(pairs: set[tuple[int, int]], threads: Sequence[Thread]) -> Iterator[tuple[int, int]]:
    """The pairs of lone messages that share something with threads which share nothing."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    for at, others in near.items():
        if len(threads[at].messages) == 1 and any(
            pair not in pairs for pair in combinations(sorted(others), 2)
        ):
            yield from ((min(at, other), max(at, other)) for other in others)


def _told(thread: Thread, read: Callable[[Message], set[T]]) -> set[T]:
    """What a thread's first message says, or at least two of them: not what one reply brings up."""
    said = [read(message) for message in thread.messages]
    often = Counter(one for own in said for one in own)
    return {one for one, times in often.items() if times > 1 or one in said[0]}


def _alike(threads: Sequence[Thread]) -> Iterator[tuple[int, int]]:
    """Pairs of threads that share many of their rare words."""
    words = [_told(thread, _words) for thread in threads]
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


def _marks(message: Message) -> set[str]:
    urls = {url.rstrip("/.,;)") for url in _URL.findall(message.text) if "/archives/" not in url}
    return {url for url in urls if url.count("/") > 3} | set(_ID.findall(message.text))


def _words(message: Message) -> set[str]:
    return set() if message.is_bot else set(terms(message.text))
