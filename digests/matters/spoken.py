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
_OF_A_FILE = re.compile(
    r"<@[A-Z0-9]+(?:\|[^<>]*)?> (?:"
    r"(?:uploaded|shared) (?:a|an) [\w ]{4,20}: (?P<file><[^<>]*>)(?: and commented: )?|"
    r"commented on .{0,40}['’]s? [\w ]{4,20}: (?P<other><[^<>]*>): )"
)
"""What Slack used to write itself into a message with a file, in front of people's own words."""

_NAMELESS = re.compile(
    r"(?:slack for (?:android|ios) upload|image uploaded from ios|pasted image.*|screen ?shot.*|"
    r"bildschirmfoto.*|capture d.écran.*|captura de pantalla.*|image|photo|video|untitled|"
    r"(?:img|dsc|vid|pxl)[-_ ]?\d.*)(?:\.\w{2,4})?",
    re.IGNORECASE,
)
"""What devices call a file when nobody gives it a name."""

_EMPHASIS = re.compile(r"(?<!\w)([*_~])(?=\S)([^*_~]*[^*_~\s])\1(?!\w)")


def spoken(text: str) -> str:
    """A sentence as it is shown: without emoji, emphasis and the marks of code."""
    bare = _EMOJI.sub("", _CODE.sub(r"\1", text))
    return " ".join(_EMPHASIS.sub(r"\2", bare).split()) or text


def own_words(text: str) -> str:
    """Slack's text of a message without what Slack says of its file, unless there is only that."""
    found = _OF_A_FILE.match(text)
    if found is None:
        return text
    return text[found.end() :].strip() or found["file"] or text


def is_quotation(text: str) -> bool:
    """Whether Slack's text of a message is nothing but somebody's words quoted."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(line.startswith((">", "&gt;")) for line in lines)


def is_file_name(text: str) -> bool:
    """Whether a text is but what a device called a file, which tells nobody anything."""
    return _NAMELESS.fullmatch(text.strip()) is not None


def without_addresses(text: str) -> str:
    """A text without web addresses: its source has them one click away, and nobody reads them."""
    if "://" not in text and "www." not in text:
        return text
    return _URL.sub(LINK, _BEHIND_WORDS.sub("", _MARKDOWN_LINK.sub(r"\1", text)))
