"""English word stems after Porter (1980), so that both homes index the same ones. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_C = "(?:[^aeiouy]|(?<![^aeiou])y|^y)"  # a consonant; y counts as one at the start or after a vowel
_V = "(?:[aeiou]|(?<=[^aeiou])y)"
_HAS_VOWEL = re.compile(_V)
_ONCE = re.compile(f"^{_C}*{_V}+{_C}")  # measure m > 0
_TWICE = re.compile(f"^{_C}*(?:{_V}+{_C}+){{2}}")  # m > 1
_EXACTLY_ONCE = re.compile(f"^{_C}*{_V}+{_C}+{_V}*$")
_DOUBLE = re.compile(r"([^aeiouylsz])\1$")
_SHORT_END = re.compile(f"{_C}{_V}[^aeiouwxy]$")

_STEP2 = (
    ("ational", "ate"), ("ization", "ize"), ("iveness", "ive"), ("fulness", "ful"),
    ("ousness", "ous"), ("tional", "tion"), ("biliti", "ble"), ("entli", "ent"), ("ousli", "ous"),
    ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("iviti", "ive"), ("enci", "ence"),
    ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("ator", "ate"),
    ("logi", "log"), ("bli", "ble"), ("eli", "e"),
)  # fmt: skip
_STEP3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"),
    ("ness", ""), ("ful", ""),
)  # fmt: skip
_STEP4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous",
    "ive", "ize", "al", "er", "ic", "ou",
)  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case ASCII word; words of one or two letters stay as they are."""
    if len(word) < 3:
        return word
    word = _participles(_plurals(word))
    if word.endswith("y") and _HAS_VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    word = _replace(_replace(word, _STEP2), _STEP3)
    return _last_letters(_suffixes(word))


def _plurals(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _participles(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _ONCE.match(word[:-3]) else word
    for ending in ("ed", "ing"):
        rest = word.removesuffix(ending)
        if rest != word and _HAS_VOWEL.search(rest):
            return _mended(rest)
    return word


def _mended(rest: str) -> str:
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _DOUBLE.search(rest):
        return rest[:-1]
    return rest + "e" if _EXACTLY_ONCE.match(rest) and _SHORT_END.search(rest) else rest


def _replace(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for ending, new in endings:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return rest + new if _ONCE.match(rest) else word
    return word


def _suffixes(word: str) -> str:
    for ending in _STEP4:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return rest if _TWICE.match(rest) else word
    if word.endswith(("sion", "tion")) and _TWICE.match(word[:-3]):
        return word[:-3]
    return word


def _last_letters(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        once = _EXACTLY_ONCE.match(rest) and not _TWICE.match(rest)
        if _TWICE.match(rest) or (once and not _SHORT_END.search(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _TWICE.match(word) else word
