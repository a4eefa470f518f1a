"""What is said about a matter without a model: its people's own sentences, chosen and named. Pure.

A title from how it began, one or two sentences on what came of it, and the lines that belong into
the digest's lists. Nothing is rephrased, so nothing can be wrong but the choice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digests.digest import DigestLine
from digests.extract import cues, scoring
from digests.extract.cues import Cue
from digests.extract.sentences import Sentence, sentences
from digests.extract.words import cut, terms
from digests.matters.features import kept_out
from digests.matters.spoken import LINK, spoken, without_addresses
from digests.matters.statements import asks, decides, promised
from digests.matters.titles import HANGING, opening, title_of, without_lead_in
from digests.models import Claim, Message, People, Section, Source, Thread
from digests.mrkdwn import plain
from digests.permalinks import permalink

SENTENCE_WORDS = 22
LINE_WORDS = 20
MOST_CLAIMS = 2
MOST_LINES = 2

_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^<>]*)?>")


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
        """Slack's text without the labels of channels that aren't among `channels`.

        Slack hides a private channel's name from those who aren't in it, but the text has it.
        """
        if "<#" not in text:
            return text
        return _CHANNEL.sub(lambda m: m[0] if m[1] in self.channels else f"<#{m[1]}>", text)

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
    """

    title: str = ""
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    decided: tuple[DigestLine, ...] = ()
    promised: tuple[DigestLine, ...] = ()


def read(threads: Sequence[Thread], names: Names) -> list[Sentence]:
    """The sentences of some threads, thread after thread, each in order of reading.

    What its author keeps out is not read, nor are apps' replies among people's.
    """
    found: list[Sentence] = []
    for thread in threads:
        for message in thread.messages:
            if kept_out(message) or (message.is_bot and message is not thread.messages[0]):
                continue
            text = without_addresses(names.plain(message.text))
            found.extend(sentences(message, text, len(found)))
    return found


def extracted(conversation: Sequence[Sentence], names: Names, since: str = "") -> MatterText:
    """What a matter's own sentences say.

    Args:
        conversation: from `read`, the leading thread first; none gives an empty text.
        names: for speakers, channels and links.
        since: ts before which a message may give the title, but nothing else: it had its week.
    """
    if not conversation:
        return MatterText()
    found = cues.in_context(conversation)
    score = scoring.scores(conversation, scoring.weights(conversation), found)
    score = [
        own if s.message.ts >= since else 0.0 for own, s in zip(score, conversation, strict=True)
    ]
    first = opening(conversation, score)
    title = title_of(conversation[first], names.people)
    if not title:
        return MatterText()
    chosen = _telling(conversation, found, score, first)
    return MatterText(
        title,
        (names.source(conversation[first].message),),
        tuple(_claim(conversation[at], names) for at in chosen),
        _decided(conversation, score, names),
        _promised([s for s in conversation if s.message.ts >= since], names),
    )


def repeats(title: str, text: str) -> bool:
    """Whether a sentence says hardly more than a title that stands before it."""
    if text.casefold().startswith(title.casefold()):
        return True
    known, said = set(terms(title)), set(terms(text))
    return len(said - known) < max(2, 0.3 * len(said))


def line(sentence: Sentence, names: Names, *, due: str = "") -> DigestLine:
    """A sentence as a line of a list, with its speaker as owner."""
    message = sentence.message
    return DigestLine(
        cut(spoken(sentence.text), LINE_WORDS),
        (names.source(message),),
        who=names.people.name(message),
        due=due,
        channel=names.channels.get(message.channel_id, ""),
    )


def asked(conversation: Sequence[Sentence]) -> Sentence | None:
    """The question of a thread that asks, the fullest of several; None if none is readable."""
    asking = [
        s
        for s in conversation
        if Cue.QUESTION in cues.cues(s) and len(s.terms) >= 3 and asks(s.text)
    ]
    return max(asking, key=lambda s: (min(s.size, LINE_WORDS), -s.index), default=None)


def _telling(
    conversation: Sequence[Sentence], found: Sequence[Cue], score: Sequence[float], opening: int
) -> list[int]:
    """Indexes, in order, of the sentences that say what came of it: decisions and answers first."""
    last = len(conversation) - 1
    known = set(conversation[opening].terms)

    def lifted(at: int) -> float:
        sentence = conversation[at]
        lift = 1 + 0.8 * decides(sentence.text) + 0.3 * (Cue.ANSWER in found[at])
        lift *= 1 + 0.2 * at / (last or 1)
        lift *= 0.4 if Cue.QUESTION in found[at] else 1
        lift *= 0.4 if LINK in sentence.text else 1
        lift *= 0.7 if HANGING.search(sentence.text) else 1
        lift *= 0.5 if sentence.text.count('"') % 2 else 1
        return score[at] * lift

    open_ = [at for at, s in enumerate(conversation) if at != opening and s.size >= 5]
    lifts = {at: lifted(at) for at in open_}
    said = {at: set(conversation[at].terms) for at in open_}

    def worth(at: int) -> float:
        return lifts[at] * len(said[at] - known) / (len(said[at]) or 1)

    chosen: list[int] = []
    best = 0.0
    while open_ and len(chosen) < MOST_CLAIMS:
        at = max(open_, key=lambda at: (worth(at), -at))
        best = best or worth(at)
        if worth(at) < 0.5 * best or not worth(at):
            break
        chosen.append(at)
        known |= set(conversation[at].terms)
        open_ = [n for n in open_ if conversation[n].message.ts != conversation[at].message.ts]
    return sorted(chosen, key=lambda at: (conversation[at].message.ts, at))


def _claim(sentence: Sentence, names: Names) -> Claim:
    section = Section.DECIDED if decides(sentence.text) else Section.OVERVIEW
    said = cut(without_lead_in(spoken(sentence.text)), SENTENCE_WORDS)
    text = f"{names.people.name(sentence.message)}: {said}"
    return Claim(text, (names.source(sentence.message),), section)


def _decided(
    conversation: Sequence[Sentence], score: Sequence[float], names: Names
) -> tuple[DigestLine, ...]:
    """Decisions of matters that more than one person had a word in."""
    if len({s.message.user_id for s in conversation if not s.message.is_bot}) < 2:
        return ()
    deciding = [
        at
        for at, s in enumerate(conversation)
        if score[at] and decides(s.text) and len(s.terms) >= 3 and not s.message.is_bot
    ]
    kept = sorted(sorted(deciding, key=lambda at: (-score[at], at))[:MOST_LINES])
    return tuple(line(conversation[at], names) for at in kept)


def _promised(conversation: Sequence[Sentence], names: Names) -> tuple[DigestLine, ...]:
    lines = []
    for sentence in conversation:
        due = None if sentence.message.is_bot else promised(cut(sentence.text, LINE_WORDS))
        if due:
            lines.append(line(sentence, names, due=due))
    return tuple(lines[:MOST_LINES])
