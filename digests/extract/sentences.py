"""From messages to sentences worth reading: what is pasted, quoted or mere courtesy goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digests.extract.words import LONGEST_WORD, size, terms
from digests.models import Message


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands.

    Attributes:
        text: readable, in one line, without the courtesies in front.
        message: who said it and when.
        place: the message's position in the conversation, from 0.
        index: its position in the message, from 0.
        terms: what it is about, with repeats; may be empty.
        size: its length in words, at least 1.
    """

    text: str
    message: Message
    place: int
    index: int
    terms: tuple[str, ...]
    size: int


LONGEST_SENTENCE = 80
"""Words after which what goes on without a full stop is taken apart: lists, logs, tables."""

_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED = re.compile(r"^\s*(?:>|&gt;)")
_ATTRIBUTION = re.compile(
    r"^(?:On\b.{0,120}\bwrote|Am\b.{0,120}\bschrieb.{0,60}|Le\b.{0,120}\ba écrit|"
    r"-+ ?Original Message.*)\s?:?$"
)
_SIGNATURE = re.compile(
    r"^(?:-- ?|_{3,}|(?:(?:best|kind|warm)? ?regards|best|cheers|thanks|thank you|many thanks|"
    r"(?:viele|beste|liebe|schöne) grüße|(?:mit )?freundliche[nr]? grüße[n]?|cordialement|"
    r"saludos|un saludo)\s?[,.!]?)$",
    re.IGNORECASE,
)
_NAMES = re.compile(r"^(?:[^\W\d_a-z][\w'’-]*\.?,?|&)(?: (?:[^\W\d_a-z][\w'’-]*\.?,?|&)){0,4}$")
"""A line of capitalized words without a full stop: who signs, and for whom."""

_SALUTATION = re.compile(r"^(?:\S+ ){0,3}\S+[,:]$")
SIGNATURE_LINES = 8
"""Lines at the end of a letter in which a signature may begin."""

WRAPPED = range(45, 101)
"""Characters of a line that mail programs broke: the next one goes on with it."""

LETTER_LINES = 4
"""Lines of such a length that make a message a letter, whatever the next one begins with."""

_BULLET = re.compile(r"^\s*(?:[-*•◦▪]|\d{1,2}[.)])\s+")
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|(?<=[。！？])[」』）]*")
_ABBREVIATION = re.compile(
    r"(?<![^\s(])(?:[A-Za-z]|e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|no|nr|approx|z\.b|d\.h|bzw|ca|"
    r"p\.ex|sr|sra|usw|cf|fig|\d{1,2})\.$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:(?:oh|ah|hm+|um+|uh|well|hey|hi|hello|ok|okay|yeah|yep|yes|no|nope|sure|right|wow|great|"
    r"so|and|but|anyway|(?:ha){2,}h?|lol|thanks|thank you|many thanks|dear|sorry|i see|of course|"
    r"all right|alright|good|fine|nice|cool|perfect|exactly|true|excuse me|come on|congratulations|"
    r"no problem|good (?:morning|afternoon|evening|day)|"
    r"hallo|moin|na|ja|nein|also|guten (?:morgen|tag|abend)|danke|"
    r"bonjour|salut|bonsoir|bah|oui|non|merci|hola|buenas|buenos días|bueno|vale|sí|gracias)"
    r"(?:,? (?:all|everyone|everybody|team|folks|there|guys|so much|very much|dear|again|"
    r"zusammen|tous|tout le monde|a todos))?"
    r"[,.!…–—-]+\s*)+",
    re.IGNORECASE,
)
_LINK = re.compile(r"\bhttps?://\S+")
_LETTER = re.compile(r"[^\W_]")
_PICTURE = re.compile(
    r"(?<!\S)(?::[a-z0-9_+'-]{2,}:|[:;=xX8][-']?[DPpOo3)(/|]+)(?!\w)|(?<!\S)\^\w{2,8}$|"
    "[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]"
)


def sentences(message: Message, plain: str, place: int) -> list[Sentence]:
    """The sentences of a message's plain text; mere courtesies and bare links have no terms.

    Empty where there is nothing to read.
    """
    return [
        Sentence(text, message, place, at, topics, long)
        for at, (text, topics, long) in enumerate(_read(plain))
    ]


@lru_cache(maxsize=4096)
def _read(plain: str) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """Each sentence's text, terms and size; the same week is read for each of its readers."""
    found = []
    for raw in _split(_paragraphs(plain)):
        text = _tidy(raw)
        if _LETTER.search(text):
            topics = tuple(terms(_LINK.sub("", _COURTESY.sub("", text + "."))))
            found.append((text, topics, size(text)))
    return tuple(found)


def is_courtesy(sentence: Sentence) -> bool:
    """Whether it greets, thanks or agrees and does nothing else."""
    return not _COURTESY.sub("", sentence.text + ".")


def _paragraphs(text: str) -> list[str]:
    """Lines joined where they were only wrapped; code, quotes and signatures left out."""
    lines = _CODE.sub("\n", text).splitlines()
    own = [line for line in lines if not _QUOTED.match(line)] or [
        _QUOTED.sub("", line) for line in lines
    ]
    own = [line.strip() for line in _unsigned(own)]
    full = [line for line in own if len(line) in WRAPPED]
    paragraphs: list[str] = []
    wrapped = False
    for line in own:
        goes_on = line[:1].islower() or (len(full) >= LETTER_LINES and not _BULLET.match(line))
        if wrapped and line and goes_on:
            paragraphs[-1] += " " + line
        elif line:
            paragraphs.append(_BULLET.sub("", line))
        wrapped = len(line) in WRAPPED
    return paragraphs


def _unsigned(lines: Sequence[str]) -> list[str]:
    """A letter's lines without "Dear all,", "Regards," and the names below; others as they are."""
    kept = [line for line in lines if not _ATTRIBUTION.match(line.strip())]
    if max(map(len, kept), default=0) < WRAPPED.start:
        return kept
    for at in range(max(1, len(kept) - SIGNATURE_LINES), len(kept)):
        if _SIGNATURE.match(kept[at].strip()):
            kept = kept[:at]
            break
    while len(kept) > 1 and (not kept[-1].strip() or _NAMES.match(kept[-1].strip())):
        kept.pop()
    return kept[1:] if _SALUTATION.match(kept[0].strip()) else kept


def _split(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        start = 0
        for end in _END.finditer(paragraph):
            if not _ABBREVIATION.search(paragraph, max(start, end.start() - 12), end.start()):
                yield from _bounded(paragraph[start : end.end()])
                start = end.end()
        yield from _bounded(paragraph[start:])


def _bounded(sentence: str) -> Iterator[str]:
    """A sentence as it is, or in pieces where it is one for lack of a full stop; no quotation."""
    words = [] if sentence.startswith(">") else sentence.split()
    for at in range(0, len(words), LONGEST_SENTENCE):
        yield " ".join(words[at : at + LONGEST_SENTENCE])


def _tidy(sentence: str) -> str:
    """One line without courtesies in front, without smileys, unbroken words shortened."""
    words = _PICTURE.sub(" ", sentence).split()
    text = " ".join(_shortened(word) for word in words)
    rest = _COURTESY.sub("", text)
    if rest and rest != text and text[0].isupper():
        rest = rest[0].upper() + rest[1:]
    return rest if terms(rest) else text


def _shortened(word: str) -> str:
    return word if len(word) <= LONGEST_WORD else word[:LONGEST_WORD] + "…"
