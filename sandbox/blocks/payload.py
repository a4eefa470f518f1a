"""Rules that hold across the blocks of one payload."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.blocks.rules import Problem
from sandbox.blocks.tables import CHARTS_IN_MESSAGE, MARKDOWN_TEXT, TABLES_IN_MESSAGE


def across(blocks: list[Any], surface: str, at: str) -> Iterator[Problem]:
    """Ids used twice, too many tables or charts, too much markdown."""
    known = [block for block in blocks if isinstance(block, dict)]
    ids = Counter(block["block_id"] for block in known if isinstance(block.get("block_id"), str))
    for block_id, uses in ids.items():
        if uses > 1:
            yield Problem(at, f"block_id already exists: {block_id}", "duplicate", block_id)
    for place, block in enumerate(blocks):
        yield from _actions(block, f"{at}/{place}")
    if surface == "message":
        yield from _counts(known, at)


def _actions(block: Any, at: str) -> Iterator[Problem]:
    elements = block.get("elements") if isinstance(block, dict) else None
    if not isinstance(elements, list):
        return
    found = Counter(
        one["action_id"]
        for one in elements
        if isinstance(one, dict) and isinstance(one.get("action_id"), str)
    )
    for action_id, uses in found.items():
        if uses > 1:
            yield Problem(at, f"action_id already exists: {action_id}", "duplicate", action_id)


def _counts(blocks: list[dict[str, Any]], at: str) -> Iterator[Problem]:
    kinds = Counter(str(block.get("type")) for block in blocks)
    if kinds["table"] > TABLES_IN_MESSAGE:
        yield Problem(at, "only one table allowed", "only_one_table_allowed", TABLES_IN_MESSAGE)
    if kinds["data_visualization"] > CHARTS_IN_MESSAGE:
        high = CHARTS_IN_MESSAGE
        yield Problem(
            at, f"no more than {high} data_visualization blocks allowed", "too_many", high
        )
    written = sum(
        len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown"
    )
    if written > MARKDOWN_TEXT:
        message = f"markdown must be less than {MARKDOWN_TEXT + 1} characters in all"
        yield Problem(at, message, "too_long", MARKDOWN_TEXT)
    for place, block in enumerate(blocks):
        if block.get("type") == "task_card" and block.get("status") == "pending":
            pointer = f"{at}/{place}/status"
            yield Problem(pointer, "must be a valid enum value: pending", "invalid_enum")


def texts(value: Any) -> Iterator[str]:
    """Every string that people would read in some blocks."""
    if isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in ("text", "title", "alt_text") and isinstance(one, str):
                yield one
            else:
                yield from texts(one)
