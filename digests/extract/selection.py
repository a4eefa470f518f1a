"""Which sentences go in: the opening, then the best that say something new, until it's full."""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from digests.extract.sentences import Sentence
from digests.extract.words import cut

OPENING_SHARE = 0.6
"""How much of the budget the opening message may take before others had their turn."""

SHORTEST_CUTS = (4, 2)
"""Words that a cut sentence must keep: rather four; two only where words are left otherwise."""

FILLERS = 200
"""How many of the best are tried for the words left at the end."""

FEWEST_TERMS = 2
"""Terms below which a sentence tells nothing by itself ("Fantastic.")."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence as the selection sees it.

    Attributes:
        sentence: what it says.
        place: where it will stand among all others: its section, then its turn.
        label: the author's name as shown in front, "" for none.
        score: at least 0.
        words: how many of its words are shown, counted as `words.size` does.
    """

    sentence: Sentence
    place: tuple[int, int]
    label: str
    score: float
    words: int

    @property
    def text(self) -> str:
        """What is shown of it, without the name."""
        return cut(self.sentence.text, self.words)


@dataclass(slots=True)
class Page:
    """What was chosen so far, and how many words are left for more."""

    room: int
    chosen: list[Candidate] = field(default_factory=list)
    covered: dict[str, int] = field(default_factory=dict)

    def names(self, candidate: Candidate) -> int:
        """Words for names that it brings where it will stand: one goes before each change."""
        at = bisect_left(self.chosen, candidate.place, key=lambda chosen: chosen.place)
        before = self.chosen[at - 1] if at else None
        words = 0 if follows(candidate, before) else len(candidate.label.split())
        if at < len(self.chosen):
            after = self.chosen[at]
            words += len(after.label.split()) * (follows(after, before) - follows(after, candidate))
        return words

    def news(self, candidate: Candidate) -> float:
        """The share of its terms that is new; each time that a term was said makes it older."""
        known = set(candidate.sentence.terms)
        return sum(1 / (1 + self.covered.get(term, 0)) for term in known) / (len(known) or 1)

    def is_idle(self, candidate: Candidate) -> bool:
        """Whether it says next to nothing, or nothing that wasn't said already."""
        known = set(candidate.sentence.terms)
        return len(known) < FEWEST_TERMS or known.issubset(self.covered)

    def take(self, candidate: Candidate) -> None:
        """Put it in, as much of it as there is room for."""
        names = self.names(candidate)
        words = min(candidate.words, self.room - names)
        if words < 1:
            return
        self.room -= words + names
        candidate = replace(candidate, words=words)
        insort(self.chosen, candidate, key=lambda chosen: chosen.place)
        for term in set(candidate.sentence.terms):
            self.covered[term] = self.covered.get(term, 0) + 1


def follows(candidate: Candidate, before: Candidate | None) -> bool:
    """Whether it goes on where the same speaker was, in the same section: no name in front."""
    return (
        before is not None
        and before.place[0] == candidate.place[0]
        and before.sentence.message.user_id == candidate.sentence.message.user_id
        and before.label == candidate.label
    )


def select(candidates: Sequence[Candidate], budget: int, *, fill: bool) -> list[Candidate]:
    """The candidates to show, in the order to show, together within the budget.

    Args:
        candidates: in order of reading.
        budget: in words, at least 1.
        fill: cut sentences so that no word of the budget is left; else only the first is ever cut.
    """
    page = Page(budget)
    lead = opening(candidates, int(budget * OPENING_SHARE))
    for candidate in lead:
        page.take(candidate)
    rest = candidates[len(lead) :]
    for candidate in _by_news(rest, page):
        if page.is_idle(candidate):
            continue
        if page.names(candidate) + candidate.words > page.room:
            break
        page.take(candidate)
    for shortest in SHORTEST_CUTS if fill else (budget,):
        _fill(page, rest, shortest)
    return page.chosen


def _fill(page: Page, rest: Sequence[Candidate], shortest: int) -> None:
    """Use what room is left for what says most there, whole or cut to no less than `shortest`."""
    taken = {candidate.place for candidate in page.chosen}
    untaken = (candidate for candidate in rest if candidate.place not in taken)
    left = heapq.nlargest(FILLERS, untaken, key=lambda candidate: candidate.score)
    while left and page.room:
        worth = [_worth(page, candidate, shortest) for candidate in left]
        best = max(range(len(left)), key=lambda at: (worth[at], -at))
        if worth[best] <= 0:
            return
        page.take(left.pop(best))


def _worth(page: Page, candidate: Candidate, shortest: int) -> float:
    """Score and news of what would be shown of it, times the share of the room it would use."""
    names = page.names(candidate)
    words = min(candidate.words, page.room - names)
    if page.is_idle(candidate) or words < min(shortest, candidate.words):
        return 0.0
    shown = words / candidate.words
    return candidate.score * page.news(candidate) * shown * (words + names) / page.room


def opening(candidates: Sequence[Candidate], words: int) -> list[Candidate]:
    """The first sentence, and those of the same message that follow within a number of words."""
    taken: list[Candidate] = []
    for candidate in candidates:
        words -= candidate.words
        if candidate.sentence.place != candidates[0].sentence.place or (taken and words < 0):
            break
        taken.append(candidate)
    return taken


def _by_news(candidates: Sequence[Candidate], page: Page) -> Iterator[Candidate]:
    """Candidates by score times news, which `page` ages between steps.

    What a sentence has to say only ever shrinks, so a stale queue entry is an upper bound and only
    the top needs to be looked at again.
    """
    queue = [(-c.score, at) for at, c in enumerate(candidates)]
    heapq.heapify(queue)
    while queue:
        _, at = heapq.heappop(queue)
        value = candidates[at].score * page.news(candidates[at])
        if queue and (-value, at) > queue[0]:
            heapq.heappush(queue, (-value, at))
        else:
            yield candidates[at]
