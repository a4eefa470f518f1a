"""Rows of a Slack export made into the objects Slack's API gives today; pure.

Exports reach back to 2015 and pass through many hands, so a field of the wrong type is left out.
"""

from __future__ import annotations

import re
from typing import Any

from sandbox.threads import Message

Row = dict[str, Any]

_TS = re.compile(r"\d{1,10}\.\d{1,6}", re.ASCII)
_NAMES = ("id", "name", "old_name", "username", "real_name", "display_name", "tz", "subtype")
_IDS = ("user", "creator", "inviter", "bot_id", "parent_user_id", "team", "team_id")
_TEXTS = {*_NAMES, *_IDS, "text", "client_msg_id"}
_TIMES = ("ts", "thread_ts", "latest_reply")
_OBJECTS = ("topic", "purpose", "profile", "edited", "file", "user_profile", "bot_profile")
_OBJECT_LISTS = ("files", "reactions")
_FREE_LISTS = ("attachments", "blocks")  # their own fields have other types: an id is a number
_ID_LISTS = ("members", "users", "reply_users")
_EXPORT_ONLY = ("replies", "subscribed", "last_read", "user_profile")


def fit(row: Row) -> Row:
    """Return the row without nulls and without known fields of another type than Slack's."""
    return {name: value for name, given in row.items() if (value := _fit(name, given)) is not None}


def _fit(name: str, value: Any) -> Any:
    if name in _TEXTS:
        return value if isinstance(value, str) else None
    if name in _TIMES:
        return value if isinstance(value, str) and _TS.fullmatch(value) else None
    if name in _OBJECTS:
        if name in ("topic", "purpose") and isinstance(value, str):
            return {"value": value}  # a message about the change holds the bare text
        return fit(value) if isinstance(value, dict) else None
    if name in _OBJECT_LISTS or name in _FREE_LISTS:
        rows = value if isinstance(value, list) else []
        objects = [row for row in rows if isinstance(row, dict)]
        return objects if name in _FREE_LISTS else [fit(row) for row in objects]
    if name in _ID_LISTS:
        ids = value if isinstance(value, list) else []
        return [user for user in ids if isinstance(user, str)]
    return value


def channel(row: Row) -> Row:
    """Fill in what conversations.info gives and old exports leave out; `row` has an id."""
    is_im = bool(row.get("is_im"))
    is_private = bool(row.get("is_private") or is_im or row.get("is_mpim"))
    said = {"value": "", "creator": "", "last_set": 0}
    return {
        "name": row["id"],
        "creator": "",
        "is_archived": False,
        "is_general": False,
        "is_ext_shared": False,
        "is_mpim": False,
        **row,
        "is_channel": not is_private,
        "is_group": is_private and not is_im,
        "is_im": is_im,
        "is_private": is_private,
        "created": seconds(row.get("created")),
        "topic": {**said, **row.get("topic", {})},
        "purpose": {**said, **row.get("purpose", {})},
        "members": row.get("members", []),
        "bot_member": not is_private,
    }


def seconds(value: Any) -> int:
    """Return epoch seconds from a number or, as in old exports, a string; 0 if it is neither."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= len("9999999999"):
        return int(value)
    return value if isinstance(value, int) and value > 0 else 0


def message(row: Row) -> Message:
    """Return a message as conversations.history gives it; `row` has a ts."""
    made = {name: value for name, value in row.items() if name not in _EXPORT_ONLY}
    made["type"] = "message"
    made.setdefault("text", "")
    for name in ("topic", "purpose"):
        if name in made:
            made[name] = made[name].get("value", "")
    if "file" in made:  # exports before 2017 hold one file
        made["files"] = [made.pop("file")]
    return made


def stand_in(user: str, profile: Row | None) -> Row:
    """Return a user that the export names but doesn't list, from the profile a message carried."""
    shown = profile or {}
    name = shown.get("real_name") or shown.get("display_name") or f"Former member {user[-4:]}"
    return {
        "id": user,
        "name": shown.get("name") or user.lower(),
        "real_name": name,
        "deleted": profile is None,
        "is_bot": False,
        "profile": {"real_name": name, "display_name": shown.get("display_name", "")},
    }
