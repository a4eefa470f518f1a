"""Threads made whole: what Slack keeps on a root is counted from its replies; pure."""

from __future__ import annotations

from typing import Any

Message = dict[str, Any]

_ROOT_FIELDS = ("reply_count", "reply_users_count", "reply_users", "latest_reply")
_REPLY_USERS_MAX = 5  # conversations.history lists at most five of the people who replied


def whole(messages: list[Message]) -> list[Message]:
    """Return one channel's messages in order, each thread with a root that counts its replies.

    Args:
        messages: Message objects of one channel in any order; of equal `ts` the first is kept.

    Returns:
        New objects, ascending by `ts`. A reply whose root is missing gets a tombstone root.
    """
    by_ts = {message["ts"]: dict(message) for message in reversed(messages)}
    replies: dict[str, list[Message]] = {}
    for message in by_ts.values():
        root_ts = message.get("thread_ts")
        if root_ts and root_ts != message["ts"]:
            replies.setdefault(root_ts, []).append(message)
    for root_ts, thread in replies.items():
        root = by_ts.setdefault(root_ts, tombstone(root_ts))
        _bind(root, sorted(thread, key=order))
    for message in by_ts.values():
        if message.get("thread_ts") == message["ts"] and message["ts"] not in replies:
            _unbind(message)
    return sorted(by_ts.values(), key=order)


def order(message: Message) -> tuple[int, int]:
    """Return the sort key of a message: its `ts` as whole numbers, exact where floats are not."""
    seconds, _, micros = message["ts"].partition(".")
    return int(seconds), int(micros.ljust(6, "0") or 0)


def tombstone(ts: str) -> Message:
    """Return what Slack leaves in place of a deleted root that has replies."""
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "text": "This message was deleted.",
        "hidden": True,
        "ts": ts,
        "thread_ts": ts,
    }


def _bind(root: Message, thread: list[Message]) -> None:
    """Write the counts on the root and the root's author on every reply."""
    users = list(dict.fromkeys(m.get("user") or m.get("bot_id", "") for m in thread))
    root["thread_ts"] = root["ts"]
    root["reply_count"] = len(thread)
    root["reply_users_count"] = len(users)
    root["reply_users"] = users[:_REPLY_USERS_MAX]
    root["latest_reply"] = thread[-1]["ts"]
    for reply in thread:
        if author := root.get("user"):
            reply.setdefault("parent_user_id", author)


def _unbind(message: Message) -> None:
    """Make a root whose replies are all gone a plain message again."""
    for name in ("thread_ts", *_ROOT_FIELDS):
        message.pop(name, None)
