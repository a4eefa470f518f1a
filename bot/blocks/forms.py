"""The parts of modals: inputs, and what was put into them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Block = dict[str, Any]

# Slack: an option's text has at most 75 characters, its value 150.
OPTION_TEXT = 75


def plain(text: str) -> Block:
    """A text object without any formatting."""
    return {"type": "plain_text", "text": text}


def option(value: str, text: str) -> Block:
    """One of a menu's options; a longer text is cut."""
    return {"text": plain(text if len(text) <= OPTION_TEXT else text[:74] + "…"), "value": value}


def field(
    block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False
) -> Block:
    """A labeled input; its element's action_id is the block's id."""
    shown = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": {**element, "action_id": block_id},
    }
    return {**shown, "hint": plain(hint)} if hint else shown


def choice(kind: str, options: Mapping[str, str], chosen: str = "") -> Block:
    """A menu or radio buttons, with one option chosen where it is one of them."""
    shown = [option(value, text) for value, text in options.items()]
    element: Block = {"type": kind, "options": shown}
    initial = next((one for one in shown if one["value"] == chosen), None)
    return {**element, "initial_option": initial} if initial else element


def checkboxes(options: Mapping[str, str], chosen: frozenset[str]) -> Block:
    """Boxes to tick."""
    shown = [option(value, text) for value, text in options.items()]
    ticked = [one for one in shown if one["value"] in chosen]
    element: Block = {"type": "checkboxes", "options": shown}
    return {**element, "initial_options": ticked} if ticked else element


def text_input(value: str = "", *, most: int, lines: bool = False) -> Block:
    """A field to write in, of at most so many characters."""
    element: Block = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    return {**element, "initial_value": value[:most]} if value else element


def modal(callback_id: str, title: str, blocks: list[Block], metadata: str, submit: str) -> Block:
    """A modal with a button to submit it; "" for one that is only read."""
    shown = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title),
        "close": plain("Cancel" if submit else "Close"),
        "private_metadata": metadata,
        "blocks": blocks,
    }
    return {**shown, "submit": plain(submit)} if submit else shown


def given(view: Mapping[str, Any]) -> dict[str, Any]:
    """What was put into a modal, by block id: a text, a value, an id, a list, None for nothing."""
    values = view["state"]["values"]
    return {block_id: _given(*held.values()) for block_id, held in values.items() if held}


def _given(held: Mapping[str, Any]) -> Any:
    if "selected_options" in held:
        return [one["value"] for one in held["selected_options"] or [] if one]
    if "selected_option" in held:
        return (held["selected_option"] or {}).get("value")
    picked = ("value", "selected_time", "selected_conversation", "selected_channel")
    return next((held[name] for name in picked if held.get(name)), None)
