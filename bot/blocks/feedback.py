"""The modal behind a thumb down: what the answer should have said, and why it was wrong. Pure."""

from __future__ import annotations

import json

from bot.blocks import forms
from bot.blocks.forms import Block, choice, field

CALLBACK = "feedback"
WHY = {
    "wrong": "It says something wrong",
    "missing": "Something is missing",
    "source": "A source doesn't fit",
    "long": "It is too long",
    "other": "Something else",
}
LONGEST = 2_000


def in_words(text: str) -> str:
    """What somebody reported, for people: of an answer what they chose and wrote in the modal.

    What was reported of a digest is in words already.
    """
    try:
        about = json.loads(text)
    except ValueError:
        return text
    if not isinstance(about, dict):
        return text
    why, should = WHY.get(str(about.get("why")), WHY["other"]), str(about.get("should") or "")
    return f"{why}. It should have said: {should}" if should else f"{why}."


def feedback_modal(channel_id: str, ts: str) -> Block:
    """The modal about the answer at a ts."""
    should = forms.text_input(most=LONGEST, lines=True)
    blocks = [
        field("why", "Why wasn't it right?", choice("radio_buttons", WHY, "wrong")),
        field("should", "What should it have said?", should, optional=True),
    ]
    metadata = json.dumps({"channel_id": channel_id, "ts": ts})
    return forms.modal(CALLBACK, "Not right", blocks, metadata, "Send")
