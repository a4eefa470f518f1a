"""views.*: modals and App Home."""

from typing import Any

from sandbox.errors import SlackError, invalid_arguments
from sandbox.methods.call import Call, method

_TRIGGER = "trigger_id interactivity_pointer"


def _opener(call: Call) -> str:
    trigger = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger:
        raise invalid_arguments("missing required field: trigger_id")
    return call.place.triggers.take(trigger)


@method("views.open", "view", _TRIGGER, tier="4")
def views_open(call: Call) -> dict[str, Any]:
    """Opens a modal before the person who caused the trigger, within 3 seconds of it."""
    return {"view": call.place.views.open(_opener(call), call.json("view"))}


@method("views.push", "view", _TRIGGER, tier="4")
def views_push(call: Call) -> dict[str, Any]:
    """Puts a modal on top of the open one."""
    return {"view": call.place.views.push(_opener(call), call.json("view"))}


@method("views.update", "view", "external_id view_id hash", tier="4")
def views_update(call: Call) -> dict[str, Any]:
    """Replaces an open modal."""
    if not call.has("view_id") and not call.has("external_id"):
        raise invalid_arguments("missing required field: view_id or external_id")
    view = call.place.views.update(
        call.json("view"),
        view_id=call.text("view_id"),
        external_id=call.text("external_id"),
        known_hash=call.text("hash"),
    )
    return {"view": view}


@method("views.publish", "user_id view", "hash", tier="4")
def views_publish(call: Call) -> dict[str, Any]:
    """Sets a person's App Home."""
    call.workspace.user(call.text("user_id"))
    if not call.workspace.app.manifest.home_tab:
        raise SlackError("not_enabled")
    user, known_hash = call.text("user_id"), call.text("hash")
    return {"view": call.place.views.publish(user, call.json("view"), known_hash)}
