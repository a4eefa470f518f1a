"""What Slack makes of the text a person types: one rich_text block."""

import re
from typing import Any

_TOKEN = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>|(?<![\w:]):([a-z0-9_+'-]+):")


def rich_text(text: str, block_id: str) -> list[dict[str, Any]]:
    """The blocks of a typed message.

    Args:
        text: as Slack stores it: `<@U…>`, `<#C…|name>`, `<https://…|label>`, `<!here>`.
        block_id: of the one block.

    Returns:
        A list of one rich_text block; an empty list for empty text.
    """
    if not text:
        return []
    elements: list[dict[str, Any]] = []
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() > at:
            elements.append({"type": "text", "text": _plain(text[at : token.start()])})
        elements.append(_element(token))
        at = token.end()
    if at < len(text):
        elements.append({"type": "text", "text": _plain(text[at:])})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]


def _element(token: "re.Match[str]") -> dict[str, Any]:
    sign, target, label, emoji = token.groups()
    if emoji:
        return {"type": "emoji", "name": emoji}
    if sign == "@":
        return {"type": "user", "user_id": target}
    if sign == "#":
        return {"type": "channel", "channel_id": target}
    if sign == "!":
        if target.startswith("subteam^"):
            return {"type": "usergroup", "usergroup_id": target.removeprefix("subteam^")}
        return {"type": "broadcast", "range": target}
    link = {"type": "link", "url": target}
    return {**link, "text": label} if label else link


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
