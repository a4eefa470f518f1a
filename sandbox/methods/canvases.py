"""canvases.* and conversations.canvases.create."""

from typing import Any

from sandbox import canvas as canvases
from sandbox.errors import SlackError, invalid_arguments
from sandbox.methods.call import Call, method

LEVELS = ("read", "write", "owner")
SECTION_TYPES = ("any_header", "h1", "h2", "h3")


def _canvas(call: Call) -> dict[str, Any]:
    found = call.workspace.canvases.get(call.text("canvas_id"))
    if found is None:
        raise SlackError("canvas_not_found")
    return found


def _tab(call: Call, channel: str, canvas_id: str) -> None:
    conversation = call.workspace.conversations[channel]
    properties = {"canvas": {"file_id": canvas_id, "is_empty": False}}
    conversation.info = {**conversation.info, "properties": properties}


@method(
    "canvases.create",
    optional="title document_content channel_id",
    scopes="canvases:write",
    tier="2",
)
def canvases_create(call: Call) -> dict[str, Any]:
    """Makes a canvas; a free workspace takes it only as a channel's tab."""
    channel = call.joined("channel_id").id if call.has("channel_id") else None
    if channel is None and call.workspace.plan == "free":
        raise SlackError("free_teams_cannot_create_non_tabbed_canvases")
    if channel:
        _need_free_tab(call, channel, "free_team_canvas_tab_already_exists")
    markdown = canvases.document(call.json("document_content"))
    made = canvases.make(call.workspace, call.bot, call.text("title"), markdown, channel)
    if channel:
        _tab(call, channel, made["id"])
    return {"canvas_id": made["id"]}


@method(
    "conversations.canvases.create",
    "channel_id",
    "document_content title",
    scopes="canvases:write",
    tier="2",
)
def conversations_canvases_create(call: Call) -> dict[str, Any]:
    """Makes the canvas of a channel, of which there is one."""
    channel = call.joined("channel_id").id
    free = call.workspace.plan == "free"
    taken = "free_team_canvas_tab_already_exists" if free else "channel_canvas_already_exists"
    _need_free_tab(call, channel, taken)
    markdown = canvases.document(call.json("document_content"))
    made = canvases.make(call.workspace, call.bot, call.text("title"), markdown, channel)
    _tab(call, channel, made["id"])
    return {"canvas_id": made["id"]}


def _need_free_tab(call: Call, channel: str, refusal: str) -> None:
    if any(one["channel"] == channel for one in call.workspace.canvases.values()):
        raise SlackError(refusal)


@method("canvases.edit", "canvas_id changes", scopes="canvases:write")
def canvases_edit(call: Call) -> dict[str, Any]:
    """Changes a canvas by one operation."""
    canvas = _canvas(call)
    if call.workspace.plan == "free" and canvas["channel"] is None:
        raise SlackError("free_teams_cannot_edit_standalone_canvases")
    changes = call.json("changes", [])
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        raise invalid_arguments("must have exactly 1 item [json-pointer:/changes]")
    canvases.change(call.workspace, canvas, changes[0])
    return {}


@method("canvases.delete", "canvas_id", scopes="canvases:write")
def canvases_delete(call: Call) -> dict[str, Any]:
    """Deletes a canvas."""
    del call.workspace.canvases[_canvas(call)["id"]]
    return {}


def _holders(call: Call) -> list[str]:
    people, rooms = _listed(call, "user_ids"), _listed(call, "channel_ids")
    if bool(people) == bool(rooms):
        raise invalid_arguments("exactly one of channel_ids and user_ids is needed")
    return [*people, *rooms]


def _listed(call: Call, name: str) -> list[str]:
    """A list that comes as JSON or as words between commas."""
    value = call.args.get(name)
    if isinstance(value, str) and not value.startswith("["):
        return [one.strip() for one in value.split(",") if one.strip()]
    return [str(one) for one in call.json(name, [])]


@method(
    "canvases.access.set", "canvas_id access_level", "channel_ids user_ids", scopes="canvases:write"
)
def canvases_access_set(call: Call) -> dict[str, Any]:
    """Lets people or channels read or write a canvas."""
    canvas, level = _canvas(call), call.text("access_level")
    if level not in LEVELS:
        raise invalid_arguments("must be read, write or owner [json-pointer:/access_level]")
    canvas["access"] |= dict.fromkeys(_holders(call), level)
    return {}


@method("canvases.access.delete", "canvas_id", "channel_ids user_ids", scopes="canvases:write")
def canvases_access_delete(call: Call) -> dict[str, Any]:
    """Takes access away."""
    canvas = _canvas(call)
    for holder in _holders(call):
        canvas["access"].pop(holder, None)
    return {}


@method("canvases.sections.lookup", "canvas_id criteria", scopes="canvases:read")
def canvases_sections_lookup(call: Call) -> dict[str, Any]:
    """Finds sections by kind of heading and by text."""
    canvas, criteria = _canvas(call), call.json("criteria", {})
    types = criteria.get("section_types") if isinstance(criteria, dict) else None
    if not isinstance(criteria, dict) or not (types or criteria.get("contains_text")):
        raise invalid_arguments("needs section_types or contains_text [json-pointer:/criteria]")
    if types and (len(types) > 3 or any(one not in SECTION_TYPES for one in types)):
        raise invalid_arguments("unknown type [json-pointer:/criteria/section_types]")
    return {"sections": canvases.lookup(canvas, criteria)}


@method("canvases.getContent", "canvas_id", "content_type", scopes="canvases:read")
def canvases_get_content(call: Call) -> dict[str, Any]:
    """The content of a canvas as Markdown; as HTML it is one escaped block."""
    canvas = _canvas(call)
    if call.text("content_type", "markdown") not in ("markdown", "html"):
        raise invalid_arguments("must be markdown or html [json-pointer:/content_type]")
    text = canvases.text(canvas)
    if call.text("content_type") == "html":
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = f"<pre>{escaped}</pre>"
    return {"canvas_id": canvas["id"], "title": canvas["title"], "content": text}
