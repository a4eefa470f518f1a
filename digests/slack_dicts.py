"""Slack's dicts to models. Pure; any JSON is taken, and what isn't of Slack's shape is passed over.

Used wherever messages come in: events, the Web API, exports of 2015 and of today.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from digests import slack_text
from digests.errors import BadInput
from digests.models import Channel, ChannelKind, File, Message, Reaction, User
from digests.slack_text import dicts, nested, string

_TS = re.compile(r"\d{10}\.\d{6}", re.ASCII)
_EXPORT_TOKEN = re.compile(r"([?&])t=xox[^&#\s|>]*(&?)|\bxoxe-[\w-]+", re.ASCII)

# No emoji was ever given so often; it is what each home of the store takes for an integer.
_MOST_REACTIONS = 2**31 - 1

_MOVES = {"join", "leave", "convert_to_private", "convert_to_public"}
_RENAMES = {"topic", "purpose", "name", "archive", "unarchive", "posting_permissions"}
_HOUSEKEEPING = {
    "assistant_app_thread", "bot_add", "bot_app_add", "bot_disable", "bot_enable", "bot_remove",
    "channel_canvas_updated", "tabbed_canvas_updated",
    "ekm_access_denied", "file_mention", "joiner_notification", "joiner_notification_for_inviter",
    "message_replied", "pinned_item", "reminder_add", "reminder_delete", "reply_broadcast",
    "sh_room_created", "sh_room_shared", "unpinned_item",
}  # fmt: skip


def is_ts(value: Any) -> bool:
    """Whether a value is a message's ts: ten digits, a point, six digits."""
    return isinstance(value, str) and _TS.fullmatch(value) is not None


def skip_reason(raw: dict[str, Any]) -> str | None:
    """Say in words why a message dict isn't stored, None if it is.

    Skipped: what is no message, joins and leaves, changes of name or topic and other housekeeping,
    deleted messages, and what has nothing to read. `message` never fails on what isn't skipped.
    """
    subtype = string(raw.get("subtype"))
    if raw.get("type", "message") not in ("message", "app_mention"):
        return "not a message"
    if not is_ts(raw.get("ts")):
        return "no valid timestamp"
    if subtype in ("tombstone", "message_deleted"):
        return "deleted"
    if reason := _housekeeping(subtype):
        return reason
    return None if slack_text.said(raw) else "no text"


def _housekeeping(subtype: str) -> str | None:
    place, _, change = subtype.partition("_")
    if place in ("channel", "group") and change in _MOVES:
        return "joins and leaves"
    if place in ("channel", "group") and change in _RENAMES:
        return "changes of name or topic"
    return "housekeeping" if subtype in _HOUSEKEEPING else None


def message(team_id: str, channel_id: str, raw: dict[str, Any]) -> Message:
    """Make a message of Slack's dict.

    Args:
        team_id: the workspace it is stored under.
        channel_id: where it stands; exports don't say it in the message itself.
        raw: the message, not the event around a change of it.

    Raises:
        BadInput: it has no valid ts.
    """
    if not is_ts(raw.get("ts")):
        raise BadInput("A message without a valid timestamp can't be stored.")
    user_id = string(raw.get("user")) or string(nested(raw, "comment", "user"))
    thread_ts = raw.get("thread_ts")
    edited_ts = nested(raw, "edited", "ts")
    return Message(
        team_id=team_id,
        channel_id=channel_id,
        ts=raw["ts"],
        text=_scrubbed(slack_text.said(raw)),
        user_id=user_id or None,
        author=author(raw),
        thread_ts=thread_ts if is_ts(thread_ts) else None,
        subtype=string(raw.get("subtype")),
        bot_id=string(raw.get("bot_id")) or None,
        edited_ts=edited_ts if is_ts(edited_ts) else None,
        broadcast=raw.get("subtype") == "thread_broadcast",
        reactions=_reactions(raw),
        files=tuple(_file(file) for file in slack_text.files(raw) if string(file.get("id"))),
    )


def author(raw: dict[str, Any]) -> str:
    """Return the name that a message itself gives for who wrote it; "" if it gives none."""
    names = (
        raw.get("username"),
        nested(raw, "user_profile", "display_name"),
        nested(raw, "user_profile", "real_name"),
        nested(raw, "bot_profile", "name"),
        nested(raw, "user_profile", "name"),
    )
    return next(filter(None, (string(name).strip() for name in names)), "")


def _reactions(raw: dict[str, Any]) -> tuple[Reaction, ...]:
    found: dict[str, Reaction] = {}
    for each in dicts(raw.get("reactions")):
        if name := string(each.get("name")):
            listed = each.get("users") if isinstance(each.get("users"), list) else []
            users = tuple(dict.fromkeys(filter(None, map(string, listed or []))))
            counted = min(_number(each.get("count")), _MOST_REACTIONS)
            found[name] = Reaction(name, users, max(counted, len(users)))
    return tuple(found[name] for name in sorted(found))


def _file(file: dict[str, Any]) -> File:
    return File(
        file_id=string(file.get("id")),
        name=slack_text.file_name(file),
        mimetype=string(file.get("mimetype")),
        size=_number(file.get("size")),
        url=_scrubbed(string(file.get("url_private"))),
    )


def _scrubbed(text: str) -> str:
    """Take the tokens out that exports put into the links of files."""
    if "xox" not in text:
        return text
    return _EXPORT_TOKEN.sub(lambda match: match[1] if match[2] else "", text)


def channel(team_id: str, raw: dict[str, Any]) -> Channel:
    """Make a channel of Slack's conversation object, whole or as short as in events and exports.

    Raises:
        BadInput: it has no id.
    """
    channel_id = string(raw.get("id"))
    if not channel_id:
        raise BadInput("A channel without an id can't be stored.")
    kind = _kind(channel_id, raw)
    direct = kind in (ChannelKind.IM, ChannelKind.MPIM)
    return Channel(
        team_id=team_id,
        channel_id=channel_id,
        name="" if direct else string(raw.get("name")).removeprefix("#"),
        kind=kind,
        is_shared=_is_shared(raw),
        is_archived=bool(raw.get("is_archived")),
        is_member=bool(raw.get("is_member")),
        topic=string(nested(raw, "topic", "value")),
        created=_moment(raw.get("created")),
    )


def _kind(channel_id: str, raw: dict[str, Any]) -> ChannelKind:
    if raw.get("is_im") or channel_id.startswith("D"):
        return ChannelKind.IM
    if raw.get("is_mpim"):
        return ChannelKind.MPIM
    private = raw.get("is_private") or raw.get("is_group") or channel_id.startswith("G")
    return ChannelKind.PRIVATE if private else ChannelKind.PUBLIC


def _is_shared(raw: dict[str, Any]) -> bool:
    """Shared with another organization, or about to be; within one's own doesn't count."""
    outside = raw.get("is_ext_shared") or raw.get("is_pending_ext_shared")
    pending = raw.get("pending_shared") or raw.get("pending_connected_team_ids")
    return bool(outside or pending or (raw.get("is_shared") and not raw.get("is_org_shared")))


def members(raw: dict[str, Any]) -> list[str] | None:
    """Return the ids of a channel's members as its dict gives them, None if it doesn't.

    A direct message names only the other person.
    """
    listed = raw.get("members")
    if isinstance(listed, list):
        return list(dict.fromkeys(filter(None, map(string, listed))))
    other = string(raw.get("user")) if raw.get("is_im") else ""
    return [other] if other else None


def user(team_id: str, raw: dict[str, Any]) -> User:
    """Make a user of Slack's user object.

    Raises:
        BadInput: it has no id.
    """
    user_id = string(raw.get("id"))
    if not user_id:
        raise BadInput("A user without an id can't be stored.")
    names = (
        nested(raw, "profile", "display_name"),
        nested(raw, "profile", "real_name"),
        raw.get("real_name"),
        raw.get("name"),
    )
    elsewhere = string(raw.get("team_id")) not in ("", team_id) and not raw.get("enterprise_user")
    return User(
        team_id=team_id,
        user_id=user_id,
        name=next(filter(None, (string(name).strip() for name in names)), user_id),
        tz=string(raw.get("tz")),
        is_bot=bool(raw.get("is_bot")) or user_id == "USLACKBOT",
        is_guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
        is_stranger=bool(raw.get("is_stranger")) or elsewhere,
        is_admin=bool(raw.get("is_admin") or raw.get("is_owner")),
        deleted=bool(raw.get("deleted")),
    )


def _number(value: Any) -> int:
    return min(value, 2**53) if isinstance(value, int) and value > 0 else 0


def _moment(value: Any) -> datetime | None:
    """Epoch seconds, which old exports write as strings, as aware UTC; None if they aren't."""
    with suppress(ValueError, TypeError, OverflowError, OSError):
        return datetime.fromtimestamp(int(value), UTC) if value else None
    return None
