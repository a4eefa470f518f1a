"""What can be pressed under a digest: a menu beside each item, buttons below, Reuse. Pure.

A menu's ids stand in its `block_id`, which is part of no message's text; `pressed` reads them back.
"""

from __future__ import annotations

from typing import Any

from digests.digest import YOUR_CHANNELS, Digest, DigestItem, Prompt

Block = dict[str, Any]

ITEM_MENU = "digest_item"
SUBSCRIBE, CORRECT, CANVAS, REUSE = (
    "digest_subscribe", "digest_correct", "digest_canvas", "digest_reuse",
)  # fmt: skip

ON, OFF = "on", "off"

# Slack: a block_id has at most 255 characters.
_LONGEST_ID = 255
_BETWEEN = "|"
_CHOICES = {
    "up": "👍 Worth knowing",
    "down": "👎 Not worth it",
    "wrong": "Not right …",
    "thread": "Sum up the thread",
}


def item_menu(section: Block, digest_id: str, item: DigestItem) -> Block:
    """An item's section with its menu: thumbs, a correction, and the thread's summary."""
    block_id = f"{digest_id}{_BETWEEN}{item.item_id}"
    if len(block_id) > _LONGEST_ID:
        return section
    options = [{"text": _plain(text), "value": value} for value, text in _CHOICES.items()]
    menu = {"type": "overflow", "action_id": ITEM_MENU, "options": options}
    return {**section, "block_id": block_id, "accessory": menu}


def pressed(block_id: str) -> tuple[str, str]:
    """The digest's id and the item's (or "") that a block belongs to."""
    digest_id, _, item_id = block_id.partition(_BETWEEN)
    return digest_id, item_id


def reuse(section: Block, prompt: Prompt) -> Block:
    """A prompt's section with the button that takes it up."""
    source = prompt.sources[0]
    return {**section, "accessory": _button(REUSE, "Reuse", f"{source.channel_id}/{source.ts}")}


def buttons(digest: Digest, digest_id: str) -> Block:
    """The last line: Subscribe, Correct something and, where there is one, the canvas.

    Whoever reads a digest of their own has subscribed, so that one offers to end it.
    """
    subscribe = _button(SUBSCRIBE, "Subscribe", ON)
    if digest.about == YOUR_CHANNELS:
        subscribe = _button(SUBSCRIBE, "Unsubscribe", OFF)
    shown = [subscribe, _button(CORRECT, "Correct something")]
    if digest.canvas.startswith(("https://", "http://")):
        shown.append({**_button(CANVAS, "Read as a canvas"), "url": digest.canvas})
    return {"type": "actions", "block_id": f"{digest_id}{_BETWEEN}", "elements": shown}


def _button(action_id: str, text: str, value: str = "") -> Block:
    button: Block = {"type": "button", "action_id": action_id, "text": _plain(text)}
    return {**button, "value": value} if value else button


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}
