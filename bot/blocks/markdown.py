"""Markdown that the bot composed, as a block and as plain mrkdwn where blocks are refused. Pure."""

from __future__ import annotations

import re
from typing import Any

Block = dict[str, Any]

# Slack: a markdown block holds 12,000 characters, all of a payload's together; a message's text
# is best kept under 4,000.
MARKDOWN_LIMIT = 11_500
TEXT_LIMIT = 3_900

_LINK = re.compile(r"\[\[(\d+)\]\]\(([^)\s]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITEM = re.compile(r"(?m)^- ")


def markdown_block(text: str) -> Block:
    """A block for standard Markdown, cut at a line where Slack would refuse it."""
    return {"type": "markdown", "text": _cut(text, MARKDOWN_LIMIT)}


def to_mrkdwn(text: str) -> str:
    """The same text for an mrkdwn field; at most `TEXT_LIMIT` characters."""
    linked = _LINK.sub(r"<\2|[\1]>", text)
    return _cut(_ITEM.sub("• ", _BOLD.sub(r"*\1*", linked)), TEXT_LIMIT)


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    kept = text[: limit - 40]
    return (kept.rsplit("\n", 1)[0] if "\n" in kept else kept) + "\n\nThe rest doesn't fit here."
