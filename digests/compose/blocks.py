"""The blocks a digest is made of, each within Slack's limits. Pure; the dicts are Slack's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from digests.compose.limits import (
    CHART_LABEL,
    CHART_POINTS,
    CHART_TITLE,
    CONTEXT_TEXT,
    HEADER_TEXT,
    SECTION_TEXT,
)
from digests.digest import Day
from digests.models import Source
from digests.mrkdwn import escape, neutral, safe_mrkdwn

Block = dict[str, Any]

_BARS = "▁▂▃▄▅▆▇█"
_EMPHASIS = str.maketrans({"*": "∗", "~": "∼", "`": "'"})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONGEST_LINK = 300
_LONGEST = 20


def header(text: str) -> Block:
    """A heading in plain text."""
    shown = fitted(text, HEADER_TEXT, neutral)
    return {"type": "header", "text": {"type": "plain_text", "text": shown, "emoji": False}}


def section(mrkdwn: str) -> Block:
    """A paragraph. `mrkdwn` must already be safe to post and within `SECTION_TEXT`."""
    assert 0 < len(mrkdwn) <= SECTION_TEXT
    return {"type": "section", "text": _mrkdwn(mrkdwn), "expand": True}


def context(mrkdwn: str) -> Block:
    """A line in small print. `mrkdwn` must already be safe to post and within `CONTEXT_TEXT`."""
    assert 0 < len(mrkdwn) <= CONTEXT_TEXT
    return {"type": "context", "elements": [_mrkdwn(mrkdwn)]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def chart(title: str, days: Sequence[Day]) -> Block:
    """Messages per day as bars, this week and, where it is known, the week before.

    Args:
        title: shown above the chart.
        days: 1 to 20; every day gets a label of its own, which Slack asks for.
    """
    shown = days[-CHART_POINTS:]
    labels = [f"{_DAYS[day.day.weekday()]} {day.day.day}"[:CHART_LABEL] for day in shown]
    series = [_series("This week", labels, [day.messages for day in shown])]
    if any(day.before is not None for day in shown):
        series.append(_series("Last week", labels, [day.before or 0 for day in shown]))
    return {
        "type": "data_visualization",
        "title": title[:CHART_TITLE],
        "chart": {
            "type": "bar",
            "series": series,
            "axis_config": {"categories": labels, "y_label": "Messages"},
        },
    }


def sparkline(counts: Sequence[int]) -> str:
    """Counts as a line of bars of eight heights; "" for no counts, all lowest if all are zero."""
    most = max(counts, default=0)
    top = len(_BARS) - 1
    return "".join(_BARS[round(top * count / most) if most else 0] for count in counts)


def safe(text: str, limit: int) -> str:
    """Plain text from anywhere as mrkdwn of at most `limit` characters that can do no harm.

    Nothing pings, nothing is a link, nothing is bold: what stands out in a digest is ours.
    """
    return fitted(text, limit, lambda part: safe_mrkdwn(part.translate(_EMPHASIS)))


def fitted(text: str, limit: int, render: Callable[[str], str]) -> str:
    """A text rendered within a limit, shortened between words (in a long word, within it).

    Rendering may make a text longer (escapes), so the length is taken afterwards.
    """
    plain = " ".join(text[: _LONGEST * limit].split())
    room = 2 * limit  # far more than fits is not even rendered: that takes time
    shown = render(plain if len(plain) <= room else _shortened(plain, room))
    while len(shown) > limit:
        room = min(room - 1, len(plain) - 1, room * limit // len(shown) + 1)
        shown = render(_shortened(plain, room))
    return shown


def marks(sources: Sequence[Source], numbers: dict[Source, int], most: int = 3) -> str:
    """Sources as ` [1] [2]`, each linked to its message; new ones get the next number.

    "" without sources. A source without an address keeps its number, so that `[1]` is the same
    message wherever it stands.
    """
    shown = []
    for source in sources[:most]:
        number = numbers.setdefault(source, len(numbers) + 1)
        link = source.permalink
        shown.append(f" <{escape(link)}|[{number}]>" if _usable(link) else f" [{number}]")
    return "".join(shown)


def _shortened(text: str, room: int) -> str:
    if room <= 1:
        return "…"[:room]
    part = text[: room - 1]
    between = part.rfind(" ")
    if between > len(part) // 2 and not text[room - 1 : room].isspace():
        part = part[:between]
    return part.rstrip(" ,;:–—-(") + "…"


def _usable(link: str) -> bool:
    plain = link.startswith(("https://", "http://")) and len(link) <= _LONGEST_LINK
    return plain and not set(link) & set("<>| \n`")


def _series(name: str, labels: Sequence[str], values: Sequence[int]) -> dict[str, Any]:
    points = [{"label": k, "value": v} for k, v in zip(labels, values, strict=False)]
    return {"name": name, "data": points}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}
