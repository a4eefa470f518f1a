"""The payloads of commands, shortcuts, clicks and modals, as Slack shapes them."""

from collections.abc import Iterator
from typing import Any

from sandbox.conversation import Conversation, Message
from sandbox.errors import SlackError
from sandbox.workspace import Workspace


def person(workspace: Workspace, user_id: str) -> dict[str, Any]:
    """The `user` of an interaction."""
    name = workspace.user(user_id)["name"]
    return {"id": user_id, "username": name, "name": name, "team_id": workspace.team_id}


def common(workspace: Workspace, user_id: str, kind: str) -> dict[str, Any]:
    """The fields that every interactive payload has."""
    return {
        "type": kind,
        "token": workspace.app.verification_token,
        "team": {"id": workspace.team_id, "domain": workspace.team.get("domain", "")},
        "user": person(workspace, user_id),
        "api_app_id": workspace.app.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def place(conversation: Conversation) -> dict[str, str]:
    """The `channel` of an interaction; DMs are called `directmessage`."""
    name = conversation.name if conversation.kind == "channel" else "privategroup"
    return {"id": conversation.id, "name": "directmessage" if conversation.kind == "im" else name}


def slash_command(
    workspace: Workspace, user_id: str, conversation: Conversation, command: str, text: str
) -> dict[str, Any]:
    """A slash command (docs.slack.dev/interactivity/implementing-slash-commands)."""
    where = place(conversation)
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.team.get("domain", ""),
        "channel_id": where["id"],
        "channel_name": where["name"],
        "user_id": user_id,
        "user_name": workspace.user(user_id)["name"],
        "command": command,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
    }


def container(message: Message, conversation: Conversation) -> dict[str, Any]:
    """The `container` of a click in a message."""
    found = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": conversation.id,
        "is_ephemeral": bool(message.get("is_ephemeral")),
    }
    root = message.get("thread_ts")
    return {**found, "thread_ts": root} if root else found


def elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every element with an action_id, with the block_id it stands in."""
    for block in blocks:
        yield from ((one, str(block.get("block_id"))) for one in _inside(block))


def _inside(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _inside(one)
    elif isinstance(value, dict):
        if "action_id" in value:
            yield value
        for one in value.values():
            yield from _inside(one)


def find_element(
    blocks: list[dict[str, Any]], action_id: str, block_id: str | None
) -> tuple[dict[str, Any], str]:
    """The element with an action_id and its block_id.

    Raises:
        SlackError: action_not_found.
    """
    for element, inside in elements(blocks):
        if element["action_id"] == action_id and block_id in (None, inside):
            return element, inside
    raise SlackError("action_not_found", known=[one["action_id"] for one, _ in elements(blocks)])


_PICKED = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
_ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
_BUTTONS = ("button", "icon_button", "workflow_button")


def state_of(element: dict[str, Any], chosen: Any) -> dict[str, Any]:
    """What an element holds once a person has chosen: a part of `state.values` or an action.

    Args:
        element: as it stands in the blocks.
        chosen: text, a value, an id, a date, or a list of these, as the element takes it.
    """
    kind = str(element.get("type"))
    if kind in _PICKED:
        return {"type": kind, _PICKED[kind]: chosen}
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": _option(element, chosen)}
    if kind in _OPTIONS:
        picked = chosen if isinstance(chosen, list) else [chosen]
        return {"type": kind, "selected_options": [_option(element, one) for one in picked]}
    return {"type": kind, "value": chosen}


def _option(element: dict[str, Any], value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    groups = [group.get("options", []) for group in element.get("option_groups", [])]
    for option in [*element.get("options", []), *[one for group in groups for one in group]]:
        if option.get("value") == value or option.get("text", {}).get("text") == value:
            found: dict[str, Any] = option
            return found
    return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}


def action(element: dict[str, Any], block_id: str, chosen: Any, ts: str) -> dict[str, Any]:
    """One entry of `actions` in a block_actions payload."""
    known = {"action_id": element["action_id"], "block_id": block_id, "action_ts": ts}
    kind = str(element.get("type"))
    if kind == "feedback_buttons":
        return {"type": kind, **known, **_feedback(element, chosen)}
    if kind in _BUTTONS:
        shown = {name: part for name, part in element.items() if name in ("text", "value", "style")}
        return {"type": kind, **known, **shown}
    return {**known, **state_of(element, chosen)}


def _feedback(element: dict[str, Any], chosen: Any) -> dict[str, Any]:
    for name in ("positive_button", "negative_button"):
        button = element[name]
        if chosen in (button.get("value"), name, name.removesuffix("_button")):
            return {"value": button.get("value"), "text": button.get("text")}
    raise SlackError("action_not_found")


def view_state(view: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The `state` of a submitted view.

    Args:
        view: as sent.
        values: {block_id: {action_id: chosen}}, or {action_id: chosen} for short. What isn't
            named keeps what was chosen before, or its initial value.
    """
    held = view["state"]["values"]
    state: dict[str, dict[str, Any]] = {}
    for element, block_id in elements(view["blocks"]):
        if element.get("type") in _BUTTONS:
            continue
        action_id = element["action_id"]
        before = held.get(block_id, {}).get(action_id, _initial(element))
        chosen = values.get(action_id, before)
        if isinstance(values.get(block_id), dict):
            chosen = values[block_id].get(action_id, chosen)
        whole = isinstance(chosen, dict) and "type" in chosen
        state.setdefault(block_id, {})[action_id] = chosen if whole else state_of(element, chosen)
    return {"values": state}


def _initial(element: dict[str, Any]) -> Any:
    for name, value in element.items():
        if name == "initial_option":
            return value.get("value")
        if name == "initial_options":
            return [one.get("value") for one in value]
        if name.startswith("initial_"):
            return value
    return [] if element.get("type") in _OPTIONS else None
