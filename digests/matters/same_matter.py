"""Threads about the same matter, in whatever channels, become one. Pure.

Two threads are about the same matter if one links to the other, if both point at the same outside
address, if they name the same rare id ("INC-42", "#4521"), or if they share several words that
hardly any other thread of the week uses. Two in different languages share few words, so there two
rare names or numbers do with which both begin, or one where the same person wrote in both. What
only one reply says ties nothing, and neither does a message that points at several threads: nobody
can make others' matters vanish into one by it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, combinations
from typing import NamedTuple

from digests.extract.words import language, terms
from digests.matters.conversations import linked
from digests.models import Message

RARE = 3
"""In at most so many of the week's threads may a link, id or word stand to be telling."""

SHARED_WORDS = 5
"""So many rare words in common make two threads one matter …"""

SHARED_PART = 0.25
"""… if they are also this part of the rare words of the one that has fewer."""

EARLY = 100
"""Messages of a thread that are heard on what it is about; later talk drifts."""

MOST = 6
"""A matter has at most so many threads; what links everything together says nothing."""

FOREIGN = 2
"""Rare names, numbers and people in common by which threads in two languages are one matter."""

_NAME = re.compile(r"(?<![A-Za-z0-9<@#&/])(?:[A-ZÀ-Þ][^\W\d_]{4,}|\d[\d.,]*\d{2})(?![A-Za-z0-9])")
_URL = re.compile(r"https?://[^\s<>|]+")
_ID = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-\d{1,6}\b|(?<![\w&/])#\d{2,6}\b")


class Telling(NamedTuple):
    """What of a thread tells which matter it is about, as numbers that say nothing of the text.

    Attributes:
        heard: how many of its messages it is made of, at most `EARLY`.
        marks: of outside addresses and ids that its first message has, or two of its messages.
        words: of words likewise, those of people.
        marks_once: marks that one later message has, and would tell once another had them.
        words_once: words likewise.
        links: of each message that links to messages, whether it is the first, and the targets as
            [channel_id, ts].
        names: of names and numbers that its first message has.
        people: of those who wrote.
        language: of the first of its messages that tells its own, "" where none does.
    """

    heard: int = 0
    marks: Sequence[int] = ()
    words: Sequence[int] = ()
    marks_once: Sequence[int] = ()
    words_once: Sequence[int] = ()
    links: Sequence[tuple[bool, Sequence[Sequence[str]]]] = ()
    names: Sequence[int] = ()
    people: Sequence[int] = ()
    language: str = ""


class Told(NamedTuple):
    """A thread by the ids of its messages, and what tells which matter it is about."""

    channel_id: str
    ts: Sequence[str]
    telling: Telling


def telling(messages: Sequence[Message], before: Telling = Telling()) -> Telling:  # noqa: B008
    """What of a thread's messages tells which matter it is about; only `EARLY` are heard.

    Args:
        messages: in order of time.
        before: what was found in all messages before them.
    """
    new = messages[: max(0, EARLY - before.heard)]
    first = () if before.heard else new[:1]
    people = [message for message in new if not message.is_bot]
    is_new = not before.heard
    marks, marks_once = _heard(before.marks, before.marks_once, map(_marks, new), is_new=is_new)
    words, words_once = _heard(before.words, before.words_once, map(_words, new), is_new=is_new)
    tongues = (language(message.text) for message in people)
    return Telling(
        before.heard + len(new),
        marks,
        words,
        marks_once,
        words_once,
        [*before.links, *_links(new, first)],
        before.names or sorted(_number(name) for one in first for name in _names(one)),
        sorted({*before.people, *(_number(m.user_id) for m in people if m.user_id)}),
        before.language or next(filter(None, tongues), ""),
    )


def matters(threads: Sequence[Told]) -> list[tuple[int, ...]]:
    """Threads grouped by matter, by their index; in each group, and among groups, ascending.

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
    found: dict[int, list[int]] = {}
    for at in range(len(threads)):
        found.setdefault(top(at), []).append(at)
    return [tuple(own) for own in found.values()]


def _pairs(threads: Sequence[Told]) -> list[tuple[int, int]]:
    """Pairs of indexes that belong together, sorted: the same for the same threads."""
    pairs = set(_sharing([set(thread.telling.marks) for thread in threads], threads))
    pairs.update(_alike(threads))
    pairs.update(_in_two_languages(threads))
    pairs -= set(_lists(pairs, threads))
    return sorted(pairs.union(_linking(threads)))


def _linking(threads: Sequence[Told]) -> Iterator[tuple[int, int]]:
    """Pairs of which one's first message, or several of its messages, links to the other."""
    linked_to = {
        (where, ts)
        for thread in threads
        for _, targets in thread.telling.links
        for where, ts in targets
    }
    channels = {channel_id for channel_id, _ in linked_to}
    owner = {
        (thread.channel_id, ts): at
        for at, thread in enumerate(threads)
        if thread.channel_id in channels
        for ts in thread.ts
        if (thread.channel_id, ts) in linked_to
    }
    for at, thread in enumerate(threads):
        often: Counter[int] = Counter()
        for is_first, targets in thread.telling.links:
            found = {owner[where, ts] for where, ts in targets if (where, ts) in owner} - {at}
            if len(found) == 1:
                often[found.pop()] += 2 if is_first else 1
        yield from ((min(at, other), max(at, other)) for other, n in often.items() if n > 1)


def _lists(pairs: set[tuple[int, int]], threads: Sequence[Told]) -> Iterator[tuple[int, int]]:
    """The pairs of lone messages that share something with threads which share nothing."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    for at, others in near.items():
        if len(threads[at].ts) == 1 and any(
            pair not in pairs for pair in combinations(sorted(others), 2)
        ):
            yield from ((min(at, other), max(at, other)) for other in others)


def _heard(
    told: Sequence[int], once: Sequence[int], said: Iterable[set[str]], *, is_new: bool
) -> tuple[list[int], list[int]]:
    """What a thread's first message says tells at once, other things when they are said twice.

    Args:
        told: what tells before.
        once: what was said once.
        said: of each further message, in order.
        is_new: the first of them opens the thread.

    Returns:
        What tells now, and what was said once.
    """
    tells, waits = set(told), set(once)
    for at, own in enumerate(said):
        numbers = set(map(_number, own))
        tells |= numbers if is_new and at == 0 else numbers & waits
        waits = (waits | numbers) - tells
    return sorted(tells), sorted(waits)


def _links(
    messages: Sequence[Message], first: Sequence[Message]
) -> Iterator[tuple[bool, Sequence[Sequence[str]]]]:
    for message in messages:
        if targets := linked(message.text):
            yield (message in first, targets)


def _alike(threads: Sequence[Told]) -> Iterator[tuple[int, int]]:
    """Pairs of threads that share many of their rare words."""
    words = [thread.telling.words for thread in threads]
    spread = Counter(chain.from_iterable(words))
    rare = [{word for word in own if 2 <= spread[word] <= RARE} for own in words]
    for (one, other), shared in _sharing(rare, threads).items():
        sizes = (sum(spread[word] <= RARE for word in words[at]) for at in (one, other))
        if shared >= max(SHARED_WORDS, SHARED_PART * min(sizes)):
            yield (one, other)


def _in_two_languages(threads: Sequence[Told]) -> Iterator[tuple[int, int]]:
    """Pairs of threads in different languages that name the same, or where one person wrote."""
    for (one, other), shared in _sharing([set(t.telling.names) for t in threads], threads).items():
        first, second = threads[one].telling, threads[other].telling
        if first.language and second.language and first.language != second.language:
            met = not set(first.people).isdisjoint(second.people)
            if shared + met >= FOREIGN:
                yield (one, other)


def _sharing(marks: Sequence[set[int]], threads: Sequence[Told]) -> dict[tuple[int, int], int]:
    """How many rare marks each pair of threads from different channels has in common."""
    places: dict[int, list[int]] = defaultdict(list)
    for at, own in enumerate(marks):
        for mark in own:
            places[mark].append(at)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for own_places in places.values():
        if 2 <= len(own_places) <= RARE:
            for pair in _across(own_places, threads):
                shared[pair] += 1
    return shared


def _across(places: Iterable[int], threads: Sequence[Told]) -> Iterator[tuple[int, int]]:
    own = list(places)
    for n, one in enumerate(own):
        for other in own[n + 1 :]:
            if threads[one].channel_id != threads[other].channel_id:
                yield (one, other)


def _marks(message: Message) -> set[str]:
    text = message.text
    ids = set(_ID.findall(text)) if "-" in text or "#" in text else set()
    if "://" not in text:
        return ids
    urls = {url.rstrip("/.,;)") for url in _URL.findall(text) if "/archives/" not in url}
    return {url for url in urls if url.count("/") > 3} | ids


def _names(message: Message) -> set[str]:
    if message.is_bot:
        return set()
    return {name.casefold() for name in _NAME.findall(_URL.sub(" ", message.text))}


def _words(message: Message) -> set[str]:
    return set() if message.is_bot else set(terms(message.text))


@lru_cache(maxsize=100_000)
def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest())
