"""`extract`: from messages to what to show of them, in order of reading."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digests.extract import cues, scoring
from digests.extract.cues import Cue
from digests.extract.selection import Candidate, follows, select
from digests.extract.sentences import Sentence, is_courtesy, sentences
from digests.models import Message, People, Section
from digests.mrkdwn import plain

ORDER = tuple(Section)

UNKNOWN = "Someone"
"""What `People` calls an author whom Slack never named."""

FEWEST_WORDS = 12
"""The default budget of the shortest thread."""

NAME_WORDS = 3
"""Room for the name in front of the first sentence."""

FEWEST_NAMED = 5
"""Words of a budget below which names would take the place of what was said."""

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
    kept = _telling(conversation)
    if not kept:
        return ()
    budget = max_words if max_words is not None else default_words([conversation[k] for k in kept])
    found = cues.in_context(conversation)
    score = scoring.scores(conversation, scoring.weights(conversation), found)
    labels = _labels(conversation, people) if budget >= FEWEST_NAMED else [""] * len(conversation)
    opening = conversation[kept[0]].place
    candidates = []
    for at in kept:
        sentence = conversation[at]
        section = Section.OVERVIEW if sentence.place == opening else _section(found[at])
        place = (ORDER.index(section), at)
        candidates.append(Candidate(sentence, place, labels[at], score[at], sentence.size))
    return _compose(select(candidates, budget, fill=max_words is not None))


def default_words(conversation: Sequence[Sentence]) -> int:
    """The budget for a conversation: a sentence for a few lines, at most `MOST_WORDS`.

    It grows with the root of the conversation's words and doesn't pass half of them, except for
    the first sentence, which always fits.
    """
    words = sum(sentence.size for sentence in conversation)
    grown = min(words // 2, 15 + round(3 * math.sqrt(words)))
    return min(MOST_WORDS, max(FEWEST_WORDS, conversation[0].size + NAME_WORDS, grown))


def _read(messages: Sequence[Message], people: People) -> list[Sentence]:
    """All sentences in order of time."""
    ordered = sorted(messages, key=_moment)
    addressed = len({message.user_id or message.author for message in ordered}) > 2
    found: list[Sentence] = []
    for place, message in enumerate(ordered):
        text = plain(message.text, people)
        found.extend(sentences(message, text if addressed else _ADDRESS.sub("", text), place))
    return found


def _telling(conversation: Sequence[Sentence]) -> list[int]:
    """Indexes of the sentences that are about something; of all where none is.

    The opening message, the first that is more than a courtesy, stays whatever it is about.
    """
    opening = next((s.place for s in conversation if not is_courtesy(s)), None)
    kept = [
        at
        for at, s in enumerate(conversation)
        if s.terms or (s.place == opening and not is_courtesy(s))
    ]
    return kept or list(range(len(conversation)))


_ADDRESS = re.compile(r"^\s*(?:@\S+\s+)+")
"""To whom a message is said, which goes without saying between two."""


def _moment(message: Message) -> tuple[int, str, str, str, str]:
    """What puts messages in order of time, the same for any order in which they are given."""
    seconds, _, fraction = message.ts.partition(".")
    whole = int(seconds) if seconds.isdecimal() else 0
    return (whole, fraction.ljust(6, "0"), message.ts, message.text, message.user_id or "")


def _labels(conversation: Sequence[Sentence], people: People) -> list[str]:
    """What stands in front of each sentence: "Mara:", or "" where there is no name.

    First names do as long as no two people in the conversation share one.
    """
    names = [people.name(sentence.message) for sentence in conversation]
    first = Counter(name.partition(" ")[0] for name in set(names))
    return [_label(name, first[name.partition(" ")[0]] == 1) for name in names]


def _label(name: str, unique: bool) -> str:
    if name == UNKNOWN or not any(letter.isalpha() for letter in name):
        return ""
    parts = name.split()
    personal = len(parts) == 2 and all(part.isalpha() and part[0].isupper() for part in parts)
    return f"{parts[0]}:" if personal and unique else f"{name}:"


def _section(cue: Cue) -> Section:
    if Cue.OPEN in cue:
        return Section.OPEN
    if Cue.DECISION in cue:
        return Section.DECIDED
    return Section.TO_DO if Cue.PROMISE in cue else Section.OVERVIEW


def _compose(chosen: Sequence[Candidate]) -> tuple[Extract, ...]:
    """What was chosen as extracts, each speaker's turn in one."""
    turns: list[list[Candidate]] = []
    for candidate in chosen:
        if turns and follows(candidate, turns[-1][-1]):
            turns[-1].append(candidate)
        else:
            turns.append([candidate])
    return tuple(_extract(turn) for turn in turns)


def _extract(turn: Sequence[Candidate]) -> Extract:
    said = [candidate.text for candidate in turn]
    text = " ".join([turn[0].label, *(_closed(line) for line in said[:-1]), said[-1]]).strip()
    return Extract(
        text,
        tuple(dict.fromkeys(candidate.sentence.message for candidate in turn)),
        ORDER[turn[0].place[0]],
        max(candidate.score for candidate in turn),
    )


def _closed(line: str) -> str:
    return line + "." if line[-1].isalnum() else line
