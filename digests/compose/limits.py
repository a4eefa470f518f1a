"""What Slack accepts, as data: each limit with where it is written down.

Counts are characters unless the name says otherwise. One undocumented limit is met by staying well
below what was seen to pass (`MESSAGE_TEXT`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """One of Slack's limits; `source` is the page of Slack's documentation or what was observed."""

    most: int
    source: str


LIMITS = {
    "message.blocks": Limit(50, "Block Kit reference: blocks in a message"),
    "message.text": Limit(
        9_000,
        "observed: all text of a message's blocks together passed at 9,597 characters and failed"
        " at 11,341 with msg_blocks_too_long; no figure is documented",
    ),
    "message.fallback": Limit(
        2_500,
        "chat.postMessage: text is cut above 40,000; up to 4,000 recommended; ours with the"
        " blocks stays below 12,000",
    ),
    "header.text": Limit(150, "Block Kit reference: header block"),
    "section.text": Limit(3_000, "Block Kit reference: section block"),
    "context.elements": Limit(10, "Block Kit reference: context block"),
    "context.text": Limit(3_000, "Block Kit reference: text object"),
    "chart.title": Limit(50, "Block Kit reference: data visualization block"),
    "chart.points": Limit(20, "Block Kit reference: data visualization block, points of a series"),
    "chart.label": Limit(20, "Block Kit reference: data visualization block, labels and names"),
    "chart.series": Limit(6, "Block Kit reference: data visualization block"),
    "metadata.bytes": Limit(4_000, "undocumented; half of the 8 KB commonly reported"),
}

MESSAGE_BLOCKS = LIMITS["message.blocks"].most
MESSAGE_TEXT = LIMITS["message.text"].most
FALLBACK_TEXT = LIMITS["message.fallback"].most
HEADER_TEXT = LIMITS["header.text"].most
SECTION_TEXT = LIMITS["section.text"].most
CONTEXT_TEXT = LIMITS["context.text"].most
CHART_TITLE = LIMITS["chart.title"].most
CHART_POINTS = LIMITS["chart.points"].most
CHART_LABEL = LIMITS["chart.label"].most


def text_of(value: object) -> int:
    """The characters of every string shown in a block or a list of blocks (types and ids aside)."""
    if isinstance(value, dict):
        return sum(text_of(v) for k, v in value.items() if k not in ("type", "block_id"))
    if isinstance(value, list | tuple):
        return sum(text_of(part) for part in value)
    return len(value) if isinstance(value, str) else 0
