"""Making and changing people, with the events that follow."""

from typing import Any

from sandbox.workspace import Workspace


def create(workspace: Workspace, name: str, **fields: Any) -> str:
    """Makes a person and returns their id.

    Args:
        workspace: where it happens.
        name: real name; the handle is made of it.
        fields: fields of a Slack user object that replace the usual ones.
    """
    handle = name.lower().replace(" ", ".")
    profile = {"real_name": name, "display_name": name, "email": f"{handle}@example.com"}
    user: dict[str, Any] = {
        "id": workspace.ids.new("U"),
        "team_id": workspace.team_id,
        "name": handle,
        "deleted": False,
        "real_name": name,
        "tz": "Europe/London",
        "tz_offset": 0,
        "is_bot": False,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_app_user": False,
        "updated": int(workspace.clock.now()),
        **fields,
    }
    user["profile"] = {**profile, "team": workspace.team_id, **fields.get("profile", {})}
    workspace.users[user["id"]] = user
    event = {"type": "team_join", "user": user, "event_ts": workspace.next_ts()}
    workspace.changes.tell("user", {"user": user["id"]}, event)
    return str(user["id"])


def update(workspace: Workspace, user_id: str, **fields: Any) -> None:
    """Changes a person; `profile` is merged, everything else replaced.

    Raises:
        SlackError: user_not_found.
    """
    old, now = workspace.user(user_id), int(workspace.clock.now())
    profile = {**old.get("profile", {}), **fields.pop("profile", {})}
    user = {**old, **fields, "profile": profile, "updated": now}
    workspace.users[user_id] = user
    event = {"type": "user_change", "user": user, "cache_ts": now}
    workspace.changes.tell("user", {"user": user_id}, {**event, "event_ts": workspace.next_ts()})
