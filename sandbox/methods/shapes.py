"""Slack's objects as a given token sees them."""

from typing import Any

from sandbox.conversation import Conversation
from sandbox.errors import SlackError
from sandbox.methods.call import Call

KIND_OF_TYPE = {
    "public_channel": "channel",
    "private_channel": "group",
    "im": "im",
    "mpim": "mpim",
}


def wanted_kinds(call: Call) -> set[str]:
    """The kinds of conversation `types` asks for; public channels when it is not given.

    Raises:
        SlackError: invalid_types, or missing_scope for a kind the token may not list.
    """
    names = [name.strip() for name in (call.text("types") or "public_channel").split(",")]
    if any(name not in KIND_OF_TYPE for name in names):
        raise SlackError("invalid_types")
    scope = {"channel": "channels:read", "group": "groups:read"}
    kinds = {KIND_OF_TYPE[name] for name in names}
    for kind in sorted(kinds):
        call.need(scope.get(kind, f"{kind}:read"))
    return kinds


def channel_object(
    call: Call, conversation: Conversation, *, member: bool = True, count: bool = False
) -> dict[str, Any]:
    """A conversation object (docs.slack.dev/reference/objects/conversation-object).

    Args:
        call: whose token looks.
        conversation: where.
        member: with `is_member`.
        count: with `num_members`.
    """
    info, kind = conversation.info, conversation.kind
    shared = bool(info.get("is_ext_shared"))
    known: dict[str, Any] = {
        "is_channel": kind == "channel",
        "is_group": kind == "group",
        "is_im": kind == "im",
        "is_mpim": kind == "mpim",
        "is_private": kind != "channel",
        "is_archived": conversation.is_archived,
        "is_general": False,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "context_team_id": call.workspace.team_id,
        **info,
        "id": conversation.id,
    }
    if kind != "im":
        known |= {"name_normalized": conversation.name, "unlinked": 0, "pending_shared": []}
        blank = {"value": "", "creator": "", "last_set": 0}
        known = {"topic": blank, "purpose": blank, "previous_names": [], **known}
        if member:
            known["is_member"] = call.bot in conversation.members
    if count:
        known["num_members"] = len(conversation.members)
    return known
