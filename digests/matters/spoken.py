"""A sentence as people read it: without addresses, emoji, emphasis and the marks of code. Pure."""

from __future__ import annotations

import re

LINK = "[link]"
"""What stands for an address: its source has it one click away, and nobody reads it."""

_BEHIND_WORDS = re.compile(r"\s*\(https?://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)")
_MARKDOWN_LINK = re.compile(r"\[([^\]\n]+)\]\(https?://[^)\s]+\)")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>|]+")
_CODE = re.compile(r"`([^`]*)`")
_EMOJI = re.compile(r"(?<![\w:]):[a-z0-9_+'-]+:(?!\w)")
_EMPHASIS = re.compile(r"(?<!\w)([*_~])(?=\S)([^*_~]*[^*_~\s])\1(?!\w)")


def spoken(text: str) -> str:
    """A sentence as it is shown: without emoji, emphasis and the marks of code."""
    bare = _EMOJI.sub("", _CODE.sub(r"\1", text))
    return " ".join(_EMPHASIS.sub(r"\2", bare).split()) or text


def without_addresses(text: str) -> str:
    """A text without web addresses: its source has them one click away, and nobody reads them."""
    if "://" not in text and "www." not in text:
        return text
    return _URL.sub(LINK, _BEHIND_WORDS.sub("", _MARKDOWN_LINK.sub(r"\1", text)))
