"""Saying, editing and deleting, with the events that follow from each."""

import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from sandbox.conversation import Conversation, Message
from sandbox.errors import SlackError
from sandbox.rich_text import rich_text
from sandbox.workspace import SLACKBOT, Workspace


def by_person(
    workspace: Workspace,
    user: str,
    text: str,
    *,
    blocks: list[dict[str, Any]] | None = None,
    files: list[dict[str, Any]] | None = None,
) -> Message:
    """A message as Slack makes it of what a person typed; not yet posted."""
    bot_id = workspace.user(user).get("profile", {}).get("bot_id")
    message: Message = {
        "client_msg_id": str(uuid.UUID(workspace.ids.secret(32))),
        "type": "message",
        "user": user,
        "text": text,
        "team": workspace.team_id,
    }
    shown = blocks or rich_text(text, workspace.ids.secret(5))
    if shown:
        message["blocks"] = shown
    if bot_id:
        message["bot_id"] = bot_id
    if files:
        message |= {"subtype": "file_share", "files": files, "upload": True}
    return message


def post(
    workspace: Workspace,
    conversation: Conversation,
    message: Message,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
) -> Message:
    """Puts a message into a conversation and tells of it.

    Args:
        conversation: where.
        message: what is said, without ts.
        workspace: where it happens.
        thread_ts: root of the thread; the ts of a reply leads to its root, as in Slack.
        broadcast: also shown in the channel.

    Returns:
        The message with its ts.

    Raises:
        SlackError: thread_not_found, when the root is not there.
    """
    message = {**message, "ts": workspace.next_ts()}
    if thread_ts:
        message |= _thread_part(conversation, thread_ts, broadcast)
    conversation.put(message)
    root = message.get("thread_ts")
    if root:
        conversation.refresh_root(root)
        if broadcast:
            message = {**message, "root": conversation.messages[root]}
    data = {"channel": conversation.id, "message": message}
    workspace.changes.tell("message", data, *_events(workspace, conversation, message))
    return message


def _thread_part(conversation: Conversation, thread_ts: str, broadcast: bool) -> Message:
    found = conversation.messages.get(thread_ts)
    if found is None and not conversation.threads.get(thread_ts):
        raise SlackError("thread_not_found")
    root_ts = str((found or {}).get("thread_ts") or thread_ts)
    root = conversation.messages.get(root_ts, {})
    part: Message = {"thread_ts": root_ts}
    if root.get("user"):
        part["parent_user_id"] = root["user"]
    return {**part, "subtype": "thread_broadcast"} if broadcast else part


def _events(
    workspace: Workspace, conversation: Conversation, message: Message
) -> list[dict[str, Any]]:
    place = {"channel": conversation.id, "event_ts": message["ts"]}
    events = [{**message, **place, "channel_type": conversation.kind}]
    mentioned = f"<@{workspace.app.user_id}" in str(message.get("text"))
    own = message.get("user") == workspace.app.user_id
    if mentioned and not own and conversation.kind != "im" and not message.get("hidden"):
        kept = {key: value for key, value in message.items() if key != "subtype"}
        events.append({**kept, "type": "app_mention", **place})
    links = [] if own else _links(workspace, str(message.get("text") or ""))
    if links:
        shared = {"type": "link_shared", "user": message.get("user"), "links": links, **place}
        shared |= {"message_ts": message["ts"], "source": "conversations_history"}
        shared |= {"unfurl_id": f"{conversation.id}-{message['ts']}"}
        root = {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
        events.append({**shared, **root})
    return events


_ADDRESS = re.compile(r"<(https?://[^|>\s]+)")


def _links(workspace: Workspace, text: str) -> list[dict[str, str]]:
    """The addresses in a message that lead to a domain the app unfurls."""
    domains = workspace.app.manifest.unfurl_domains
    found = [(url, urlsplit(url).hostname or "") for url in _ADDRESS.findall(text)]
    return [
        {"domain": domain, "url": url}
        for url, host in found
        for domain in domains
        if host == domain or host.endswith(f".{domain}")
    ]


def changed_event(
    workspace: Workspace, conversation: Conversation, old: Message, new: Message
) -> dict[str, Any]:
    """The message_changed event that tells of an edit."""
    ts = workspace.next_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": new,
        "previous_message": old,
        "channel": conversation.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": conversation.kind,
    }


def edit(
    workspace: Workspace, conversation: Conversation, ts: str, changes: Message, editor: str | None
) -> Message:
    """Replaces parts of a message.

    Args:
        conversation: where.
        ts: of the message.
        workspace: where it happens.
        changes: fields that replace the old ones; a value of None takes a field away.
        editor: user id for `edited`; None leaves it as it was.

    Raises:
        SlackError: message_not_found.
    """
    old = find(conversation, ts)
    merged = {**old, **changes}
    new = {key: value for key, value in merged.items() if value is not None}
    if editor:
        new["edited"] = {"user": editor, "ts": workspace.next_ts()}
    conversation.put(new)
    event = changed_event(workspace, conversation, old, new)
    workspace.changes.tell("edit", {"channel": conversation.id, "message": new}, event)
    return new


def find(conversation: Conversation, ts: str) -> Message:
    """A message by ts.

    Raises:
        SlackError: message_not_found.
    """
    if ts not in conversation.messages:
        raise SlackError("message_not_found")
    return conversation.messages[ts]


def delete(workspace: Workspace, conversation: Conversation, ts: str) -> None:
    """Deletes a message. A root with replies becomes a tombstone, and goes with its last reply.

    Raises:
        SlackError: message_not_found.
    """
    old = find(conversation, ts)
    if conversation.threads.get(ts):
        return _bury(workspace, conversation, old)
    conversation.remove(ts)
    events = [_deleted_event(workspace, conversation, old)]
    root_ts = str(old.get("thread_ts") or ts)
    root = conversation.refresh_root(root_ts) if root_ts != ts else None
    if root and root.get("subtype") == "tombstone" and not conversation.threads.get(root_ts):
        conversation.remove(root_ts)
        events.append(_deleted_event(workspace, conversation, root))
    workspace.changes.tell("delete", {"channel": conversation.id, "ts": ts}, *events)
    return None


def _bury(workspace: Workspace, conversation: Conversation, old: Message) -> None:
    kept = ("ts", "thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply")
    new = {
        "type": "message",
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": SLACKBOT,
        "hidden": True,
        **{key: old[key] for key in kept if key in old},
    }
    conversation.put(new)
    conversation.refresh_root(old["ts"])
    event = changed_event(workspace, conversation, old, conversation.messages[old["ts"]])
    workspace.changes.tell("delete", {"channel": conversation.id, "ts": old["ts"]}, event)


def _deleted_event(
    workspace: Workspace, conversation: Conversation, old: Message
) -> dict[str, Any]:
    ts = workspace.next_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": old,
        "channel": conversation.id,
        "hidden": True,
        "deleted_ts": old["ts"],
        "event_ts": ts,
        "ts": ts,
        "channel_type": conversation.kind,
    }


def whisper(workspace: Workspace, channel: str, user: str, message: Message) -> Message:
    """Shows a message to one person only (ephemeral); it is not part of the channel's history."""
    message = {**message, "ts": message.get("ts") or workspace.next_ts(), "is_ephemeral": True}
    workspace.ephemerals.append({"user": user, "channel": channel, "message": message})
    workspace.changes.tell("ephemeral", {"user": user, "channel": channel, "message": message})
    return message
