"""Making and changing channels, coming and going, with the events that follow."""

import re
from typing import Any

from sandbox import messages
from sandbox.conversation import Conversation
from sandbox.errors import SlackError
from sandbox.workspace import Workspace

_NAME = re.compile(r"[\w-]{1,80}")


def create(
    workspace: Workspace, name: str, creator: str, *, is_private: bool = False
) -> Conversation:
    """Makes a channel with its creator in it.

    Raises:
        SlackError: invalid_name_specials, name_taken.
    """
    name = name.removeprefix("#")
    if not _NAME.fullmatch(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if any(one.name == name for one in workspace.conversations.values()):
        raise SlackError("name_taken")
    created = int(workspace.clock.now())
    blank = {"value": "", "creator": "", "last_set": 0}
    info: dict[str, Any] = {
        "id": workspace.ids.new("C"),
        "name": name,
        "is_private": is_private,
        "created": created,
        "creator": creator,
        "is_archived": False,
        "is_ext_shared": False,
        "topic": blank,
        "purpose": blank,
    }
    conversation = Conversation(info["id"], info)
    conversation.members[creator] = None
    workspace.conversations[conversation.id] = conversation
    brief = {"id": conversation.id, "name": name, "created": created, "creator": creator}
    _tell(workspace, conversation, *_public(conversation, {"channel": brief}, "channel_created"))
    return conversation


def _public(
    conversation: Conversation, fields: dict[str, Any], kind: str
) -> tuple[dict[str, Any], ...]:
    return ({"type": kind, **fields},) if conversation.is_public else ()


def _tell(workspace: Workspace, conversation: Conversation, *events: dict[str, Any]) -> None:
    dated = [{"event_ts": workspace.next_ts(), **event} for event in events]
    workspace.changes.tell("channel", {"channel": conversation.id}, *dated)


def join(
    workspace: Workspace, conversation: Conversation, user: str, inviter: str | None = None
) -> bool:
    """Makes a person a member; False when they already were.

    Raises:
        SlackError: is_archived.
    """
    if conversation.is_archived:
        raise SlackError("is_archived")
    if user in conversation.members:
        return False
    conversation.members[user] = None
    event = _membership("member_joined_channel", workspace, conversation, user)
    if inviter:
        event["inviter"] = inviter
    _tell(workspace, conversation, event)
    subtype = "channel_join" if conversation.is_public else "group_join"
    note = {"type": "message", "subtype": subtype, "user": user}
    note["text"] = f"<@{user}> has joined the channel"
    messages.post(workspace, conversation, {**note, **({"inviter": inviter} if inviter else {})})
    return True


def leave(workspace: Workspace, conversation: Conversation, user: str) -> bool:
    """Ends a membership; False when there was none. The bot is told that it left itself."""
    if user not in conversation.members:
        return False
    event = _membership("member_left_channel", workspace, conversation, user)
    if user == workspace.app.user_id:
        kind = "channel_left" if conversation.is_public else "group_left"
        event = {"type": kind, "channel": conversation.id, "actor_id": user}
    _tell(workspace, conversation, event)
    del conversation.members[user]
    return True


def _membership(
    kind: str, workspace: Workspace, conversation: Conversation, user: str
) -> dict[str, Any]:
    letter = "C" if conversation.is_public else "G"
    place = {"channel": conversation.id, "channel_type": letter, "team": workspace.team_id}
    return {"type": kind, "user": user, **place}


def rename(workspace: Workspace, conversation: Conversation, name: str, user: str = "") -> None:
    """Gives a channel a new name, with a note in it.

    Raises:
        SlackError: invalid_name_specials, name_taken.
    """
    if not _NAME.fullmatch(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if any(one.name == name for one in workspace.conversations.values()):
        raise SlackError("name_taken")
    old = conversation.name
    earlier = [old, *conversation.info.get("previous_names", [])]
    conversation.info = {**conversation.info, "name": name, "previous_names": earlier}
    brief = {"id": conversation.id, "name": name, "created": conversation.info.get("created", 0)}
    kind = "channel_rename" if conversation.is_public else "group_rename"
    _tell(workspace, conversation, {"type": kind, "channel": brief})
    text = f'has renamed the channel from "{old}" to "{name}"'
    _note(workspace, conversation, "name", user, text, {"old_name": old, "name": name})


def archive(workspace: Workspace, conversation: Conversation, user: str, on: bool = True) -> None:
    """Archives a channel, or takes it out of the archive."""
    conversation.info = {**conversation.info, "is_archived": on}
    kind = f"{'channel' if conversation.is_public else 'group'}_{'' if on else 'un'}archive"
    _tell(workspace, conversation, {"type": kind, "channel": conversation.id, "user": user})


def share(workspace: Workspace, conversation: Conversation, on: bool = True) -> None:
    """Shares a channel with another organisation (Slack Connect), or ends that."""
    conversation.info = {**conversation.info, "is_ext_shared": on, "is_shared": on}
    kind = "channel_shared" if on else "channel_unshared"
    event: dict[str, Any] = {"type": kind, "channel": conversation.id}
    event |= {"connected_team_id": "T0OTHERORG1"} if on else {"is_ext_shared": False}
    event |= {} if on else {"previously_connected_team_id": "T0OTHERORG1"}
    _tell(workspace, conversation, event)


def make_private(workspace: Workspace, conversation: Conversation) -> None:
    """Turns a public channel private; Slack keeps the id and writes a note into the channel."""
    conversation.info = {**conversation.info, "is_private": True}
    note = {"type": "message", "subtype": "channel_convert_to_private"}
    note |= {"user": conversation.info.get("creator", ""), "text": "made this channel *private*."}
    messages.post(workspace, conversation, note)
    _tell(workspace, conversation)


def set_text(
    workspace: Workspace, conversation: Conversation, kind: str, value: str, user: str = ""
) -> None:
    """Sets the `topic` or the `purpose` of a channel, with a note in it; "" clears it."""
    who = user or str(conversation.info.get("creator") or "")
    written = {"value": value, "creator": who, "last_set": int(workspace.clock.now())}
    conversation.info = {**conversation.info, kind: written}
    _tell(workspace, conversation)
    word = "topic" if kind == "topic" else "description"
    text = f"set the channel {word}: {value}" if value else f"cleared the channel {word}"
    _note(workspace, conversation, kind, user, text, {kind: value})


def _note(
    workspace: Workspace,
    conversation: Conversation,
    what: str,
    user: str,
    text: str,
    more: dict[str, Any],
) -> None:
    """Writes into a channel that its topic, purpose or name was changed.

    Subtypes channel_topic, channel_purpose, channel_name and their group_ kin; without a person
    it was whoever made the channel (docs.slack.dev/reference/events/message).
    """
    if conversation.kind not in ("channel", "group"):
        return
    who = user or str(conversation.info.get("creator") or workspace.app.user_id)
    note = {"type": "message", "subtype": f"{conversation.kind}_{what}", "user": who}
    messages.post(workspace, conversation, {**note, "text": f"<@{who}> {text}", **more})


def change_id(workspace: Workspace, conversation: Conversation) -> str:
    """Gives a channel another id, as happens when workspaces move; returns the new one."""
    old, new = conversation.id, workspace.ids.new("C")
    conversation.id = new
    conversation.info = {**conversation.info, "id": new}
    workspace.move(old, new)
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
    _tell(workspace, conversation, event)
    return new


def remove(workspace: Workspace, conversation: Conversation, actor: str) -> None:
    """Deletes a channel with everything in it."""
    kind = "channel_deleted" if conversation.is_public else "group_deleted"
    _tell(workspace, conversation, {"type": kind, "channel": conversation.id, "actor_id": actor})
    del workspace.conversations[conversation.id]
