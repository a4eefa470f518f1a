"""Times of day, compared by value: "7pm" = "19:00" = "19 Uhr" = "下午7点". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digests.grounding.words import AFTERNOON, LATER_CUES, NOONS

_DAYTIME = r"(?P<cue>上午|下午|早上|晚上|凌晨|傍晚|中午|午前|午後|夜|朝|오전|오후|저녁)?\s?"
_MERIDIEM = r"(?P<meridiem>a\.?m\b\.?|p\.?m\b\.?)"
_CLOCK = re.compile(
    r"(?<![\d.:,/])(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::\d{2})?|h(?P<minute_h>\d{2}))"
    rf"(?![\d:]|\.\d)(?:\s?{_MERIDIEM}|\s?(?P<uhr>uhr)\b)?"
    rf"|(?<![\d.:,])(?P<bare>\d{{1,2}})\s?{_MERIDIEM.replace('meridiem', 'bare_meridiem')}"
    r"|(?<![\d.:,])(?P<german>\d{1,2})(?:\.(?P<german_minute>\d{2}))?\s?uhr\b(?:\s?(?P<after>\d{2})\b)?",
)
_CJK_CLOCK = re.compile(
    rf"{_DAYTIME}(?<!\d)(?P<hour>\d{{1,2}})\s?(?:点|點|时(?!间)|時(?!间|間)|시(?!간))"
    r"(?:\s?(?P<minute>\d{1,2})\s?(?:分|분)|(?P<half>半|반))?"
)
_NOON = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(NOONS, key=len, reverse=True)) + r")(?!\w)|正午|午夜"
)
_CUES = re.compile("|".join(re.escape(cue) for cue in LATER_CUES))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a text.

    Attributes:
        text: as it stands there.
        span: where.
        minutes: after midnight; two values where the text doesn't say which half of the day; none
            if no clock shows it ("25:61").
    """

    text: str
    span: tuple[int, int]
    minutes: frozenset[int]


def clocks(text: str, *, loose: bool = True) -> list[Clock]:
    """The times of day in an evened text.

    Args:
        text: evened; capitals don't matter.
        loose: whether a bare "7:30" may be in the evening. In a source it may if the source speaks
            of an evening at all.
    """
    lower = text.casefold()
    later = loose or _CUES.search(lower) is not None
    found = [_western(match, later=later) for match in _CLOCK.finditer(lower)]
    found += [_eastern(match, later=later) for match in _CJK_CLOCK.finditer(lower)]
    found += [
        Clock(match[0], match.span(), frozenset({NOONS[match[0]]}))
        for match in _NOON.finditer(lower)
    ]
    return found


def _western(found: re.Match[str], *, later: bool) -> Clock:
    hour = found["hour"] or found["bare"] or found["german"]
    minute = found["minute"] or found["minute_h"] or found["german_minute"] or found["after"] or "0"
    meridiem = (found["meridiem"] or found["bare_meridiem"] or "").replace(".", "")
    sure = bool(found["minute_h"] or found["uhr"] or found["german"])
    return Clock(
        found[0], found.span(), _minutes(hour, int(minute), meridiem, later=later and not sure)
    )


def _eastern(found: re.Match[str], *, later: bool) -> Clock:
    cue = found["cue"] or ""
    minute = 30 if found["half"] else int(found["minute"] or 0)
    meridiem = "pm" if cue in AFTERNOON else "am" if cue else ""
    return Clock(found[0], found.span(), _minutes(found["hour"], minute, meridiem, later=later))


def _minutes(hour_text: str, minute: int, meridiem: str, *, later: bool) -> frozenset[int]:
    """Minutes after midnight, in each reading that a clock allows."""
    hour = int(hour_text)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return frozenset()
    if meridiem and 1 <= hour <= 12:
        return frozenset({(hour % 12 + 12 * (meridiem == "pm")) * 60 + minute})
    readings = {hour % 24 * 60 + minute}
    if later and not meridiem and 1 <= hour <= 11 and not hour_text.startswith("0"):
        readings.add((hour + 12) * 60 + minute)
    return frozenset(readings)
