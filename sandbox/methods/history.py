"""conversations.history and conversations.replies."""

from itertools import islice
from typing import Any

from sandbox.conversation import Conversation, Message, pad
from sandbox.errors import SlackError
from sandbox.methods.call import Call, cursor, method, read_cursor

_SCOPES = "channels:history groups:history im:history mpim:history"
_OPTIONAL = "cursor inclusive include_all_metadata latest limit oldest"


@method("conversations.history", "channel", _OPTIONAL, scopes=_SCOPES)
def conversations_history(call: Call) -> dict[str, Any]:
    """The channel's messages, newest first; replies only where they were also sent there."""
    conversation = call.joined()
    call.need_for(conversation, "history")
    oldest, latest = _bounds(call)
    inclusive = call.flag("inclusive")
    begins = call.workspace.history_begins()
    if call.has("cursor"):
        latest, inclusive_top = read_cursor(call, "next_ts", latest), False
    else:
        inclusive_top = inclusive
    seen = conversation.in_channel(max(oldest, pad(begins)), latest)
    inside = (one for one in seen if _inside(one["ts"], oldest, latest, inclusive, inclusive_top))
    limit = _limit(call, 100)
    span = list(islice(inside, limit + 1))
    chunk = span[:limit]
    more = len(span) > limit
    answer: dict[str, Any] = {
        "messages": [_shown(call, message) for message in chunk],
        "has_more": more,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if _hidden_by_plan(conversation, begins) and not more:
        answer["is_limited"] = True
    if more:
        answer["response_metadata"] = {"next_cursor": cursor("next_ts", chunk[-1]["ts"])}
    return answer


@method("conversations.replies", "channel ts", _OPTIONAL, scopes=_SCOPES)
def conversations_replies(call: Call) -> dict[str, Any]:
    """A thread, oldest first. The root leads every page and isn't counted after the first.

    The ts of a reply gives that reply alone, as in Slack.
    """
    conversation = call.joined()
    call.need_for(conversation, "history")
    ts = pad(call.text("ts"))
    root = conversation.messages.get(ts)
    hidden = ts < pad(call.workspace.history_begins())
    if root is None or hidden:
        raise SlackError("thread_not_found")
    oldest, latest = _bounds(call)
    inclusive = call.flag("inclusive")
    after = read_cursor(call, "next_ts", "")
    replies = [
        reply
        for reply in conversation.replies(ts)
        if _inside(reply["ts"], oldest, latest, inclusive, inclusive) and reply["ts"] > after
    ]
    room = max(_limit(call, 1000) - 1, 1)
    chunk = replies[:room]
    more = len(replies) > room
    answer: dict[str, Any] = {
        "messages": [_shown(call, message) for message in [root, *chunk]],
        "has_more": more,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": cursor("next_ts", chunk[-1]["ts"])}
    return answer


def _bounds(call: Call) -> tuple[str, str]:
    for name in ("oldest", "latest"):
        if call.has(name) and not call.text(name).replace(".", "", 1).isdigit():
            raise SlackError(f"invalid_ts_{name}")
    oldest = pad(call.text("oldest") or "0")
    return oldest, pad(call.text("latest") or "9999999999")


def _inside(ts: str, oldest: str, latest: str, low: bool, high: bool) -> bool:
    above = ts >= oldest if low else ts > oldest
    below = ts <= latest if high else ts < latest
    return above and below


def _limit(call: Call, default: int) -> int:
    """At most 999; 15 for apps sold outside the Marketplace (rate-limits page, 2025-05-29)."""
    if call.place.limits.non_marketplace:
        return call.number("limit", 15, 1, 15)
    return call.number("limit", default, 1, 1000)


def _hidden_by_plan(conversation: Conversation, begins: str) -> bool:
    return bool(conversation.order) and conversation.order[0] < pad(begins)


def _shown(call: Call, message: Message) -> Message:
    """A message without what the arguments didn't ask for."""
    if "metadata" in message and not call.flag("include_all_metadata"):
        return {key: value for key, value in message.items() if key != "metadata"}
    return message
