"""users.*: people and where they are."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.methods.call import Call, method, page
from sandbox.methods.shapes import channel_object, wanted_kinds


def shown(call: Call, user: dict[str, Any]) -> dict[str, Any]:
    """A user as the token may see them: the e-mail address needs users:read.email."""
    profile = dict(user.get("profile", {}))
    if "users:read.email" not in call.token["scopes"]:
        profile.pop("email", None)
    return {**user, "profile": profile}


@method("users.info", "user", "include_locale", scopes="users:read", tier="4")
def users_info(call: Call) -> dict[str, Any]:
    """Describes a person."""
    return {"user": shown(call, call.workspace.user(call.text("user")))}


@method("users.list", optional="cursor include_locale limit", scopes="users:read", tier="2")
def users_list(call: Call) -> dict[str, Any]:
    """Lists everybody, deleted people and bots included; limit 0 or none means all."""
    people = list(call.workspace.users.values())
    limit = call.number("limit", 0, 0, 1000) or max(len(people), 1)
    chunk, cursor = page(call, people, limit)
    now = int(call.workspace.clock.now())
    members = [shown(call, user) for user in chunk]
    return {"members": members, "cache_ts": now, "response_metadata": {"next_cursor": cursor}}


@method(
    "users.conversations",
    optional="cursor exclude_archived limit types user",
    scopes="channels:read groups:read im:read mpim:read",
)
def users_conversations(call: Call) -> dict[str, Any]:
    """Lists where a person (the bot, unless named) is a member and the bot can see it."""
    user = call.text("user") or call.bot
    call.workspace.user(user)
    kinds = wanted_kinds(call)
    found = [
        channel_object(call, conversation, member=False)
        for conversation in call.workspace.visible_to(call.bot)
        if user in conversation.members
        and conversation.kind in kinds
        and not (call.flag("exclude_archived") and conversation.is_archived)
    ]
    chunk, cursor = page(call, found, call.number("limit", 100, 0, 999) or 100)
    return {"channels": chunk, "response_metadata": {"next_cursor": cursor}}


@method("users.lookupByEmail", "email", scopes="users:read.email")
def users_lookup_by_email(call: Call) -> dict[str, Any]:
    """Finds a person by e-mail address."""
    for user in call.workspace.users.values():
        if user.get("profile", {}).get("email") == call.text("email") and not user.get("deleted"):
            return {"user": user}
    raise SlackError("users_not_found")


@method("users.profile.get", optional="user include_labels", scopes="users.profile:read", tier="4")
def users_profile_get(call: Call) -> dict[str, Any]:
    """A person's profile."""
    user = call.workspace.user(call.text("user") or call.bot)
    return {"profile": shown(call, user)["profile"]}


@method("users.getPresence", "user", scopes="users:read")
def users_get_presence(call: Call) -> dict[str, Any]:
    """Everybody who isn't deleted is active here."""
    user = call.workspace.user(call.text("user"))
    return {"presence": "away" if user.get("deleted") else "active"}
