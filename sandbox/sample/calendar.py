"""The four weeks laid onto real dates, in the company's zone; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox.sample.cast import TEAM_ZONE
from sandbox.sample.script import DAYS

WEEKS = 4

_ZONE = ZoneInfo(TEAM_ZONE)
_DATE = re.compile(r"\[w(\d)(mon|tue|wed|thu|fri|sat|sun)(?::([a-z]{2}))?\]")
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_FORMS = {
    "en": "{day} {name}",
    "de": "{day}. {name}",
    "fr": "{day} {name}",
    "es": "{day} de {name}",
    "ja": "{month}月{day}日",
    "zh": "{month}月{day}日",
    "ko": "{month}월 {day}일",
}


@dataclass(frozen=True)
class Calendar:
    """Where the first week's Monday falls."""

    start: date

    def epoch(self, day: int, minute: int) -> int:
        """Return the epoch seconds of a day (0 is the first Monday) and a minute of local time."""
        at = datetime.combine(self.start + timedelta(days=day), time(), _ZONE)
        return int(at.replace(hour=minute // 60, minute=minute % 60).astimezone(UTC).timestamp())

    def dated(self, text: str) -> str:
        """Return the text with [w2fri] and [w2fri:de] written as that day's date."""
        return _DATE.sub(self._date, text)

    def _date(self, found: re.Match[str]) -> str:
        week, weekday, language = int(found[1]), DAYS.index(found[2]), found[3] or "en"
        at = self.start + timedelta(days=(week - 1) * 7 + weekday)
        names = _MONTHS.get(language, _MONTHS["en"]).split()
        return _FORMS[language].format(day=at.day, month=at.month, name=names[at.month - 1])


def calendar(now: float) -> Calendar:
    """Return the calendar whose last week is the week of `now` (epoch seconds)."""
    today = datetime.fromtimestamp(now, _ZONE).date()
    monday = today - timedelta(days=today.weekday())
    return Calendar(monday - timedelta(weeks=WEEKS - 1))


def last_friday(now: float) -> float:
    """Return the last Friday 16:00 of the company's zone at or before `now`, in epoch seconds."""
    today = datetime.fromtimestamp(now, _ZONE).date()
    friday = today - timedelta(days=(today.weekday() - 4) % 7)
    four = _at_four(friday)
    return four if four <= now else _at_four(friday - timedelta(days=7))


def _at_four(day: date) -> float:
    return datetime.combine(day, time(16), _ZONE).timestamp()
