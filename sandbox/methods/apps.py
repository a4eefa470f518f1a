"""apps.*: opening a socket, and who else authorized an event."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.manifest_rules import problems
from sandbox.methods.call import Call, method


@method("apps.connections.open", caller="app")
def apps_connections_open(call: Call) -> dict[str, Any]:
    """Gives the address of a WebSocket, good for one connection."""
    return {"url": call.place.sockets.ticket()}


@method("apps.event.authorizations.list", "event_context", "cursor limit", tier="4", caller="app")
def apps_event_authorizations_list(call: Call) -> dict[str, Any]:
    """The installations that see an event; here always this one."""
    if not call.text("event_context"):
        raise SlackError("invalid_event_context")
    return {"authorizations": [call.place.delivery.authorization()]}


@method("apps.manifest.validate", "manifest", "app_id", tier="2", caller="none")
def apps_manifest_validate(call: Call) -> dict[str, Any]:
    """Checks an app manifest; see sandbox/manifest_rules.py."""
    found = problems(call.json("manifest", {}, code="invalid_manifest"))
    if found:
        raise SlackError("invalid_manifest", errors=found)
    return {"errors": []}
