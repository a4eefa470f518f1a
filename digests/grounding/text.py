"""Text made comparable: one form for digits, quotes, dashes and spaces. Pure, linear in length."""

from __future__ import annotations

import re
import unicodedata

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´", "'"),
        **dict.fromkeys("“”„‟«»「」『』〝〞", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)
_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
# A numeral counts as one only before a counter: 三菱 and 十分 are no numbers.
_HAN_NUMBER = re.compile(
    "(?<![〇零一二两兩三四五六七八九十百千])[〇零一二两兩三四五六七八九十百千]++"
    "(?=(?:点|點|时|時|月|日|号|號|年|个|個|天|人|名|小时|小時|分钟|分鐘|分間|秒|次|回|件|台|周|週|元|円|"
    "块|万|萬|億|亿|位|家|条|條|项|項|版))"
)
_VAGUE = re.compile("^一(?:点|點|个|個|次|回|件|些|下|家|条|條|台|位|天|日|周|週)")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|[\n。！？]+")


def even(text: str) -> str:
    """Text with one form for digits (ASCII), quotes, dashes and spaces; capitals are kept."""
    formed = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    if any(c.isdecimal() and not c.isascii() for c in formed):
        formed = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in formed)
    return " ".join(_HAN_NUMBER.sub(_han, formed).split())


def bare(text: str) -> str:
    """Casefolded text without accents, for comparing names and words."""
    split = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in split if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of evened text, capitals kept; CJK runs count as one word."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """A text's sentences, roughly."""
    return [sentence for sentence in _SENTENCE.split(text) if sentence]


def holds(text: str, part: str) -> bool:
    """Whether a text contains a part that doesn't begin or end within a word or a number."""
    at = text.find(part)
    while part and at >= 0:
        end = at + len(part)
        if not _joined(text, at) and not _joined(text, end):
            return True
        at = text.find(part, at + 1)
    return False


def is_cjk(text: str) -> bool:
    """Whether a text begins in a script that puts no spaces between words."""
    return bool(re.match(f"[{CJK}]", text))


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place belong to one word or number."""
    if at in (0, len(text)):
        return False
    left, right = text[at - 1], text[at]
    if left.isdigit() and right.isdigit():
        return True
    return left.isalpha() and right.isalpha() and not (is_cjk(left) or is_cjk(right))


def _han(found: re.Match[str]) -> str:
    """A Chinese numeral in digits."""
    text = found[0]
    if text == "一" and _VAGUE.match(found.string[found.start() : found.start() + 3]):
        return text
    if not any(c in _HAN_TENS for c in text):
        return "".join(str(_HAN_DIGITS[c]) for c in text)
    total = last = 0
    for character in text:
        if character in _HAN_TENS:
            total += (last or 1) * _HAN_TENS[character]
            last = 0
        else:
            last = _HAN_DIGITS[character]
    return str(total + last)
