"""`extract`: from messages to what to show of them, in order of reading."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from digests.extract import cues, scoring, selection
from digests.extract.cues import Cue
from digests.extract.sentences import Sentence, sentences
from digests.extract.words import cut, size
from digests.models import Message, People, Section

MOST_WORDS = 120
"""The default budget of the longest thread: a long thread gets the same length, not longer."""


@dataclass(frozen=True, slots=True)
class Extract:
    """Something a message says, fit to be shown.

    Attributes:
        text: one line, the author's name in front, "…" where something was left away.
        messages: the messages it was taken from, at least one.
        section: where in a summary it stands.
        score: what it was chosen for; comparable within one conversation only.
    """

    text: str
    messages: tuple[Message, ...]
    section: Section
    score: float


def extract(
    messages: Sequence[Message], people: People, *, max_words: int | None = None
) -> tuple[Extract, ...]:
    """The most telling sentences of a conversation, the opening message always among them.

    Args:
        messages: in any order; those without readable text count for nothing.
        people: names to show.
        max_words: words the joined texts may have (as blanks separate them), at least 1; it is
            filled as far as the conversation goes. None: `default_words`, whole sentences.

    Returns:
        Extracts, overview first, each section in the order in which things were said. Empty if
        there is nothing to read. The same messages give the same extracts.
    """
    conversation = _read(messages, people)
    if not conversation:
        return ()
    budget = max_words if max_words is not None else default_words(conversation)
    found = cues.in_context(conversation)
    weight = scoring.weights(conversation)
    score = scoring.scores(conversation, weight, found)
    chosen = selection.select(
        conversation, score, budget, lambda sentence: size(_label(sentence, people))
    )
    return _compose(conversation, chosen, found, score, budget, people)


def default_words(conversation: Sequence[Sentence]) -> int:
    """The budget for a conversation: a sentence for a few lines, at most `MOST_WORDS`."""
    words = sum(sentence.size for sentence in conversation)
    return min(MOST_WORDS, 12 + round(2.4 * math.sqrt(words)))


def _read(messages: Sequence[Message], people: People) -> list[Sentence]:
    ordered = sorted(messages, key=lambda message: (_moment(message.ts), message.text))
    found: list[Sentence] = []
    for place, message in enumerate(ordered):
        found.extend(sentences(message, _plain(message.text, people), place))
    return found


def _moment(ts: str) -> tuple[int, str, str]:
    seconds, _, fraction = ts.partition(".")
    return (int(seconds) if seconds.isdecimal() else 0, fraction.ljust(6, "0"), ts)


_REFERENCE = re.compile(r"<([^<>|\s]+)(?:\|([^<>]*))?>")


def _plain(text: str, people: People) -> str:
    def readable(match: re.Match[str]) -> str:
        target, label = match.group(1), match.group(2)
        if target.startswith("@"):
            return people.names.get(target[1:]) or label or "someone"
        if target.startswith("#"):
            return f"#{label}" if label else "a channel"
        if target.startswith("!"):
            return label or target[1:].partition("^")[0]
        return label or target

    return html.unescape(_REFERENCE.sub(readable, text))


def _label(sentence: Sentence, people: People) -> str:
    return f"{people.name(sentence.message)}:"


def _section(cue: Cue) -> Section:
    if Cue.OPEN in cue:
        return Section.OPEN
    return Section.DECIDED if Cue.DECISION in cue else Section.OVERVIEW


def _compose(
    conversation: Sequence[Sentence],
    chosen: Sequence[int],
    found: Sequence[Cue],
    score: Sequence[float],
    budget: int,
    people: People,
) -> tuple[Extract, ...]:
    """The chosen sentences as extracts; the last chosen is cut to what is left of the budget."""
    texts: dict[int, str] = {}
    named: set[int] = set()
    for at in chosen:
        place = conversation[at].place
        room = budget - (0 if place in named else size(_label(conversation[at], people)))
        if text := cut(conversation[at].text, room):
            texts[at] = text
            budget = room - size(text)
            named.add(place)
    extracts: list[Extract] = []
    for place in sorted(named):
        parts = [at for at in sorted(texts) if conversation[at].place == place]
        text = " ".join([_label(conversation[parts[0]], people), *(texts[at] for at in parts)])
        extracts.append(
            Extract(
                text,
                (conversation[parts[0]].message,),
                _section(found[parts[0]]) if place else Section.OVERVIEW,
                max(score[at] for at in parts),
            )
        )
    order = list(Section)
    return tuple(sorted(extracts, key=lambda extract: order.index(extract.section)))
