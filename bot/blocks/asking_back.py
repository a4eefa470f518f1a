"""The buttons under a question that the bot asks back. Pure."""

from __future__ import annotations

import json
from typing import Any

from bot.answer.asking import Ask
from bot.answer.asking_back import AskingBack

Block = dict[str, Any]

# Slack: a button's text has at most 75 characters.
CHOOSE = "choose_"


def options(ask: Ask, back: AskingBack) -> list[Block]:
    """A button per option; [] if there are none. Each carries which prompt it is about."""
    if not back.options:
        return []
    about = {
        "channel_id": ask.channel.channel_id,
        "thread_ts": ask.thread_ts,
        "ts": ask.message.ts,
    }
    return [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": f"{CHOOSE}{place}",
                    "text": {"type": "plain_text", "text": text, "emoji": False},
                    "value": json.dumps({**about, "option": place}),
                }
                for place, text in enumerate(back.options)
            ],
        }
    ]


def option_in(text: str, place: int) -> str:
    """The option at a place in the text of a question as it was posted; "" if there is none."""
    found = [line.lstrip("-•").strip() for line in text.splitlines() if line[:1] in ("-", "•")]
    return found[place] if place < len(found) else ""
