"""By when something is to be: the words for days and deadlines in seven languages. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

DAYS = """
    monday, tuesday, wednesday, thursday, friday, saturday, sunday,
    montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag,
    lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche,
    lunes, martes, miércoles, jueves, viernes, sábado, domingo"""
SOON = """
    tomorrow, tonight, next week, bis morgen, nächste woche, demain, la semaine prochaine, mañana,
    la próxima semana"""
"""Words for days that need none before them to say by when."""


def _any(listed: str) -> str:
    return "|".join(word.strip() for word in listed.split(","))


_SHORT_DAYS = r"mon|tue|wed|thu|fri|sat|sun"
_BEFORE = r"by|on|before|until|due|bis|am|d'ici|avant|para el|antes del?"
_NEXT = r"next|this|nächsten|kommenden|el|le"
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_DUE = re.compile(
    rf"\b(?:(?:{_BEFORE}) )?(?:(?:{_NEXT}) )?(?:{_any(DAYS)})"
    r"(?: (?:noon|morning|afternoon|evening|früh|abend|matin|midi))?\b|"
    rf"\b(?:by|on|before|until|due)(?: next| this)? (?:{_SHORT_DAYS})\b|"
    rf"\b(?:by|on|before|until|am|le|el) (?:\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTHS}|"
    rf"{_MONTHS} \d{{1,2}}|\d{{4}}-\d{{2}}-\d{{2}})|"
    r"\b(?:by|before|until) (?:noon|tonight|tomorrow|eod|eow|next week|"
    r"(?:the )?end of (?:the )?(?:day|week|month))\b|"
    rf"\b(?:{_any(SOON)}|morgen)\b|"
    r"明日|来週|[月火水木金]曜日?まで|明天|下周|周[一二三四五](?:之)?前|"
    r"내일까지|다음 주까지|[월화수목금]요일까지",
    re.IGNORECASE,
)


def due(text: str) -> str | None:
    """By when a text says that something is to be, in its own words; None if it doesn't."""
    found = _DUE.search(text)
    return found[0] if found else None


_TODAY = re.compile(r"\b(?:tonight|today|eod|end of (?:the )?day|heute|ce soir|hoy)\b", re.I)
_TOMORROW = re.compile(r"\b(?:tomorrow|morgen|demain|mañana)\b|明日|明天|내일", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|last night|heute|"
    r"gestern|morgen|aujourd'hui|demain|ce (?:matin|soir)|hoy|ayer|mañana)\b|"
    r"今日|昨日|明日|今朝|今天|昨天|明天|오늘|어제|내일",
    re.IGNORECASE,
)


def is_relative(text: str) -> bool:
    """Whether a text counts from the day it was said: "yesterday", "this morning"."""
    return _RELATIVE.search(text.replace("’", "'")) is not None


def due_day(words: str, said: date) -> date | None:
    """The day that words like "tomorrow" meant when they were said; None for all others.

    Args:
        words: from `due`.
        said: the day in the zone of who said it.
    """
    if _TOMORROW.search(words):
        return said + timedelta(days=1)
    return said if _TODAY.search(words) else None
