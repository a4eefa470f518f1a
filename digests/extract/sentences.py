"""From messages to sentences worth reading: what is pasted, quoted or mere courtesy goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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


_CODE = re.compile(r"```[^`]*(?:```|$)")
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
_BULLET = re.compile(r"^\s*(?:[-*•◦▪]|\d{1,2}[.)])\s+")
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|(?<=[。！？])[」』）]*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|no|nr|approx|z\.b|d\.h|bzw|ca|"
    r"p\.ex|sr|sra|usw|cf|fig|\d{1,2})\.$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:(?:oh|ah|hm+|um+|uh|well|hey|hi|hello|ok|okay|yeah|yep|yes|no|nope|sure|right|wow|great|"
    r"so|and|but|anyway|haha+|lol|thanks|thank you|good (?:morning|afternoon|evening)|dear|"
    r"hallo|moin|na|ja|nein|also|bonjour|salut|bah|oui|non|hola|buenas|bueno|vale|sí)"
    r"(?:,? (?:all|everyone|team|folks|there|guys|zusammen|tous|tout le monde|a todos))?"
    r"[,.!…–—-]+\s*)+",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W_]")
_NOISE = re.compile(r"(?<!\S)(?::[a-z0-9_+'-]+:|[^\w\s]{1,4}|[:;=xX8][-']?[DPpOo3)(]+)(?!\S)")


def sentences(message: Message, text: str, place: int) -> list[Sentence]:
    """The sentences of a message's plain text; empty where there is nothing to read."""
    found: list[Sentence] = []
    for raw in _split(_paragraphs(text)):
        tidy = _tidy(raw)
        if tidy:
            found.append(Sentence(tidy, message, place, len(found), tuple(terms(tidy)), size(tidy)))
    return found


def _paragraphs(text: str) -> list[str]:
    """Lines joined where they were only wrapped; code, quotes and signatures left out."""
    body = _CODE.sub("\n", text)
    lines = body.splitlines()
    own = [line for line in lines if not _QUOTED.match(line)] or [
        _QUOTED.sub("", line) for line in lines
    ]
    paragraphs: list[str] = []
    wrapped = False
    for line in own:
        stripped = line.strip()
        if len(paragraphs) > 1 and _SIGNATURE.match(stripped):
            break
        if _ATTRIBUTION.match(stripped):
            continue
        if wrapped and stripped and not _BULLET.match(line):
            paragraphs[-1] += " " + stripped
        elif stripped:
            paragraphs.append(_BULLET.sub("", stripped))
        wrapped = 45 <= len(stripped) <= 100
    return paragraphs


def _split(paragraphs: Iterable[str]) -> Iterable[str]:
    for paragraph in paragraphs:
        start = 0
        for end in _END.finditer(paragraph):
            piece = paragraph[start : end.start()]
            if not _ABBREVIATION.search(piece[-12:]):
                yield paragraph[start : end.end()]
                start = end.end()
        yield paragraph[start:]


def _tidy(sentence: str) -> str:
    """One line without courtesies in front, without smileys, unbroken words shortened."""
    words = _NOISE.sub(" ", sentence).split()
    text = " ".join(w if len(w) <= LONGEST_WORD else w[:LONGEST_WORD] + "…" for w in words)
    rest = _COURTESY.sub("", text)
    if rest and rest != text and text[0].isupper():
        rest = rest[0].upper() + rest[1:]
    return rest if terms(rest) else text if _LETTER.search(text) else ""
