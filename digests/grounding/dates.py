"""Dates, compared by value: "2 February" = "Feb 2" = "2026-02-02" = "2月2日". Pure.

What messages say is meant from their own day: "tomorrow" and "Monday" become dates of the calendar,
so a claim may say either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from digests.grounding.words import (
    AMBIGUOUS_MONTHS,
    BEFORE_A_MONTH,
    MONTHS,
    RELATIVE_DAYS,
    RELATIVE_WEEKS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_MONTH = rf"(?P<month>{_any(MONTHS)})(?![^\W\d_])\.?"
_ORDINAL = r"(?:st\b|nd\b|rd\b|th\b|er\b|\.(?=\s?[^\W\d_])|º|ª)?"
_OF = r"\s?(?:of |de |do |di |-)?(?:of )?"
_DAYS = (
    rf"(?<![\d.,:/])(?P<day>\d{{1,2}}){_ORDINAL}"
    rf"(?:\s?(?:-|to|bis|à|au|al|a|and|und)\s?(?P<last>\d{{1,2}}){_ORDINAL})?"
)
_YEAR = r"(?:,?\s?(?:de |del |do )?(?P<year>(?:19|20)\d{2})(?!\d))?"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<month_number>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month_number>\d{1,2})\.\s?(?P<year>(?:19|20)\d{2}|)(?![\d])",
        r"(?<![\d/])(?P<day>\d{1,2})/(?P<month_number>\d{1,2})/(?P<year>(?:19|20)\d{2})(?![\d/])",
        rf"{_DAYS}{_OF}{_MONTH}{_YEAR}",
        rf"(?<![^\W\d_]){_MONTH}\s?(?:the )?(?P<day>\d{{1,2}}){_ORDINAL}(?![\d:.%]\d|\d|:)"
        rf"(?:\s?-\s?(?P<last>\d{{1,2}})(?!\d))?{_YEAR}",
        rf"(?<![^\W\d_]){_MONTH}\s(?P<year>(?:19|20)\d{{2}})(?!\d)",
        r"(?:(?P<year>\d{4})\s?[年년]\s?)?(?<!\d)(?P<month_number>\d{1,2})\s?[月월]"
        r"(?:\s?(?P<day>\d{1,2})\s?[日号號일])?",
        r"(?<![\d月월])(?P<day>\d{1,2})\s?[日号號일](?!\w*間)",
    )
]
_NUMERIC = re.compile(r"[\d. /-]+")
_LONE_MONTH = re.compile(
    rf"(?:(?P<before>\b(?:{BEFORE_A_MONTH})\b)\s)?(?<![^\W\d_]){_MONTH}(?!\w)", re.IGNORECASE
)
_WEEKDAY = re.compile(
    rf"(?<![^\W\d_])(?:{_any(w for w in WEEKDAYS if w[0] < '⺀')})s?(?![^\W\d_])|"
    rf"{_any(w for w in WEEKDAYS if w[0] >= '⺀')}",
    re.IGNORECASE,
)
_SHORT_WEEKDAY = re.compile(rf"\b(?:{_any(SHORT_WEEKDAYS)})\b(?!')\.?")
_RELATIVE_DAY = re.compile(
    rf"(?<![^\W\d_])(?:{_any(w for w in RELATIVE_DAYS if w[0] < '⺀')})(?![^\W\d_])|"
    rf"{_any(w for w in RELATIVE_DAYS if w[0] >= '⺀')}", re.IGNORECASE
)  # fmt: skip
_WEEK = re.compile(_any(RELATIVE_WEEKS), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as a text says it; every part but one may be missing.

    Attributes:
        text: as it stands there.
        span: where.
        year, month, day: of the calendar; day 0 for a date that doesn't exist (31 February).
        weekday: 1 for Monday to 7 for Sunday.
        offset: days from the day of the message ("tomorrow").
        week: weeks from that of the message ("next week").
        sure: False for what may be a number as well ("12.5.").
    """

    text: str
    span: tuple[int, int]
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    offset: int | None = None
    week: int | None = None
    sure: bool = True


def days(text: str) -> list[Day]:
    """The dates in an evened text with its capitals, none of them twice."""
    found: list[Day] = []
    taken = bytearray(len(text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.extend(_calendar(match))
    return found + [day for day in _spoken(text) if not any(taken[day.span[0] : day.span[1]])]


def resolved(spoken: Iterable[Day], said_on: date) -> set[date]:
    """The dates of the calendar that words may mean, said on a day."""
    meant = set()
    for day in spoken:
        if day.offset is not None:
            meant.add(said_on + timedelta(days=day.offset))
        elif day.weekday is not None:
            ahead = (day.weekday - said_on.isoweekday()) % 7
            meant |= {said_on + timedelta(days=ahead + 7 * week) for week in (-1, 0, 1)}
        elif day.month and day.day:
            meant.add(_nearest(day, said_on))
    return {each for each in meant if each != date.min}


def supported(claimed: Day, given: Iterable[Day], calendar: set[date], written: set[date]) -> bool:
    """Whether a date stands in the sources.

    Args:
        claimed: what a claim says.
        given: what the cited messages say, in whatever words.
        calendar: those dates resolved; the day of a message that speaks of none.
        written: the days on which the messages were written.
    """
    given = list(given)
    if claimed.offset is not None:
        return any(day.offset == claimed.offset for day in given)
    if claimed.week is not None:
        weeks = {day.week for day in given if day.week is not None}
        return claimed.week in weeks or (claimed.week == 0 and not weeks)
    if claimed.weekday is not None:
        return any(day.weekday == claimed.weekday for day in given) or any(
            each.isoweekday() == claimed.weekday for each in calendar
        )
    return _same(claimed, given) or any(_is(claimed, each) for each in calendar | written)


def _same(claimed: Day, given: list[Day]) -> bool:
    """Whether one of the given says as much: months without a day have no date of the calendar."""
    if claimed.day is not None:
        return False
    return any(
        day.month == claimed.month and (claimed.year is None or claimed.year == day.year)
        for day in given
        if day.month
    )


def _is(claimed: Day, each: date) -> bool:
    parts = ((claimed.year, each.year), (claimed.month, each.month), (claimed.day, each.day))
    return all(said is None or said == is_ for said, is_ in parts)


def _calendar(found: re.Match[str]) -> Iterable[Day]:
    """The one or two dates in a match of a pattern."""
    parts = found.groupdict()
    month = MONTHS.get((parts.get("month") or "").casefold()) or _number(parts, "month_number")
    year = _number(parts, "year")
    for name in ("day", "last"):
        day = _number(parts, name)
        if day is not None or name == "day":
            sure = year is not None or not _NUMERIC.fullmatch(found[0])
            existing = _existing(year, month, day)
            yield Day(found[0], found.span(), year, month, existing, sure=sure)


def _number(parts: dict[str, str | None], name: str) -> int | None:
    text = parts.get(name)
    return int(text) if text else None


def _existing(year: int | None, month: int | None, day: int | None) -> int | None:
    """The day, 0 if the month has no such day."""
    if day is None:
        return None
    try:
        date(year or 2024, month or 1, day)
    except ValueError:
        return 0
    return day


def _nearest(day: Day, said_on: date) -> date:
    """A date without a year is the one nearest to the day it was said on; `date.min` if none is."""
    candidates = []
    for year in [day.year] if day.year else range(said_on.year - 4, said_on.year + 5):
        try:
            candidates.append(date(year, day.month or 1, day.day or 0))
        except ValueError:
            continue
    return min(candidates, key=lambda each: abs((each - said_on).days), default=date.min)


def _spoken(text: str) -> Iterable[Day]:
    """Weekdays, relative days and weeks, and months that stand alone."""
    for found in _WEEKDAY.finditer(text):
        name = found[0].casefold()
        number = WEEKDAYS.get(name) or WEEKDAYS.get(name.removesuffix("s"))
        yield Day(found[0], found.span(), weekday=number)
    for found in _SHORT_WEEKDAY.finditer(text):
        yield Day(found[0], found.span(), weekday=SHORT_WEEKDAYS[found[0].rstrip(".")])
    for found in _RELATIVE_DAY.finditer(text):
        yield Day(found[0], found.span(), offset=RELATIVE_DAYS[found[0].casefold()])
    for found in _WEEK.finditer(text):
        yield Day(found[0], found.span(), week=RELATIVE_WEEKS[found[0].casefold()])
    for found in _LONE_MONTH.finditer(text):
        name = found["month"].casefold()
        if found["before"] or (len(name) > 3 and name not in AMBIGUOUS_MONTHS):
            yield Day(found["month"], found.span("month"), month=MONTHS[name])
