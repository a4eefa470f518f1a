"""What Slack refuses in blocks and views, from tables (tables.py, elements.py, rich_text.py)."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.blocks.payload import across, texts
from sandbox.blocks.rules import Problem, anything, boolean, fields, plain, string, typed
from sandbox.blocks.tables import (
    BLOCKS,
    JSON_IN_MESSAGE,
    MESSAGE_BLOCKS,
    SURFACES,
    TEXT_IN_MESSAGE,
    VIEW_BLOCKS,
)

__all__ = ["Problem", "check", "check_view", "size", "too_long"]

_VIEW_COMMON = {
    "blocks": anything,
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL = fields(
    {"title": plain(24), "blocks": anything},
    {
        **_VIEW_COMMON,
        "close": plain(24),
        "submit": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = fields({"blocks": anything}, _VIEW_COMMON)


def check(blocks: Any, surface: str, at: str = "/blocks") -> list[Problem]:
    """Everything Slack would refuse in a list of blocks; empty when it takes them.

    Args:
        blocks: as sent.
        surface: `message`, `modal` or `home`.
        at: JSON pointer of the list.
    """
    if not isinstance(blocks, list):
        return [Problem(at, "must be an array", "invalid_type", "array")]
    high = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    if len(blocks) > high:
        return [Problem(at, f"no more than {high} items allowed", "too_many", high)]
    return [*_each(blocks, surface, at), *across(blocks, surface, at)]


def _each(blocks: list[Any], surface: str, at: str) -> Iterator[Problem]:
    rule = typed(BLOCKS, tuple(SURFACES[surface]))
    for place, block in enumerate(blocks):
        yield from rule(block, f"{at}/{place}")
        if isinstance(block, dict) and block.get("type") == "container":
            yield from _each(block.get("child_blocks") or [], surface, f"{at}/{place}/child_blocks")


def check_view(view: Any, kind: str) -> list[Problem]:
    """Everything Slack would refuse in a view.

    Args:
        view: as sent.
        kind: `modal` or `home`, which the view's own type must equal.
    """
    if not isinstance(view, dict):
        return [Problem("/view", "must be an object", "invalid_type", "object")]
    if view.get("type") != kind or kind not in ("modal", "home"):
        found = view.get("type")
        return [Problem("/view/type", f"unsupported type: {found}", "unsupported_type", kind)]
    rule = _MODAL if kind == "modal" else _HOME
    problems = [*rule(view, "/view"), *check(view.get("blocks"), kind, "/view/blocks")]
    blocks = view.get("blocks")
    inputs = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if kind == "modal" and inputs and not view.get("submit"):
        problems.append(Problem("/view", "missing required field: submit", "missing", "submit"))
    return problems


def too_long(blocks: list[Any]) -> bool:
    """Whether Slack would answer msg_blocks_too_long.

    Slack's own algorithm isn't published; the two bounds are those of the reports named in
    tables.py.
    """
    total = sum(len(one) for one in texts(blocks))
    rich = any(isinstance(one, dict) and one.get("type") != "markdown" for one in blocks)
    return total > TEXT_IN_MESSAGE or (rich and size(blocks) > JSON_IN_MESSAGE)


def size(value: Any) -> int:
    """The length of a value as compact JSON, in bytes."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
