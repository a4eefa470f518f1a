"""One conversation: its description, members and messages, in memory."""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]


@dataclass(slots=True)
class Conversation:
    """A channel, private channel, DM or group DM.

    Messages are never altered in place: a changed message is a new dict under the same ts, so
    that many sandboxes can start from one seed.

    Attributes:
        id: C…, G… or D….
        info: Slack's conversation object without membership.
        members: user ids in the order in which they came.
        messages: ts -> message, replies included.
        order: every ts, ascending.
        threads: ts of a root -> the ts of its replies, ascending.
    """

    id: str
    info: dict[str, Any]
    members: dict[str, None] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=dict)
    last_read: str = "0000000000.000000"

    @property
    def name(self) -> str:
        """The name without `#`; empty for DMs."""
        return str(self.info.get("name") or "")

    @property
    def kind(self) -> str:
        """`channel`, `group`, `mpim` or `im`, as in `channel_type` of events."""
        if self.info.get("is_im"):
            return "im"
        if self.info.get("is_mpim"):
            return "mpim"
        return "group" if self.info.get("is_private") else "channel"

    @property
    def is_archived(self) -> bool:
        """Whether it is archived."""
        return bool(self.info.get("is_archived"))

    @property
    def is_public(self) -> bool:
        """Whether everybody in the workspace could read it."""
        return self.kind == "channel"

    def put(self, message: Message) -> None:
        """Adds a message, or replaces the one with the same ts."""
        ts = message["ts"]
        if ts not in self.messages:
            if self.order and ts < self.order[-1]:
                bisect.insort(self.order, ts)
            else:
                self.order.append(ts)
            root = message.get("thread_ts")
            if root and root != ts:
                bisect.insort(self.threads.setdefault(root, []), ts)
        self.messages[ts] = message

    def remove(self, ts: str) -> Message:
        """Takes a message out and returns it.

        Raises:
            KeyError: there is no such message.
        """
        message = self.messages.pop(ts)
        del self.order[bisect.bisect_left(self.order, ts)]
        replies = self.threads.get(str(message.get("thread_ts")), [])
        if ts in replies:
            replies.remove(ts)
        return message

    def replies(self, root: str) -> list[Message]:
        """The replies of a thread, ascending, without the root."""
        return [self.messages[ts] for ts in self.threads.get(root, [])]

    def refresh_root(self, root: str) -> Message | None:
        """Rewrites what a root says of its replies; the new root, or None when it is gone."""
        message = self.messages.get(root)
        if message is None:
            return None
        without = {key: value for key, value in message.items() if key not in _THREAD_FIELDS}
        replies = self.replies(root)
        self.messages[root] = {**without, **_thread_fields(root, replies)} if replies else without
        return self.messages[root]

    def in_channel(
        self, oldest: str = "0", latest: str = "9999999999", inclusive: bool = True
    ) -> Iterator[Message]:
        """The messages of the channel view, newest first, replies left out unless broadcast.

        Args:
            oldest: lower bound as ts; "0" means none.
            latest: upper bound as ts.
            inclusive: the bounds themselves belong to the answer.
        """
        ends = (bisect.bisect_left, bisect.bisect_right)
        low, high = ends if inclusive else ends[::-1]
        first, end = low(self.order, pad(oldest)), high(self.order, pad(latest))
        for place in range(end - 1, first - 1, -1):
            message = self.messages[self.order[place]]
            if stands_in_channel(message):
                yield message


_THREAD_FIELDS = frozenset(
    [
        "thread_ts",
        "reply_count",
        "reply_users",
        "reply_users_count",
        "latest_reply",
        "is_locked",
        "subscribed",
    ]
)


def _thread_fields(root: str, replies: list[Message]) -> dict[str, Any]:
    users = list(dict.fromkeys(str(reply.get("user") or reply.get("bot_id")) for reply in replies))
    return {
        "thread_ts": root,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users[:5],
        "latest_reply": replies[-1]["ts"],
        "is_locked": False,
        "subscribed": False,
    }


def pad(ts: str) -> str:
    """A bound such as `1700000000` or `0` in the form that sorts among ts strings."""
    whole, _, part = str(ts).partition(".")
    return f"{whole.zfill(10)}.{part.ljust(6, '0')}"


def stands_in_channel(message: Message) -> bool:
    """Whether a message shows in the channel itself, not only in a thread."""
    root = message.get("thread_ts")
    return not root or root == message["ts"] or message.get("subtype") == "thread_broadcast"
