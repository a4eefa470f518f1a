"""Reacting to a message and taking it back, with the events that follow from each."""

from typing import Any

from sandbox import messages
from sandbox.conversation import Conversation, Message
from sandbox.errors import SlackError
from sandbox.workspace import Workspace

# How many kinds one person may add to a message (docs.slack.dev/reference/methods/reactions.add).
KINDS_A_PERSON = 23


def add(workspace: Workspace, conversation: Conversation, ts: str, name: str, user: str) -> None:
    """Adds a reaction.

    Raises:
        SlackError: message_not_found, already_reacted, too_many_emoji.
    """
    message = messages.find(conversation, ts)
    reactions = [dict(item) for item in message.get("reactions") or []]
    same = next((item for item in reactions if item["name"] == name), None)
    if same is None:
        if sum(user in item["users"] for item in reactions) >= KINDS_A_PERSON:
            raise SlackError("too_many_emoji")
        same = {"name": name, "users": [], "count": 0}
        reactions.append(same)
    if user in same["users"]:
        raise SlackError("already_reacted")
    same |= {"users": [*same["users"], user], "count": same["count"] + 1}
    _put(workspace, conversation, message, reactions, ("reaction_added", user, name))


def remove(workspace: Workspace, conversation: Conversation, ts: str, name: str, user: str) -> None:
    """Takes a reaction back.

    Raises:
        SlackError: message_not_found, no_reaction.
    """
    message = messages.find(conversation, ts)
    reactions = [dict(item) for item in message.get("reactions") or []]
    same = next((item for item in reactions if item["name"] == name), None)
    if same is None or user not in same["users"]:
        raise SlackError("no_reaction")
    same |= {"users": [one for one in same["users"] if one != user], "count": same["count"] - 1}
    left = [item for item in reactions if item["count"] > 0]
    _put(workspace, conversation, message, left, ("reaction_removed", user, name))


def _put(
    workspace: Workspace,
    conversation: Conversation,
    message: Message,
    reactions: list[dict[str, Any]],
    what: tuple[str, str, str],
) -> None:
    kind, user, name = what
    without = {key: value for key, value in message.items() if key != "reactions"}
    conversation.put({**without, "reactions": reactions} if reactions else without)
    event = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": conversation.id, "ts": message["ts"]},
        "event_ts": workspace.next_ts(),
    }
    if message.get("user"):
        event["item_user"] = message["user"]
    data = {"channel": conversation.id, "ts": message["ts"], "reactions": reactions}
    workspace.changes.tell("reaction", data, event)
