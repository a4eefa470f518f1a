"""What a Slack message says where its `text` says nothing: blocks, attachments, files. Pure.

Everything here takes whatever JSON there is and never fails; what isn't of Slack's shape is passed
over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

DEPTH_MAX = 12  # rich text nests three deep; deeper is not Slack's


def said(raw: dict[str, Any]) -> str:
    """Return a message's own words, or what its blocks, attachments or files say; "" if nothing."""
    return (
        string(raw.get("text")).strip()
        or _lines(raw.get("blocks"))
        or "\n".join(filter(None, map(_attachment, dicts(raw.get("attachments")))))
        or ", ".join(filter(None, (file_name(file) for file in files(raw))))
    )


def string(value: Any) -> str:
    """Return a string as it can be stored anywhere (no NUL, no lone surrogates); "" for others."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value.replace("\0", "")
    return value.encode("utf-8", "ignore").decode().replace("\0", "")


def dicts(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; [] if it isn't one."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def nested(raw: dict[str, Any], *names: str) -> Any:
    """Return raw[a][b]…, None where there is nothing of the kind."""
    value: Any = raw
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def files(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files that still are there: the list of today, or the single `file` of 2015."""
    listed = dicts(raw.get("files")) or dicts([raw.get("file")])
    return [f for f in listed if f.get("mode") not in ("tombstone", "hidden_by_limit")]


def file_name(file: dict[str, Any]) -> str:
    """Return what a file is called, its title before its name; "" if it has neither."""
    return string(file.get("title")) or string(file.get("name"))


def _lines(blocks: Any) -> str:
    return "\n".join(line for line in (_block(block, 0) for block in dicts(blocks)) if line).strip()


def _block(block: dict[str, Any], depth: int) -> str:
    """The text of one block or rich text element, which may hold others."""
    if depth > DEPTH_MAX:
        return ""
    kind = string(block.get("type"))
    if kind in _INLINE:
        return _INLINE[kind](block)
    own = [_text(block.get(name)) for name in ("title", "text", "alt_text")]
    fields = [_text(field) for field in dicts(block.get("fields"))]
    inner = [_block(each, depth + 1) for each in dicts(block.get("elements"))]
    rows = block.get("rows") if isinstance(block.get("rows"), list) else []
    table = [" ".join(_block(cell, depth + 1) for cell in dicts(row)) for row in rows or []]
    joined = "\n" if kind in ("rich_text", "rich_text_list") else ""
    joined = " " if kind in ("context", "actions") else joined
    return "\n".join(filter(None, [*own, *fields, joined.join(inner), *table]))


def _text(value: Any) -> str:
    return string(value["text"] if isinstance(value, dict) and "text" in value else value)


def _link(element: dict[str, Any]) -> str:
    url, label = string(element.get("url")), string(element.get("text"))
    return f"<{url}|{label}>" if label and url else f"<{url}>" if url else label


_INLINE: dict[str, Callable[[dict[str, Any]], str]] = {
    "user": lambda e: f"<@{string(e.get('user_id'))}>",
    "channel": lambda e: f"<#{string(e.get('channel_id'))}>",
    "usergroup": lambda e: f"<!subteam^{string(e.get('usergroup_id'))}>",
    "broadcast": lambda e: f"<!{string(e.get('range'))}>",
    "emoji": lambda e: f":{string(e.get('name'))}:",
    "link": _link,
    "button": lambda e: "",
    "date": lambda e: string(e.get("fallback")),
}


def _attachment(attachment: dict[str, Any]) -> str:
    return "\n".join(filter(None, _parts(attachment))) or string(attachment.get("fallback")).strip()


def _parts(attachment: dict[str, Any]) -> Iterator[str]:
    for name in ("pretext", "author_name", "title", "text"):
        yield string(attachment.get(name)).strip()
    for field in dicts(attachment.get("fields")):
        title, value = string(field.get("title")).strip(), string(field.get("value")).strip()
        yield ": ".join(filter(None, (title, value)))
    yield _lines(attachment.get("blocks"))
    for each in dicts(attachment.get("message_blocks")):
        yield _lines(nested(each, "message", "blocks"))
