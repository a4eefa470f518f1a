"""What can be pressed under a summary or a private answer. Pure.

Each button carries what it is about: ids, and in which manner to sum up.
"""

from __future__ import annotations

import json
from typing import Any

Block = dict[str, Any]

MANNERS = {"newcomer": "For someone new", "since": "Since I last wrote"}
"""Ways of summing up that concern who presses: they see the result alone."""

# A button's text has at most 75 characters, a channel's name 80.
_LONGEST_NAME = 60


def rewrite_buttons(channel_id: str, thread_ts: str, asked_ts: str = "") -> Block:
    """Shorter, Longer, Just for me, and a menu of what else there is.

    Args:
        channel_id: where the summary stands.
        thread_ts: the thread that it sums up.
        asked_ts: the message that asked for it, whose language it keeps; "" if none did.
    """
    place = {"channel_id": channel_id, "thread_ts": thread_ts}
    value = json.dumps({**place, "asked_ts": asked_ts})
    names = {"shorter": "Shorter", "longer": "Longer", "just_for_me": "Just for me"}
    options = [
        {"text": _plain(name), "value": json.dumps({**place, "how": how})}
        for how, name in MANNERS.items()
    ]
    menu = {"type": "overflow", "action_id": "more_for_me", "options": options}
    buttons = [_button(action_id, name, value) for action_id, name in names.items()]
    return _actions(*buttons, menu)


def post_in_thread(channel_id: str, thread_ts: str, asked_ts: str = "", how: str = "") -> Block:
    """Post in thread: what was asked, or with "" for that a summary in a manner of `MANNERS`."""
    place = {"channel_id": channel_id, "thread_ts": thread_ts}
    value = json.dumps({**place, "asked_ts": asked_ts, "how": how})
    return _actions(_button("post_in_thread", "Post in thread", value))


def post_in_channel(channel_id: str, name: str, days: int, until: int) -> Block:
    """Post in #name: the same days, `until` in epoch seconds."""
    where = f"#{name}" if 0 < len(name) <= _LONGEST_NAME else "the channel"
    value = json.dumps({"channel_id": channel_id, "days": days, "until": until})
    return _actions(_button("post_in_channel", f"Post in {where}", value))


def _actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _button(action_id: str, name: str, value: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": _plain(name), "value": value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
