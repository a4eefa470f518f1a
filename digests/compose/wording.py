"""How a digest says weeks, days, numbers and names. Pure; plain text, nothing escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from digests.models import Window

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_NOON = 12
_SATURDAY = 5
_MANIFOLD = 3


def title(window: Window) -> str:
    """What a week is called: "Week 47 · 16–20 November", by its working days."""
    first, last = working_days(window)
    week = window.name.rpartition("W")[2].lstrip("0")
    return f"Week {week} · {span(first, last)}" if week else span(first, last)


def span(first: date, last: date) -> str:
    """Two days in words: "16–20 November", "30 November – 4 December"."""
    if first == last:
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{day(first)} – {day(last)}"


def day(one: date) -> str:
    """A day in words: "20 November"."""
    return f"{one.day} {MONTHS[one.month - 1]}"


def working_days(window: Window) -> tuple[date, date]:
    """The first and last working day a week is about.

    A day of which less than half is in the window isn't what people mean, and neither is the
    weekend at either end; a window of nothing but those is named by the days it touches.
    """
    zone = ZoneInfo(window.zone)
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    first = start.date() + timedelta(days=int(start.hour >= _NOON))
    last = end.date() - timedelta(days=int(end.hour < _NOON))
    while first.weekday() >= _SATURDAY:
        first += timedelta(days=1)
    while last.weekday() >= _SATURDAY:
        last -= timedelta(days=1)
    return (first, last) if first <= last else (start.date(), end.date())


def due(window: Window) -> str:
    """When a week's digest is due, in its own zone: "Friday 20 November at 16:00"."""
    local = window.end.astimezone(ZoneInfo(window.zone))
    return f"{WEEKDAYS[local.weekday()]} {day(local.date())} at {local:%H:%M}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 message", "1,204 messages", "2 people"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def compared(number: int, before: int | None) -> str:
    """A week's number beside the one before: ", 9 % fewer than last week"; "" without that one.

    Of more than `_MANIFOLD` times as many the former number itself is told: percents of a quiet
    week say nothing.
    """
    if not before:
        return ""
    if number > _MANIFOLD * before:
        return f", after {before:,} last week"
    change = round(100 * (number - before) / before)
    if not change:
        return ", as many as last week"
    return f", {abs(change)} % {'more' if change > 0 else 'fewer'} than last week"


def names(people: Sequence[str], most: int = 4) -> str:
    """Some names in a row, the rest as a number: "Mara, Jon, Wei and 3 more"; "" for nobody."""
    shown = ", ".join(people[:most])
    return f"{shown} and {len(people) - most} more" if len(people) > most else shown
