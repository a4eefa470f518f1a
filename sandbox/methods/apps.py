"""apps.*: opening a socket, and who else authorized an event."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.methods.call import Call, method


@method("apps.connections.open", caller="app")
def apps_connections_open(call: Call) -> dict[str, Any]:
    """Gives the address of a WebSocket, good for one connection."""
    return {"url": call.sandbox.sockets.ticket()}


@method("apps.event.authorizations.list", "event_context", "cursor limit", tier="4", caller="app")
def apps_event_authorizations_list(call: Call) -> dict[str, Any]:
    """The installations that see an event; here always this one."""
    if not call.text("event_context"):
        raise SlackError("invalid_event_context")
    return {"authorizations": [call.sandbox.delivery.authorization()]}


@method("apps.manifest.validate", "manifest", "app_id", tier="2", caller="none")
def apps_manifest_validate(call: Call) -> dict[str, Any]:
    """Checks that a manifest names an app; only its outline is checked here."""
    manifest = call.json("manifest", {}, code="invalid_manifest")
    name = (manifest.get("display_information") or {}).get("name")
    if not name or len(name) > 35:
        pointer = "/display_information/name"
        problem = {"message": "Must be 1 to 35 characters", "pointer": pointer}
        raise SlackError("invalid_manifest", errors=[problem])
    return {"errors": []}
