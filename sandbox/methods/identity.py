"""auth.*, api.test, bots.info, team.info: who is who."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.methods.call import Call, method


@method("api.test", optional="error foo", tier="special", caller="none")
def api_test(call: Call) -> dict[str, Any]:
    """Answers ok, or with the error asked for."""
    if call.has("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"args": call.args}


@method("auth.test", tier="special", caller="any")
def auth_test(call: Call) -> dict[str, Any]:
    """Tells whose token this is."""
    workspace = call.workspace
    if call.token["kind"] == "app":
        return {"app_name": workspace.app.manifest.name, "app_id": workspace.app.app_id}
    return {
        "url": workspace.url,
        "team": workspace.team["name"],
        "user": workspace.users[call.bot]["name"],
        "team_id": workspace.team_id,
        "user_id": call.bot,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke", optional="test", tier="3")
def auth_revoke(call: Call) -> dict[str, Any]:
    """Revokes the calling token; test=1 only says so."""
    if call.flag("test"):
        return {"revoked": False}
    call.place.revoke_token()
    return {"revoked": True}


@method("apps.uninstall", "client_id client_secret", tier="1")
def apps_uninstall(call: Call) -> dict[str, Any]:
    """Removes the app: its tokens end and it is told."""
    app = call.workspace.app
    if call.text("client_id") != app.client_id or call.text("client_secret") != app.client_secret:
        raise SlackError("invalid_client_id")
    call.place.uninstall()
    return {}


@method("team.info", optional="team domain include_slackbot_availability", scopes="team:read")
def team_info(call: Call) -> dict[str, Any]:
    """Describes the workspace."""
    if call.has("team") and call.text("team") != call.workspace.team_id:
        raise SlackError("team_not_found")
    team = call.workspace.team
    icon = {"image_68": f"{call.workspace.url}static/team.svg", "image_default": True}
    return {"team": {"email_domain": "", "icon": icon, "url": call.workspace.url, **team}}


@method("bots.info", optional="bot", scopes="users:read")
def bots_info(call: Call) -> dict[str, Any]:
    """Describes a bot by its bot id."""
    wanted = call.text("bot") or call.workspace.app.bot_id
    for user in call.workspace.users.values():
        if user.get("profile", {}).get("bot_id") == wanted:
            bot = {
                "id": wanted,
                "deleted": user.get("deleted", False),
                "name": user.get("real_name") or user["name"],
            }
            app_id = user["profile"].get("api_app_id", "A0OTHERAPP1")
            return {"bot": {**bot, "user_id": user["id"], "app_id": app_id, "icons": {}}}
    raise SlackError("bot_not_found")


@method("emoji.list", optional="include_categories", scopes="emoji:read", tier="2")
def emoji_list(_: Call) -> dict[str, Any]:
    """Custom emoji: this workspace has none."""
    return {"emoji": {}, "cache_ts": "0"}


@method(
    "usergroups.list",
    optional="include_count include_disabled include_users",
    scopes="usergroups:read",
    tier="2",
)
def usergroups_list(_: Call) -> dict[str, Any]:
    """User groups: this workspace has none."""
    return {"usergroups": []}
