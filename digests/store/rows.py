"""Between rows and models: one function for each direction and table. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from digests.models import Channel, ChannelKind, File, Message, Reaction, User
from digests.store.database import Row

_CHANNEL = tuple(field.name for field in fields(Channel))
_USER = tuple(field.name for field in fields(User))
_FLAGS = {"is_shared", "is_archived", "is_member", "opted_out"}


def moment(at: datetime) -> str:
    """An aware time as UTC text that sorts by time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parsed(text: str) -> datetime:
    """The inverse of `moment`, aware UTC."""
    return datetime.fromisoformat(text)


def channel_params(channel: Channel) -> dict[str, Any]:
    """The values of a channel's row."""
    values: dict[str, Any] = {name: getattr(channel, name) for name in _CHANNEL}
    values["kind"] = str(channel.kind)
    values["created"] = moment(channel.created) if channel.created else None
    return values | {flag: int(values[flag]) for flag in _FLAGS}


def channel(row: Row) -> Channel:
    """A channel from its row."""
    values = {name: row[name] for name in _CHANNEL}
    values["kind"] = ChannelKind(row["kind"])
    values["created"] = parsed(row["created"]) if row["created"] else None
    return Channel(**values | {flag: bool(row[flag]) for flag in _FLAGS})


def user_params(user: User) -> dict[str, Any]:
    """The values of a user's row."""
    values = {name: getattr(user, name) for name in _USER}
    return {name: int(v) if isinstance(v, bool) else v for name, v in values.items()}


def user(row: Row) -> User:
    """A user from their row."""
    values = {name: row[name] for name in _USER}
    flags: dict[str, Any] = {n: bool(v) for n, v in values.items() if isinstance(v, int)}
    return User(**{**values, **flags})


def message_params(message: Message, index: str) -> dict[str, Any]:
    """The values of a message's row; `index` is what the search index stores of it."""
    return {
        "team_id": message.team_id,
        "channel_id": message.channel_id,
        "ts": message.ts,
        "text": message.text,
        "terms": index,
        "user_id": message.user_id,
        "author": message.author,
        "thread_ts": message.thread_ts,
        "subtype": message.subtype,
        "bot_id": message.bot_id,
        "edited_ts": message.edited_ts or "",
        "broadcast": int(message.broadcast),
        "files": files_json(message.files),
    }


def message(row: Row, reactions: tuple[Reaction, ...] = ()) -> Message:
    """A message from its row and its reactions."""
    return Message(
        team_id=row["team_id"],
        channel_id=row["channel_id"],
        ts=row["ts"],
        text=row["text"],
        user_id=row["user_id"],
        author=row["author"],
        thread_ts=row["thread_ts"],
        subtype=row["subtype"],
        bot_id=row["bot_id"],
        edited_ts=row["edited_ts"] or None,
        broadcast=bool(row["broadcast"]),
        reactions=reactions,
        files=tuple(File(**each) for each in json.loads(row["files"])) if row["files"] else (),
    )


def files_json(files: Iterable[File]) -> str:
    """Files as JSON text; "" if there are none."""
    listed = [asdict(file) for file in files]
    return json.dumps(listed) if listed else ""


def reactions(rows: Iterable[Row]) -> dict[tuple[str, str], tuple[Reaction, ...]]:
    """Reactions by (channel_id, ts), in order of name.

    Each row is one person's reaction, or under user_id "" those whose people Slack left out.
    """
    counted: dict[tuple[str, str], dict[str, tuple[list[str], int]]] = {}
    for row in rows:
        of_message = counted.setdefault((row["channel_id"], row["ts"]), {})
        people, count = of_message.get(row["name"], ([], 0))
        if row["user_id"]:
            people.append(row["user_id"])
        of_message[row["name"]] = (people, count + row["count"])
    return {
        key: tuple(
            Reaction(name, tuple(sorted(people)), count)
            for name, (people, count) in sorted(of_message.items())
        )
        for key, of_message in counted.items()
    }
