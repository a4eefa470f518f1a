"""The modal in which something in a digest is put right, and the one that shows a prompt. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.blocks import forms
from bot.blocks.forms import Block, choice, field
from digests.correct import Thing

CALLBACK = "digest_correct"
WORDS, NAME, DROP = "words", "name", "drop"

_WHAT = {
    WORDS: "It says something wrong",
    NAME: "A name is wrong",
    DROP: "It should not be here",
}
_MOST_THINGS = 100
LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 140, 600, 80


def choosing_modal(digest_id: str, things: Sequence[Thing]) -> Block:
    """Which thing to correct, of a whole digest; at least one."""
    shown = {one.key: _label(one) for one in things[:_MOST_THINGS]}
    blocks = [field("thing", "What is not right?", choice("static_select", shown))]
    metadata = json.dumps({"digest_id": digest_id})
    return forms.modal(f"{CALLBACK}_choose", "Correct the digest", blocks, metadata, "Next")


def correction_modal(digest_id: str, thing: Thing, *, may: bool) -> Block:
    """What is wrong with one thing, and what is right.

    Args:
        digest_id: the digest's id in the archive.
        thing: what it is about.
        may: whether this person's correction is made at once; others' are passed on.
    """
    said = "This edits the posted digest at once, for everybody, and marks it as corrected."
    told = "Those it is about and admins can edit it; what you write here is kept for them."
    blocks: list[Block] = [
        {"type": "context", "elements": [forms.plain(said if may else told)]},
        field("what", "What is wrong?", choice("radio_buttons", _WHAT, WORDS)),
    ]
    if thing.title:
        title = forms.text_input(thing.title, most=LONGEST_TITLE)
        blocks.append(field("title", "The title", title, optional=True))
    text = forms.text_input(thing.text, most=LONGEST_TEXT, lines=True)
    wrong, right = forms.text_input(most=LONGEST_NAME), forms.text_input(most=LONGEST_NAME)
    blocks += [
        field("text", "The right text", text, optional=True),
        field("wrong", "The wrong name", wrong, optional=True,
              hint="Admins replace it everywhere in this digest, others only here."),
        field("right", "The right name", right, optional=True),
    ]  # fmt: skip
    metadata = json.dumps({"digest_id": digest_id, "thing": thing.key})
    return forms.modal(CALLBACK, "Not right", blocks, metadata, "Correct it" if may else "Report")


def prompt_modal(prompt: str) -> Block:
    """A prompt that worked, to be taken up."""
    text = forms.text_input(prompt, most=3_000, lines=True)
    hint = "The answer comes in your direct messages with me."
    return forms.modal(
        "digest_reuse", "A prompt that worked", [field("prompt", "Prompt", text, hint=hint)], "",
        "Send",
    )  # fmt: skip


def _label(thing: Thing) -> str:
    return f"{thing.where}. {thing.title}" if thing.title else f"{thing.where}: {thing.text}"
