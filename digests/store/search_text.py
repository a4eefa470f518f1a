"""From text to the words that are indexed and searched, the same for both homes. Pure.

Case and accents are folded, English words stemmed, and writing without spaces (Chinese, Japanese,
Korean, Thai …) cut into overlapping pairs of characters. A run's last character is indexed by
itself as well, so that a single character is found wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from digests.store.stem import stem

TERMS_MAX = 16_000  # PostgreSQL knows no word positions past 16,383
TEXT_MAX = 200_000  # characters; Slack's longest message has 40,000, a tsvector ends at 1 MB
WORD_MAX = 100  # characters; longer runs are keys or noise, and indexes limit a word's bytes
QUERY_MAX = 1_000  # characters that are read of a query
CLAUSES_MAX = 32  # of a query: more than anybody types

_CJK = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
)
_MARKS = "".join(
    chr(code) for code in range(0x0370, 0x2000) if unicodedata.category(chr(code))[0] == "M"
)
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_WORD = re.compile(
    rf"([{_CJK}]+)|((?:(?![{_CJK}])[^\W_])(?:(?![{_CJK}])[^\W_{_MARKS}]|[{_MARKS}])*)"
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_ENTITY = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITIES = re.compile("&(?:lt|gt|amp);")
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_BETWEEN = re.compile(r"[\s:;,|*()<>\[\]{}]+")  # all else inside a word ("kebab-case") joins
_PLAIN = re.compile("[a-z]+")
_STOP_WORDS = """a about an and are as at be been but by can could did do does for from had has have
he her his how i if in into is it its me my of on or our she should so than that the their them then
there these they this to was we were what when where which who why will with would you your"""
_STOP = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Words:
    """What a query asks for; nothing in it means that nothing can match.

    Attributes:
        clauses: phrases of one or more words that stand side by side.
        prefixes: beginnings of words: single characters of writing without spaces.
    """

    clauses: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.clauses or self.prefixes)

    def __len__(self) -> int:
        return len(self.clauses) + len(self.prefixes)

    def found_in(self, terms: list[str]) -> int:
        """How many of its clauses and prefixes stand in the words of a text."""
        text = f" {' '.join(terms)} "
        phrases = sum(f" {' '.join(clause)} " in text for clause in self.clauses)
        return phrases + sum(f" {prefix}" in text for prefix in self.prefixes)


def terms(text: str) -> list[str]:
    """Return the indexed words of a text in order, at most TERMS_MAX; [] if it has none."""
    folded = _fold(text[:TEXT_MAX])[:TEXT_MAX]
    if folded.isascii():
        return [_stemmed(word) for word in _ASCII_WORD.findall(folded)][:TERMS_MAX]
    found: list[str] = []
    for run, word in _WORD.findall(folded):
        found.extend(_pairs(run) if run else [_stemmed(word)])
    return found[:TERMS_MAX]


def words(query: str) -> Words:
    """Read what a person typed: words, and phrases in quotes. Nothing else has a meaning."""
    query = query[:QUERY_MAX]
    phrases = [match.group(1) for match in _QUOTED.finditer(query)]
    loose = _BETWEEN.split(_QUOTED.sub(" ", query))
    telling = [word for word in loose if word and word.lower().strip(".!?'") not in _STOP]
    chunks = phrases + (telling or ([] if phrases else loose))
    clauses: dict[tuple[str, ...], None] = {}
    prefixes: dict[str, None] = {}
    for chunk in chunks:
        for clause in _clauses(chunk):
            if len(clause) == 1 and len(clause[0]) == 1 and _is_cjk(clause[0]):
                prefixes[clause[0]] = None
            elif clause:
                clauses[clause] = None
    return Words(tuple(clauses)[:CLAUSES_MAX], tuple(prefixes)[:CLAUSES_MAX])


def snippet(text: str, query: Words, length: int = 160) -> str:
    """Return the part of a text around the first word that the query asks for, on one line."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    wanted = {term for clause in query.clauses for term in clause} | set(query.prefixes)
    start = 0
    for match in re.finditer(r"\S+", text):
        found = terms(match.group())
        if not wanted.isdisjoint(found) or any(t.startswith(query.prefixes) for t in found):
            start = match.start()
            break
    begin = max(0, min(start - length // 4, len(text) - length))
    begin = text.find(" ", begin, start) + 1 or begin if begin else 0
    end = len(text) if begin + length >= len(text) else text.rfind(" ", start, begin + length)
    end = end if end > start else begin + length
    return f"{'…' if begin else ''}{text[begin:end].strip()}{'…' if end < len(text) else ''}"


def _fold(text: str) -> str:
    if "&" in text:
        text = _ENTITIES.sub(lambda match: _ENTITY[match.group()], text)
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", bare)))


def _stemmed(word: str) -> str:
    return stem(word[:WORD_MAX]) if _PLAIN.fullmatch(word) else word[:WORD_MAX]


def _is_cjk(character: str) -> bool:
    return re.match(f"[{_CJK}]", character) is not None


def _pairs(run: str) -> list[str]:
    return [a + b for a, b in pairwise(run)] + [run[-1]]


def _clauses(chunk: str) -> list[tuple[str, ...]]:
    """A chunk as one phrase; a run's last single character is only for the index."""
    asked: list[str] = []
    clauses = []
    for run, word in _WORD.findall(_fold(chunk)):
        if not run:
            asked.append(_stemmed(word))
            continue
        if asked:
            clauses.append(tuple(asked))
            asked = []
        clauses.append(tuple(_pairs(run)[:-1]) or (run,))
    return [*clauses, tuple(asked)]
