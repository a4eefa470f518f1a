"""Messages for tests of the digest: short to write, with the shapes that Slack gives."""

from datetime import UTC, datetime, timedelta

from digests.models import Channel, ChannelKind, Message, Reaction, Thread, ts_at

START = datetime(2026, 11, 16, 9, tzinfo=UTC)


def ts(minutes: float = 0) -> str:
    """The ts so many minutes after Monday 9:00 of week 47."""
    return ts_at(START + timedelta(minutes=minutes))


def channel(channel_id: str = "C1", name: str = "", **fields: object) -> Channel:
    given: dict[str, object] = {"kind": ChannelKind.PUBLIC, "is_member": True, **fields}
    return Channel("T1", channel_id, name or channel_id.lower(), **given)  # type: ignore[arg-type]


def message(
    minutes: float,
    user: str | None,
    text: str,
    *,
    root: float | None = None,
    bot: str | None = None,
    reactions: dict[str, list[str]] | None = None,
    channel_id: str = "C1",
) -> Message:
    return Message(
        "T1",
        channel_id,
        ts(minutes),
        text,
        user_id=user,
        bot_id=bot,
        thread_ts=None if root is None else ts(root),
        reactions=tuple(
            Reaction(name, tuple(users), len(users)) for name, users in (reactions or {}).items()
        ),
    )


def thread(*messages: Message, where: Channel | None = None) -> Thread:
    own = where or channel(messages[0].channel_id)
    return Thread(own, messages[0].root_ts, messages, len(messages))
