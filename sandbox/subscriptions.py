"""Which Slack events an app is told of: subscribed to, granted, and about a place it is in."""

from typing import Any

from sandbox.workspace import Workspace

_CHANNELS = ("channels:read",)
_GROUPS = ("groups:read",)
_MEMBERS = ("channels:read", "groups:read")

SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "member_joined_channel": _MEMBERS,
    "member_left_channel": _MEMBERS,
    "channel_created": _CHANNELS,
    "channel_rename": _CHANNELS,
    "channel_archive": _CHANNELS,
    "channel_unarchive": _CHANNELS,
    "channel_deleted": _CHANNELS,
    "channel_left": _CHANNELS,
    "channel_id_changed": _CHANNELS,
    "channel_shared": _MEMBERS,
    "channel_unshared": _MEMBERS,
    "group_rename": _GROUPS,
    "group_archive": _GROUPS,
    "group_unarchive": _GROUPS,
    "group_deleted": _GROUPS,
    "group_left": _GROUPS,
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "file_shared": ("files:read",),
    "file_deleted": ("files:read",),
    "file_change": ("files:read",),
    "link_shared": ("links:read",),
    "app_home_opened": (),
    "app_context_changed": (),
    "agent_session_stopped": (),
    "agent_session_title_changed": (),
    "assistant_thread_started": ("assistant:write",),
    "assistant_thread_context_changed": ("assistant:write",),
    "tokens_revoked": (),
    "app_uninstalled": (),
    "app_rate_limited": (),
}
"""Manifest name -> bot scopes of which one is needed (docs.slack.dev/reference/events)."""

MESSAGE_NAMES = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
EVERYWHERE = frozenset(
    [
        "channel_created",
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "channel_deleted",
        "channel_id_changed",
        "channel_shared",
        "channel_unshared",
        "channel_left",
        "group_left",
    ]
)
UNASKED = frozenset(["app_rate_limited", "url_verification"])


def manifest_name(event: dict[str, Any]) -> str:
    """The name under which a manifest subscribes to an event (`message.channels`)."""
    if event["type"] == "message":
        return MESSAGE_NAMES.get(str(event.get("channel_type")), "message.channels")
    return str(event["type"])


def place(event: dict[str, Any]) -> str | None:
    """The conversation an event is about; None when it is about none."""
    channel = event.get("channel") or event.get("channel_id")
    if channel is None:
        channel = (event.get("item") or {}).get("channel")
    return str(channel["id"]) if isinstance(channel, dict) else channel


def reaches_app(workspace: Workspace, event: dict[str, Any]) -> bool:
    """Whether the app is told of an event."""
    name, manifest = manifest_name(event), workspace.app.manifest
    if name in UNASKED:
        return True
    needed = SCOPES.get(name)
    if needed is None or not manifest.wants(name):
        return False
    if needed and not any(scope in manifest.scopes for scope in needed):
        return False
    channel = place(event)
    if channel is None or event["type"] in EVERYWHERE or event["type"] == "app_home_opened":
        return True
    conversation = workspace.conversations.get(channel)
    return conversation is not None and workspace.app.user_id in conversation.members
