"""Numbers, amounts, durations and things named by numbers, compared by value. Pure.

"1,204" = "1.204" = "1 204"; "30k" = "30,000"; "90 minutes" = "1.5 hours"; but "3.1" is not "3.10"
(versions are written so), and 41 minutes are not 41 hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from digests.grounding.text import CJK
from digests.grounding.words import LOOSE_NUMBER_WORDS, MULTIPLIERS, NUMBER_WORDS, UNITS

_SPACED = re.compile(r"(?<![\w.,])(\d{1,3})((?: \d{3})+)(?![\d.,]?\d)")
_RUN = re.compile(rf"[^\s()\[\]{{}}\"<>;|{CJK}]+")
_EDGES = ".,:!?'*_~&"
_NUMBER = re.compile(
    r"(?P<sign>[+~≈±#-]*)(?P<before>us\$|[$€£¥₹])?-?(?P<digits>\d+(?:[.,']\d+)*)"
    r"(?P<after>[^\W\d]{0,12}\.?|[%$€£¥₹])"
)
_PIECES = re.compile(r"[-/x×~+=:]|\.\.+")
_NAMED = re.compile(r"(?:^|[#/=_-])(\d+)|(\d{3,})")
_HYPHENED = re.compile(r"^([\d.,]+)-([^\W\d_]+)$")  # a 41-minute outage
_WORD = re.compile(r"[^\W\d_]+")
_NEXT_WORD = re.compile(rf" ?([%$€£¥₹]|(?![{CJK}])[^\W\d_]+\.?)| ?([{CJK}]{{1,4}})")
_DIGIT_GROUPS = re.compile(r"\d+")
_MAX_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Attributes:
        text: as it stands there.
        values: every value it may mean; a decimal without a unit is kept as written ("3.10").
        unit: a key of `UNITS`' values, "" for none known.
    """

    text: str
    values: frozenset[str]
    unit: str = ""

    @property
    def seconds(self) -> frozenset[Decimal]:
        """The values as a duration, empty if it is none."""
        if not self.unit.isdigit():
            return frozenset()
        return frozenset(Decimal(value) * int(self.unit) for value in self.values)


def numbers(text: str, *, loose: bool = False) -> tuple[list[Number], list[str]]:
    """The numbers in an evened text, and the names with digits in them that are no numbers.

    Args:
        text: evened; capitals don't matter.
        loose: read as a source: also words that often mean no number, and numbers within names.
    """
    lower = _SPACED.sub(lambda m: m[1] + m[2].replace(" ", ""), text.casefold())
    found: list[Number] = []
    named: list[str] = []
    for run in _RUN.finditer(lower):
        token = run[0].strip(_EDGES)
        if not any(character.isdigit() for character in token):
            continue
        read = _read(token, lower[run.end() : run.end() + 24])
        if read is None:
            named.append(token)
            found.extend(_within(token) if loose else ())
        else:
            found.extend(read)
    return found + list(_worded(lower, loose=loose)), named


def supported(claimed: Number, given: Iterable[Number], units: frozenset[str]) -> bool:
    """Whether a number stands among given ones, in a unit that fits.

    Args:
        claimed: what a claim says.
        given: what the cited messages say.
        units: every unit that occurs in them, for numbers whose own unit stands elsewhere.
    """
    return any(_same(claimed, other, units) for other in given)


def _same(claimed: Number, other: Number, units: frozenset[str]) -> bool:
    if claimed.unit != other.unit and claimed.seconds and other.seconds:
        return not claimed.seconds.isdisjoint(other.seconds)
    if claimed.values.isdisjoint(other.values):
        return False
    if not claimed.unit or claimed.unit == other.unit:
        return True
    return not other.unit and (
        claimed.unit in units or (claimed.unit.isalnum() and _is_span(claimed))
    )


def _is_span(number: Number) -> bool:
    """Whether it is a stretch of time, whose unit people often leave away."""
    return number.unit.isdigit() or number.unit in ("month", "year")


def _read(token: str, after: str) -> list[Number] | None:
    """The numbers a token is made of; None if it is a name."""
    if len(token) > _MAX_DIGITS:
        return None
    whole = _NUMBER.fullmatch(_HYPHENED.sub(r"\1\2", token))
    if whole:
        number = _number(whole, after)
        return [number] if number else None
    pieces = [piece for piece in _PIECES.split(token) if piece]
    matches = [_NUMBER.fullmatch(piece) for piece in pieces]
    if len(pieces) < 2 or not all(matches):
        return None
    made = [_number(match, after) for match in matches if match]
    return [number for number in made if number] if all(made) else None


def _number(found: re.Match[str], after: str) -> Number | None:
    """A number with its unit and multiplier, attached or in the next word."""
    attached = found["after"].rstrip(".")
    if attached and attached not in UNITS and attached not in MULTIPLIERS:
        return None
    factor = MULTIPLIERS.get(attached, 0) if attached != "m" or found["before"] else 0
    unit = UNITS.get(found["before"] or "", "") or UNITS.get(attached, "")
    if not attached or factor:
        following, scale = _following(after, searching_factor=not factor)
        unit, factor = unit or following, factor or scale
    values = _values(found["digits"], factor, exact=not (unit or factor))
    return Number(found[0], values, unit) if values else None


def _following(after: str, *, searching_factor: bool) -> tuple[str, int]:
    """The unit and multiplier in what follows a number: " million dollars", "万円"."""
    unit, factor = "", 0
    for _ in range(2):
        word = _NEXT_WORD.match(after)
        if word is None:
            break
        text = (word[1] or word[2] or "").rstrip(".")
        taken = next((text[:n] for n in range(len(text), 0, -1) if _known(text[:n], word)), "")
        if searching_factor and not factor and taken in MULTIPLIERS and taken not in ("m", "k"):
            factor = MULTIPLIERS[taken]
        elif taken in UNITS:
            return UNITS[taken], factor
        else:
            break
        after = after[word.start(1 if word[1] else 2) + len(taken) :]
    return unit, factor


def _known(text: str, word: re.Match[str]) -> bool:
    """Whether a beginning of the next word is a unit; only CJK words may go on after it."""
    whole = word[2] is not None or len(text) == len((word[1] or "").rstrip("."))
    return whole and (text in UNITS or text in MULTIPLIERS)


def _values(digits: str, factor: int, *, exact: bool) -> frozenset[str]:
    """Every value a row of digits may mean: separators part thousands or decimals.

    None for what is no number at all: a version ("2.3.1"), a list ("1,2,3").
    """
    plain = digits.replace("'", "")
    readings = set()
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain) or plain.isdigit():
        readings.add(re.sub(r"[.,]", "", plain))
    for point, comma in ((".", ","), (",", ".")):
        whole, _, rest = plain.rpartition(point)
        if rest.isdigit() and re.fullmatch(rf"\d+|\d{{1,3}}(?:\{comma}\d{{3}})+", whole):
            readings.add(f"{whole.replace(comma, '')}.{rest}")
    return frozenset(
        reading if exact and "." in reading else _canonical(Decimal(reading) * (factor or 1))
        for reading in readings
    )


def _canonical(value: Decimal) -> str:
    whole = value.to_integral_value()
    return str(whole) if value == whole else f"{value.normalize():f}"


def _within(token: str) -> Iterable[Number]:
    """The numbers within a name: 123 in PROJ-123, 4711 in an address."""
    for found in _NAMED.finditer(token):
        digits = found[1] or found[2]
        if len(digits) <= _MAX_DIGITS:
            yield Number(digits, frozenset({str(int(digits))}))


def _worded(lower: str, *, loose: bool) -> Iterable[Number]:
    """Numbers written as words."""
    for found in _WORD.finditer(lower):
        value = NUMBER_WORDS.get(found[0]) or (LOOSE_NUMBER_WORDS.get(found[0]) if loose else None)
        if value is None or _is_multiplier(lower, found):
            continue
        unit, factor = _following(lower[found.end() : found.end() + 24], searching_factor=True)
        yield Number(found[0], frozenset({str(value * (factor or 1))}), unit)


def _is_multiplier(lower: str, found: re.Match[str]) -> bool:
    """Whether a number word belongs to the number before it: "30 thousand"."""
    before = lower[max(0, found.start() - 20) : found.start()].split()
    if found[0] not in MULTIPLIERS or not before:
        return False
    return before[-1] in NUMBER_WORDS or bool(_DIGIT_GROUPS.search(before[-1]))
