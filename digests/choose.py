"""From every channel's promising threads to the week's matters, best first. Pure.

What one channel can't know is added here: who links to a thread from elsewhere, and which threads
are about the same matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest

from digests import rank
from digests.channel_week import ChannelWeek, Promising
from digests.extract.sentences import Sentence
from digests.matters.same_matter import Told, matters
from digests.matters.studies import Study
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
class Choice:
    """One or several threads about the same thing, by ids, the leading one first.

    Attributes:
        facts: of all its threads together; `facts.key` is the leading thread's.
    """

    threads: tuple[Promising, ...]
    facts: Facts
    score: Score


@dataclass(frozen=True, slots=True)
class Matter:
    """A choice with its text.

    Attributes:
        conversation: the sentences that are told from, thread after thread.
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


def choose(short: Sequence[Promising], studies: Mapping[str, Study]) -> list[Choice]:
    """The week's matters in the order in which to tell them.

    Args:
        short: from `shortlist`, in any order.
        studies: of each of them, by key. Every channel's best threads are among what is chosen, in
            a fair order.
    """
    studied = [_studied(one, studies[one.key]) for one in short]
    ordered = sorted(
        ((rank.score(one.facts), one) for one in studied),
        key=lambda pair: (-pair[0].total, pair[0].key),
    )
    told = [
        Told(score.channel_id, one.messages, studies[score.key].telling) for score, one in ordered
    ]
    found: dict[str, Choice] = {}
    for group in matters(told):
        own = tuple(ordered[at][1] for at in group)
        facts = together(own)
        score = ordered[group[0]][0] if len(own) == 1 else rank.score(facts)
        found[facts.key] = Choice(own, facts, score)
    shown = (choice.score for choice in found.values() if not choice.facts.kept_out)
    return [found[score.key] for score in rank.fairly(shown)]


def _studied(one: Promising, study: Study) -> Promising:
    if not study.decisions:
        return one
    return replace(one, known=replace(one.facts, decisions=study.decisions))


def together(threads: Sequence[Promising]) -> Facts:
    """The facts of several threads about one matter; those of a single one as they are."""
    facts = [one.facts for one in threads]
    first = facts[0]
    if len(facts) == 1:
        return first
    return replace(
        first,
        people=len({user for one in threads for user in one.people}),
        replies=sum(one.replies for one in facts),
        reactions=max(one.reactions for one in facts),
        nominations=max(one.nominations for one in facts),
        question_days=min(one.question_days for one in facts),
        links_in=max(one.links_in for one in facts),
        decisions=sum(one.decisions for one in facts),
        channels=len({one.channel_id for one in facts}),
        words=max(one.words for one in facts),
        routine=all(one.routine for one in facts),
        app_only=all(one.app_only for one in facts),
    )


def shortlist(weeks: Sequence[ChannelWeek]) -> Iterable[Promising]:
    """The best threads of the week by counting, and the best few of each channel."""
    linking = _links_in(weeks)
    by_channel = [
        sorted((-one.worth, one.key, one) for one in own)
        for own in ([_with_links(one, linking) for one in week.best] for week in weeks)
    ]
    scores = ((worth, key) for own in by_channel for worth, key, _ in own)
    best = {key for _, key in nsmallest(SHORTLIST, scores)}
    for own in by_channel:
        for place, (_, key, one) in enumerate(own):
            if place < PER_CHANNEL or key in best:
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
    keys = ((one.channel_id, ts) for ts in one.messages)
    channels: set[str] = set().union(*(linking.get(key, set()) for key in keys))
    if not channels:
        return one
    facts = replace(one.facts, links_in=len(channels))
    return replace(one, known=facts, worth=rank.score(facts).total)
