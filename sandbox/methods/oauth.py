"""oauth.v2.*: codes for tokens, with rotation where the manifest asks for it."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.methods.call import Call, method

ACCESS_SECONDS = 43_200  # 12 hours; docs.slack.dev/authentication/using-token-rotation
CODE_SECONDS = 600.0  # docs.slack.dev/authentication/installing-with-oauth


@method(
    "oauth.v2.access",
    optional="client_id client_secret code redirect_uri grant_type refresh_token code_verifier",
    tier="4",
    caller="none",
)
def oauth_v2_access(call: Call) -> dict[str, Any]:
    """Gives tokens for a code, or fresh ones for a refresh token."""
    _need_client(call)
    if call.text("grant_type", "authorization_code") == "refresh_token":
        return _refresh(call)
    grants = call.place.codes
    code = grants.pop(call.text("code"), None)
    if code is None or code["until"] < call.workspace.clock.now():
        raise SlackError("invalid_code")
    if call.has("redirect_uri") and call.text("redirect_uri") != code["redirect_uri"]:
        raise SlackError("bad_redirect_uri")
    person = {"id": code["user"], "scope": "", "token_type": "user"}
    return {**_tokens(call), "authed_user": person}


@method("oauth.v2.exchange", optional="client_id client_secret", tier="4", caller="bot")
def oauth_v2_exchange(call: Call) -> dict[str, Any]:
    """Gives a rotating token for a long-lived one."""
    _need_client(call)
    if call.token.get("expires"):
        raise SlackError("token_already_exchanged")
    call.token["revoked"] = True
    return _tokens(call, rotating=True)


def _need_client(call: Call) -> None:
    app = call.workspace.app
    given = call.basic or (call.text("client_id"), call.text("client_secret"))
    if given[0] != app.client_id:
        raise SlackError("invalid_client_id")
    if given[1] != app.client_secret:
        raise SlackError("bad_client_secret")


def _refresh(call: Call) -> dict[str, Any]:
    refresh = call.place.refresh_tokens
    old = refresh.pop(call.text("refresh_token"), None)
    if old is None:
        raise SlackError("invalid_refresh_token")
    return _tokens(call, rotating=True)


def _tokens(call: Call, *, rotating: bool = False) -> dict[str, Any]:
    workspace, app = call.workspace, call.workspace.app
    scopes = app.manifest.scopes
    record: dict[str, Any] = {"kind": "bot", "scopes": scopes}
    answer: dict[str, Any] = {
        "app_id": app.app_id,
        "token_type": "bot",
        "scope": ",".join(sorted(scopes)),
        "bot_user_id": app.user_id,
        "team": {"id": workspace.team_id, "name": workspace.team["name"]},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    token = f"xoxb-{workspace.ids.digits()}-{workspace.ids.secret(24)}"
    if rotating or app.manifest.rotation:
        token = f"xoxe.{token}"
        record["expires"] = workspace.clock.now() + ACCESS_SECONDS
        fresh = f"xoxe-1-{workspace.ids.secret(48)}"
        call.place.refresh_tokens[fresh] = token
        answer |= {"refresh_token": fresh, "expires_in": ACCESS_SECONDS}
    workspace.tokens[token] = record
    return {**answer, "access_token": token}
