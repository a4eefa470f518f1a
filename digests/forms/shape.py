"""How much of a digest is shown: fewer items, or only some of its lists. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from digests.digest import Digest, Numbers


class Length(StrEnum):
    """How much a digest tells."""

    SHORT = "short"
    NORMAL = "normal"


SECTIONS = {
    "decided": "Decided",
    "promised": "Promised",
    "unanswered": "Nobody has answered",
    "thanks": "Thanks",
    "new": "New here",
    "prompts": "Prompts that worked",
    "chart": "The chart",
    "channels": "Details per channel, in the thread",
}
"""What can be left out, by name, as people read it."""

_ITEMS = {Length.SHORT: 5, Length.NORMAL: 8}
_LINES = {Length.SHORT: 2, Length.NORMAL: 99}
_FIELDS = {
    "decided": ("decided",),
    "promised": ("promised", "still_open"),
    "unanswered": ("unanswered",),
    "thanks": ("thanks",),
    "new": ("new_channels", "new_people"),
    "prompts": ("prompts",),
    "channels": ("channels",),
}
_LISTS = ("decided", "promised", "still_open", "unanswered", "thanks")


def shaped(digest: Digest, length: Length, sections: Collection[str]) -> Digest:
    """A digest as long as wanted, with the lists that are wanted.

    Args:
        digest: as compiled.
        length: a short one has 5 items and 2 lines in each list.
        sections: names from `SECTIONS` that stay.
    """
    away = (name for key, names in _FIELDS.items() if key not in sections for name in names)
    changes: dict[str, object] = dict.fromkeys(away, ())
    changes["items"] = digest.items[: _ITEMS[length]]
    for name in _LISTS:
        changes.setdefault(name, getattr(digest, name)[: _LINES[length]])
    if "chart" not in sections:
        changes["numbers"] = without_days(digest.numbers)
    return replace(digest, **changes)  # type: ignore[arg-type]


def without_days(numbers: Numbers) -> Numbers:
    """The week's numbers without the days that the chart is made of."""
    return replace(numbers, days=())
