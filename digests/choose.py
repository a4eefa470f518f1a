"""From every channel's promising threads to the week's matters, best first. Pure.

What one channel can't know is added here: who links to a thread from elsewhere, and which threads
are about the same matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from digests import rank
from digests.collect import ChannelWeek, Promising
from digests.extract.sentences import Sentence
from digests.matters.features import study
from digests.matters.same_matter import matters
from digests.matters.telling import Names, read
from digests.models import Thread
from digests.rank import Facts, Score

SHORTLIST = 120
"""Threads of the whole week whose sentences are read."""

PER_CHANNEL = 3
"""Threads of each channel whose sentences are read whatever the others hold."""

WORTH = 6.0
"""Below this score nothing is worth everybody's time: two people who exchanged a few words."""

_ACCLAIM = 3


@dataclass(frozen=True, slots=True)
class Matter:
    """One or several threads about the same thing, the leading one first.

    Attributes:
        conversation: their sentences, thread after thread.
        facts: of all its threads together; `facts.key` is the leading thread's.
    """

    threads: tuple[Thread, ...]
    conversation: tuple[Sentence, ...]
    facts: Facts
    score: Score

    @property
    def worth_knowing(self) -> bool:
        """Whether everybody may want to read of it: people met over it, or asked for it."""
        facts = self.facts
        met = facts.people > 1 or facts.nominations > 0 or facts.reactions >= _ACCLAIM
        return met and self.score.total >= WORTH


def choose(weeks: Sequence[ChannelWeek], names: Names) -> list[Matter]:
    """The week's matters in the order in which to tell them.

    Every channel's best threads are among them, in a fair order; the same for any order of `weeks`.
    """
    short = sorted(_shortlist(weeks), key=lambda one: (-_total(one.facts), one.facts.key))
    read_by = {one.facts.key: tuple(read([one.thread], names)) for one in short}
    studied = {
        one.facts.key: study(one.facts, read_by[one.facts.key], one.facts.links_in) for one in short
    }
    keys = {id(one.thread): one.facts.key for one in short}
    found: dict[str, Matter] = {}
    for group in matters([one.thread for one in short if one.facts.key in studied]):
        own = sorted(
            (keys[id(thread)] for thread in group), key=lambda key: (-_total(studied[key]), key)
        )
        threads = {keys[id(thread)]: thread for thread in group}
        facts = together([studied[key] for key in own], [threads[key] for key in own])
        conversation = tuple(sentence for key in own for sentence in read_by[key])
        ordered = tuple(threads[key] for key in own)
        found[facts.key] = Matter(ordered, conversation, facts, rank.score(facts))
    return [found[one.key] for one in rank.rank(matter.facts for matter in found.values())]


def together(facts: Sequence[Facts], threads: Sequence[Thread]) -> Facts:
    """The facts of several threads about one matter; those of a single one as they are."""
    first = facts[0]
    if len(facts) == 1:
        return first
    return replace(
        first,
        people=len({user for thread in threads for user in thread.participants}),
        replies=sum(one.replies for one in facts),
        reactions=max(one.reactions for one in facts),
        nominations=max(one.nominations for one in facts),
        question_days=min(one.question_days for one in facts),
        links_in=max(one.links_in for one in facts),
        decisions=sum(one.decisions for one in facts),
        channels=len({thread.channel.channel_id for thread in threads}),
        words=max(one.words for one in facts),
        routine=all(one.routine for one in facts),
        app_only=all(one.app_only for one in facts),
    )


def _shortlist(weeks: Sequence[ChannelWeek]) -> Iterable[Promising]:
    """The best threads of the week by counting, and the best few of each channel."""
    linking = _links_in(weeks)
    by_channel = [[_with_links(one, linking) for one in week.best] for week in weeks]
    scores = rank.best((rank.score(one.facts) for own in by_channel for one in own), SHORTLIST)
    best = {score.key for score in scores}
    for own in by_channel:
        ordered = sorted(own, key=lambda one: (-_total(one.facts), one.facts.key))
        for place, one in enumerate(ordered):
            if place < PER_CHANNEL or one.facts.key in best:
                yield one


def _links_in(weeks: Sequence[ChannelWeek]) -> Mapping[tuple[str, str], set[str]]:
    """Which channels link to a message."""
    linking: dict[tuple[str, str], set[str]] = defaultdict(set)
    for week in weeks:
        for target in week.links:
            linking[target].add(week.channel.channel_id)
    return linking


def _with_links(one: Promising, linking: Mapping[tuple[str, str], set[str]]) -> Promising:
    if not linking:
        return one
    keys = ((message.channel_id, message.ts) for message in one.thread.messages)
    channels: set[str] = set().union(*(linking.get(key, set()) for key in keys))
    return replace(one, facts=replace(one.facts, links_in=len(channels)))


def _total(facts: Facts) -> float:
    return rank.score(facts).total
