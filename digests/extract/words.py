"""What a text is made of: terms to compare by, words to count, places to cut. Any script."""

from __future__ import annotations

import re
from importlib.resources import files

STEM = 6
"""Letters of a word that count when words are compared: "deploy", "deployed", "deployment"."""

LONGEST_WORD = 120
"""Characters of one unbroken word that are shown; beyond are pasted tokens and logs."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3\u1100-\u11ff]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_CLAUSE_END = re.compile(r"[,;:)–—，、；：]$")

FUNCTION_WORDS = frozenset(
    files("digests.extract").joinpath("function_words.txt").read_text(encoding="utf-8").split()
)
"""Words that carry no topic, in English, German, French and Spanish; others fall to rarity."""

_FREQUENT = {
    "en": "the and is are was to of in for with that this it on we have not but from they you",
    "de": "der die das und ist sind war zu von im für mit dass es auf wir haben nicht aber ich ein",
    "fr": "le la les et est sont était de du dans pour avec que ce il sur nous pas mais une des",
    "es": "el la los y es son era de del en para con que lo por se nos no pero una las",
}
_SPEAKS = [(name, frozenset(listed.split())) for name, listed in _FREQUENT.items()]
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
)
FEWEST_TOLD = 3
"""Frequent words, or letters of a script, by which a language is told."""


def language(text: str) -> str:
    """Which of the seven languages a text is in ("en", "ja"); "" if too little or none tells."""
    if not text.isascii():
        for name, script in _SCRIPTS:
            if len(script.findall(text)) >= FEWEST_TOLD:
                return name
    said = words(text)
    counts = sorted(
        ((sum(w in known for w in said), name) for name, known in _SPEAKS), reverse=True
    )
    (most, name), (second, _) = counts[:2]
    return name if most >= FEWEST_TOLD and most > second else ""


def terms(text: str) -> list[str]:
    """The terms of a text in order, with repeats: stems of topical words, pairs of wide characters.

    Empty for a text without topical words (emoji only, "ok thanks").
    """
    topical = [word for word in words(text) if word not in FUNCTION_WORDS]
    if text.isascii():
        return [word[:STEM] for word in topical]
    return [term for word in topical for term in _stems(word)]


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation; an unspaced run is one word."""
    return _WORD.findall(text.lower().replace("’", "'"))


def _stems(word: str) -> list[str]:
    """The start of a spaced word; of an unspaced run, every two neighbouring characters."""
    if not _WIDE.search(word):
        return [word[:STEM]]
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def size(text: str) -> int:
    """How many words a text counts for: blanks separate them, or two unspaced characters are one.

    At least the number of words that a split at blanks gives.
    """
    if text.isascii():
        return len(text.split())
    return sum(_word_size(word) for word in text.split())


def _word_size(word: str) -> int:
    return max(1, len(_UNSPACED.findall(word)) // 2)


def cut(text: str, room: int) -> str:
    """The start of a text within a number of words, an ellipsis after it where some is missing.

    Ends at a clause where one ends within the last two words. "" if not even one word fits.
    """
    if size(text) <= room:
        return text
    kept: list[str] = []
    for word in text.split():
        if (needed := _word_size(word)) > room:
            if needed > 1 and room > 0:
                kept.append(word[: 2 * room])
            break
        kept.append(word)
        room -= needed
    for back in range(min(2, len(kept) - 3)):
        if _CLAUSE_END.search(kept[-1 - back]):
            kept = kept[: len(kept) - back]
            break
    return " ".join(kept).rstrip(" ,;:.–—，、；：。") + "…" if kept else ""
