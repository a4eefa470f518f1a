"""Messages as short, whole sentences that keep their source; pure."""

import re
from dataclasses import dataclass
from functools import cached_property

from sandbox.claude.reading import Source

from . import cues
from .words import stems

MAX_WORDS = 32
MAX_WIDE = 70

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_QUOTE = re.compile(r"^\s*(?:>|&gt;).*$", re.MULTILINE)
_LABELLED = re.compile(r"<[^<>|]+\|([^<>]*)>")
_LINK = re.compile(r"<?https?://[^\s>]+>?")
_CITATION = re.compile(r"\[[a-z]\d+\]")
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]*:")
_MARKS = re.compile(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)")
_BULLET = re.compile(r"^\s*(?:[-•*]|\d+[.)])\s+")
_GREETING = re.compile(
    r"^(?:(?:hi|hey|hello|morning|good morning|ok|okay|so|fyi|update)\b"
    r"(?: (?:all|team|everyone|folks|there))?\s*[,!.:—-]+\s*)",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=\S)|(?<=[。！？])")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|vs|approx|no|dr|mr|mrs|ms|st|z\.b|d\.h|\w)\.$", re.I
)
_CLAUSE = re.compile(r"[,;:—–，、；]\s*|\s[-(]\s?")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Sentence:
    """One sentence of one message.

    Attributes:
        text: Cleaned, ending in punctuation.
        source: The message it was copied from.
        at: The message's place among those given, from 0.
        first: Whether it opens its message.
    """

    text: str
    source: Source
    at: int
    first: bool

    @cached_property
    def stems(self) -> frozenset[str]:
        """What it is about, to compare."""
        return stems(self.text)

    @property
    def reported(self) -> str:
        """The sentence as a third person may quote it: in the first person, with its author."""
        if self.source.author and cues.FIRST_PERSON.search(self.text):
            return f"{self.source.author}: {self.text}"
        return self.text


def sentences_of(sources: tuple[Source, ...]) -> list[Sentence]:
    """Return what is worth quoting: sentences of two content words or more, if there are any."""
    every = every_sentence(sources)
    return [sentence for sentence in every if len(sentence.stems) >= 2] or every


def every_sentence(sources: tuple[Source, ...]) -> list[Sentence]:
    """Return the sentences of all messages in order; none of what is code, quote or bare link."""
    every = []
    for at, source in enumerate(sources):
        texts = [text for text in split(clean(source.text)) if any(map(str.isalnum, text))]
        every += [Sentence(finish(text), source, at, not n) for n, text in enumerate(texts)]
    return every


def clean(text: str) -> str:
    """Return a message without code, quotes, links, emoji codes and markup."""
    for pattern in (_FENCE, _QUOTE):
        text = pattern.sub(" ", text)
    text = _LABELLED.sub(r"\1", text)
    for pattern in (_LINK, _CITATION, _SHORTCODE, _MARKS):
        text = pattern.sub("", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def split(text: str) -> list[str]:
    """Return the sentences of a cleaned text; a line break ends one too."""
    found: list[str] = []
    for line in text.splitlines():
        line = _GREETING.sub("", _BULLET.sub("", line)).strip()
        start = 0
        for end in _END.finditer(line):
            if not _ABBREVIATION.search(line[start : end.start()]):
                found.append(line[start : end.start()])
                start = end.end()
        found.append(line[start:])
    return [" ".join(sentence.split()) for sentence in found if sentence.strip()]


def finish(text: str) -> str:
    """Return a sentence cut at a clause to a readable length, with a capital and an end."""
    text = shorten(text).strip(" ,;:—–-")
    if text[-1:] not in ".!?。！？…":
        text += "。" if _WIDE.search(text[-1:]) else "."
    return text[:1].upper() + text[1:]


def shorten(text: str) -> str:
    """Return a text of at most 32 words (70 wide characters), cut where a clause ends."""
    if not _too_long(text):
        return text
    cut = ""
    for clause in _CLAUSE.finditer(text):
        if _too_long(text[: clause.start()]):
            break
        cut = text[: clause.start()]
    if cut:
        return cut
    wide = len(_WIDE.findall(text)) > MAX_WIDE
    return text[:MAX_WIDE] if wide else " ".join(text.split()[:MAX_WORDS])


def _too_long(text: str) -> bool:
    return len(text.split()) > MAX_WORDS or len(_WIDE.findall(text)) > MAX_WIDE
