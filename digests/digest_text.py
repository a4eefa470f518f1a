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
from digests.extract.words import cut, size, terms
from digests.features import kept_out
from digests.models import Claim, Message, People, Section, Source, Thread
from digests.mrkdwn import plain
from digests.permalinks import permalink
from digests.statements import asks, decides, promised

TITLE_WORDS = 15
SENTENCE_WORDS = 22
LINE_WORDS = 20
MOST_CLAIMS = 2
MOST_LINES = 2
_TITLE_TERMS = 3
_ANSWERS = 2

_BEHIND_WORDS = re.compile(r"\s*\(https?://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)")
_MARKDOWN_LINK = re.compile(r"\[([^\]\n]+)\]\(https?://[^)\s]+\)")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>|]+")
_LINK = "[link]"
_CODE = re.compile(r"`([^`]*)`")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^<>]*)?>")
_EMOJI = re.compile(r"(?<![\w:]):[a-z0-9_+'-]+:(?!\w)")
_EMPHASIS = re.compile(r"(?<!\w)([*_~])(?=\S)([^*_~]*[^*_~\s])\1(?!\w)")
_HANGING = re.compile(
    r"^[a-z(\"“„«]|^(?i:but|and|so|or|if|because|also|then|which|they|it|he|she|that|this|these|"
    r"those|there|suppose|same|yes|no|yeah|well|not|put differently)\b"
)
_LEAD_IN = re.compile(
    r"^(?:while it'?s fresh|for the record[^:]{0,40}|fyi|heads[- ]up|psa|note|reminder|btw|"
    r"by the way|quick (?:question|one|note)|so|well|okay well|okay|ok|welp|oh|hm+|ah|"
    r"hi(?: all| everyone)?|hey(?: all| everyone)?|hello(?: all| everyone)?|good morning)\s*[:,–—-]\s+",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\s*<@([A-Z0-9]+)")
_BARE = re.compile(r"[\s:,;–—-]+$")


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
            text = _without_addresses(names.plain(message.text))
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
    opening = _opening(conversation, score)
    title = _title(conversation[opening], names)
    if not title:
        return MatterText()
    chosen = _telling(conversation, found, score, opening)
    return MatterText(
        title,
        (names.source(conversation[opening].message),),
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
        cut(_spoken(sentence.text), LINE_WORDS),
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


def _opening(conversation: Sequence[Sentence], score: Sequence[float]) -> int:
    """The sentence that titles the matter: people say first what it is about.

    Of the opening message's first sentences the first that says enough and stands by itself, else
    one of the first answers; of an opening that says nothing (a file, an emoji), the most telling
    sentence of all.
    """
    early = range(min(len(conversation), 12))
    first = [at for at in early if conversation[at].place == conversation[0].place][:4]
    alone = [at for at in early if not _HANGING.search(conversation[at].text)]
    for wanted, among in (
        (_TITLE_TERMS, [at for at in first if at in alone]),
        (2, [at for at in first if at in alone]),
        (_TITLE_TERMS, [at for at in alone if conversation[at].place <= _ANSWERS]),
        (_TITLE_TERMS, first),
        (2, first),
    ):
        if found := [at for at in among if _tells(conversation[at], wanted)]:
            return found[0]
    rest = (at for at, s in enumerate(conversation) if len(set(s.terms)) >= 2 and s.size > 2)
    return max(rest, key=lambda at: (score[at], -at), default=0)


def _tells(sentence: Sentence, wanted: int) -> bool:
    """Whether a sentence has so many different words that say something."""
    return len(set(sentence.terms)) >= wanted and sentence.size > wanted


def _title(sentence: Sentence, names: Names) -> str:
    """A sentence as a title: no addresses, no code, no full stop, cut only between words.

    Whom it speaks to, and how it clears its throat, is left out.
    """
    told = _LEAD_IN.sub("", _spoken(sentence.text).replace("’", "'"))
    if addressed := _ADDRESSED.match(sentence.message.text):
        name = names.people.names.get(addressed[1], "")
        if name and told.startswith(name):
            told = told.removeprefix(name).lstrip(" ,:;–—-") or told
    before = told.partition(_LINK)[0]
    told = before if size(before) >= _TITLE_TERMS else told.replace(_LINK, "")
    text = cut(told.strip(), TITLE_WORDS)
    if text.endswith("…") and size(whole := text.rpartition(". ")[0]) > _TITLE_TERMS:
        text = whole
    text = _closed(_BARE.sub("", text.removesuffix(".").removesuffix("。")))
    return text[:1].upper() + text[1:]


def _closed(title: str) -> str:
    """A title without a quotation that the cut left open."""
    before = title.rpartition('"')[0].rstrip(" :,;–—-") if title.count('"') % 2 else title
    return before if size(before) >= _TITLE_TERMS else title.replace('"', "")


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
        lift *= 0.4 if _LINK in sentence.text else 1
        lift *= 0.7 if _HANGING.search(sentence.text) else 1
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
    text = f"{names.people.name(sentence.message)}: {cut(_spoken(sentence.text), SENTENCE_WORDS)}"
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


def _without_addresses(text: str) -> str:
    """A text without web addresses: its source has them one click away, and nobody reads them."""
    if "://" not in text and "www." not in text:
        return text
    return _URL.sub(_LINK, _BEHIND_WORDS.sub("", _MARKDOWN_LINK.sub(r"\1", text)))


def _spoken(text: str) -> str:
    """A sentence as it is shown: without emoji, emphasis and the marks of code."""
    bare = _EMOJI.sub("", _CODE.sub(r"\1", text))
    return " ".join(_EMPHASIS.sub(r"\2", bare).split()) or text
