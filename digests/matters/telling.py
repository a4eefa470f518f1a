"""What is said about a matter without a model: its people's own sentences, chosen and named. Pure.

A title from how it began, one or two sentences on what came of it, and the lines that belong into
the digest's lists. Nothing is rephrased, so nothing can be wrong but the choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from digests.compose.wording import WEEKDAYS
from digests.digest import DigestLine
from digests.extract import cues, scoring
from digests.extract.cues import Cue
from digests.extract.due import due_day, is_relative
from digests.extract.sentences import Sentence, sentences
from digests.extract.words import terms
from digests.matters.features import kept_out
from digests.matters.outcome import SENTENCE_WORDS, outcome
from digests.matters.spoken import is_file_name, is_quotation, own_words, spoken, without_addresses
from digests.matters.standing import stands
from digests.matters.statements import asks, decides, promised
from digests.matters.subjects import subjects
from digests.matters.titles import (
    addressed,
    opening,
    shortened,
    title_of,
    unaddressed,
    without_lead_in,
)
from digests.models import Claim, Message, People, Section, Source, Thread
from digests.mrkdwn import named, plain
from digests.permalinks import permalink

LINE_WORDS = 20
MOST_LINES = 2

_SAID_ON = re.compile(rf" \(said on (?:{'|'.join(WEEKDAYS)})\)$", re.IGNORECASE)
"""What `_dated` adds."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is needed to say who and where, and to link there.

    Attributes:
        channels: names by channel id, without "#".
        url: the workspace's address; "" gives sources without permalinks.
    """

    people: People
    channels: Mapping[str, str]
    url: str = ""

    def plain(self, text: str) -> str:
        """A message's text in words, without names of channels that its readers may not know."""
        return plain(self.discreet(text), self.people, self.channels)

    def discreet(self, text: str) -> str:
        """Slack's text with the names of the channels that are among `channels`, and no others.

        Slack hides a private channel's name from those who aren't in it, but the text has it.
        """
        return named(text, self.channels)

    def source(self, message: Message) -> Source:
        """The message as a source, with its permalink where the workspace's address is known."""
        link = (
            permalink(self.url, message.channel_id, message.ts, message.thread_ts)
            if self.url
            else ""
        )
        return Source(message.channel_id, message.ts, link)


@dataclass(frozen=True, slots=True)
class MatterText:
    """What is said about one matter.

    Attributes:
        title: one line; "" only if nothing in the matter can be read.
        sources: the message the title was taken from.
        claims: at most two sentences, each with its speaker in front, in order of time.
        stands: whether the title is understood by who wasn't there; see `standing.stands`.
    """

    title: str = ""
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    decided: tuple[DigestLine, ...] = ()
    promised: tuple[DigestLine, ...] = ()
    stands: bool = True


def read(threads: Sequence[Thread], names: Names) -> list[Sentence]:
    """The sentences of some threads, thread after thread, each in order of reading.

    What its author keeps out is not read, nor are apps' replies among people's.
    """
    found: list[Sentence] = []
    for thread in threads:
        for message in thread.messages:
            if kept_out(message) or (message.is_bot and message is not thread.messages[0]):
                continue
            text = without_addresses(names.plain(own_words(message.text)))
            if is_file_name(text):
                continue
            found.extend(sentences(message, text, len(found)))
    return found


def extracted(
    conversation: Sequence[Sentence], names: Names, since: str = "", zone: str = "UTC"
) -> MatterText:
    """What a matter's own sentences say.

    Args:
        conversation: from `read`, the leading thread first; none gives an empty text.
        names: for speakers, channels and links.
        since: ts before which a message may give the title, but nothing else: it had its week.
        zone: in which "tomorrow" is meant; where the text counts from the day it was said, that
            day is told beside it.
    """
    opened = _opened(conversation, names, since, zone)
    if not opened.text.title:
        return opened.text
    found, score, first = opened.cues, opened.score, opened.first
    chosen = outcome(conversation, found, score, first, names.people)
    return replace(
        opened.text,
        claims=tuple(_claim(conversation[at], names, zone) for at in chosen),
        decided=_decided(conversation, found, score, names),
        promised=_promised(
            [
                s
                for s, cue in zip(conversation, found, strict=True)
                if Cue.PROMISE in cue and s.message.ts >= since
            ],
            names,
            zone,
        ),
    )


def titled(
    conversation: Sequence[Sentence], names: Names, since: str = "", zone: str = "UTC"
) -> MatterText:
    """The same with nothing but the title and what it rests on; see `extracted`."""
    return _opened(conversation, names, since, zone).text


@dataclass(frozen=True, slots=True)
class _Opened:
    """A matter's title, and what it takes to say more: cues and scores of all its sentences."""

    text: MatterText
    cues: Sequence[Cue] = ()
    score: Sequence[float] = ()
    first: int = 0


def _opened(conversation: Sequence[Sentence], names: Names, since: str, zone: str) -> _Opened:
    if not conversation:
        return _Opened(MatterText())
    found = cues.in_context(conversation)
    score = scoring.scores(conversation, scoring.weights(conversation), found)
    score = [
        own if s.message.ts >= since else 0.0 for own, s in zip(score, conversation, strict=True)
    ]
    first = opening(conversation, score, names.people)
    title, cited = _title(conversation, first, names.people)
    if not title:
        return _Opened(MatterText())
    sources = tuple(names.source(message) for message in cited)
    text = MatterText(_dated(title, cited[0], zone), sources, stands=stands(title))
    return _Opened(text, found, score, first)


def repeats(title: str, text: str) -> bool:
    """Whether a sentence says hardly more than a title that stands before it."""
    if begins_as(title, text):
        return True
    known, said = set(terms(_SAID_ON.sub("", title))), set(terms(_SAID_ON.sub("", text)))
    return len(said - known) < max(2, 0.3 * len(said))


def begins_as(title: str, text: str) -> bool:
    """Whether a sentence, its speaker aside, begins with the words of a title."""
    start = _SAID_ON.sub("", title.casefold()).removesuffix("…")
    told = (text.casefold(), text.casefold().partition(": ")[2])
    return bool(start) and any(one.startswith(start) for one in told)


def line(sentence: Sentence, names: Names, *, due: str = "") -> DigestLine:
    """A sentence as a line of a list, with its speaker as owner."""
    message = sentence.message
    to, said = addressed(sentence, names.people), unaddressed(sentence, names.people)
    return DigestLine(
        shortened(f"{to}, {said}" if to and to != said else said, LINE_WORDS),
        (names.source(message),),
        who=names.people.name(message),
        due=due,
        channel=names.channels.get(message.channel_id, ""),
    )


def asked(conversation: Sequence[Sentence]) -> Sentence | None:
    """The question of a thread that asks, the fullest of those that are understood alone.

    None if none is.
    """
    asking = [
        s
        for s in conversation
        if Cue.QUESTION in cues.cues(s) and asks(s.text) and stands(without_lead_in(s.text))
    ]
    return max(asking, key=lambda s: (min(s.size, LINE_WORDS), -s.index), default=None)


def _title(
    conversation: Sequence[Sentence], first: int, people: People
) -> tuple[str, tuple[Message, ...]]:
    """The title and the messages it rests on: what the talk is about, if no sentence says it."""
    title = title_of(conversation[first], people)
    if not stands(title) and (named := subjects(conversation, people)):
        *most, last = named
        return f"Talk of {', '.join(most)} and {last}", tuple(dict.fromkeys(named.values()))
    return title, (conversation[first].message,)


def _dated(text: str, message: Message, zone: str) -> str:
    """A text with the day it was said, where it counts from that: "today (said on Tuesday)"."""
    if not is_relative(text):
        return text
    return f"{text} (said on {WEEKDAYS[message.at.astimezone(ZoneInfo(zone)).weekday()]})"


def _claim(sentence: Sentence, names: Names, zone: str) -> Claim:
    section = Section.DECIDED if decides(sentence.text) else Section.OVERVIEW
    said = shortened(without_lead_in(unaddressed(sentence, names.people)), SENTENCE_WORDS)
    speaker, to = names.people.name(sentence.message), addressed(sentence, names.people)
    text = f"{speaker} to {to}: {said}" if to else f"{speaker}: {said}"
    dated = _dated(text, sentence.message, zone)
    return Claim(dated, (names.source(sentence.message),), section)


def _decided(
    conversation: Sequence[Sentence], found: Sequence[Cue], score: Sequence[float], names: Names
) -> tuple[DigestLine, ...]:
    """Decisions of matters that more than one person had a word in."""
    if len({s.message.user_id for s in conversation if not s.message.is_bot}) < 2:
        return ()
    deciding = [
        at
        for at, s in enumerate(conversation)
        if score[at]
        and Cue.DECISION in found[at]
        and len(s.terms) >= 3
        and not s.message.is_bot
        and not is_quotation(s.message.text)
    ]
    kept = sorted(sorted(deciding, key=lambda at: (-score[at], at))[:MOST_LINES])
    return tuple(line(conversation[at], names) for at in kept)


def _promised(conversation: Sequence[Sentence], names: Names, zone: str) -> tuple[DigestLine, ...]:
    """Of sentences that sound like it the promises; what people quote is somebody else's."""
    lines = []
    for sentence in conversation:
        message = sentence.message
        if message.is_bot or is_quotation(message.text):
            continue
        if when := promised(shortened(spoken(sentence.text), LINE_WORDS)):
            day = due_day(when, message.at.astimezone(ZoneInfo(zone)).date())
            lines.append(line(sentence, names, due=WEEKDAYS[day.weekday()] if day else when))
    return tuple(lines[:MOST_LINES])
