"""What Slack refuses in an app manifest: names, lengths and counts; pure.

Source of the bounds: docs.slack.dev/reference/app-manifest.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.manifest import ALL_SCOPES
from sandbox.subscriptions import SCOPES

Found = dict[str, str]

# Part of the manifest -> the most characters of a text, or the most items of a list.
_LENGTHS = {
    "/display_information/description": 140,
    "/display_information/long_description": 4000,
    "/features/bot_user/display_name": 80,
    "/features/agent_view/agent_description": 300,
    "/features/agent_view/suggested_prompts": 4,
    "/features/slash_commands": 50,
    "/features/shortcuts": 10,
    "/features/unfurl_domains": 5,
    "/oauth_config/redirect_urls": 1000,
    "/oauth_config/scopes/bot": 255,
    "/settings/event_subscriptions/bot_events": 100,
}
_ITEMS = {
    "/features/slash_commands": ("command", {"command": 32, "description": 2000}, "usage_hint"),
    "/features/shortcuts": ("callback_id", {"callback_id": 255, "name": 24}, "description"),
}
_PARTS = ("_metadata", "display_information", "features", "oauth_config", "settings")
_HINT = 1000
_NAME = 35


def problems(manifest: Any) -> list[Found]:
    """Everything that is wrong, each with `message` and `pointer`; empty when Slack takes it."""
    if not isinstance(manifest, dict):
        return [_found("", "Must be an object")]
    return [*_outline(manifest), *_lengths(manifest), *_items(manifest), *_names(manifest)]


def _found(pointer: str, message: str) -> Found:
    return {"message": message, "pointer": pointer}


def _outline(manifest: dict[str, Any]) -> Iterator[Found]:
    for part in manifest:
        if part not in _PARTS:
            yield _found(f"/{part}", "Unknown part")
        elif not isinstance(manifest[part], dict):
            yield _found(f"/{part}", "Must be an object")
    name = _at(manifest, "/display_information/name")
    if not isinstance(name, str) or not 1 <= len(name) <= _NAME:
        yield _found("/display_information/name", f"Must be 1 to {_NAME} characters")
    if not _at(manifest, "/settings/socket_mode_enabled"):
        for part in ("event_subscriptions", "interactivity"):
            given = _at(manifest, f"/settings/{part}")
            if given and not given.get("request_url"):
                yield _found(f"/settings/{part}/request_url", "Needed without Socket Mode")


def _lengths(manifest: dict[str, Any]) -> Iterator[Found]:
    for pointer, most in _LENGTHS.items():
        value = _at(manifest, pointer)
        if isinstance(value, str | list) and len(value) > most:
            what = "characters" if isinstance(value, str) else "items"
            yield _found(pointer, f"Must be at most {most} {what}")


def _items(manifest: dict[str, Any]) -> Iterator[Found]:
    for pointer, (unique, needed, hint) in _ITEMS.items():
        items = _at(manifest, pointer) or []
        for place, item in enumerate(items):
            for name, most in needed.items():
                value = item.get(name)
                if not isinstance(value, str) or not 1 <= len(value) <= most:
                    yield _found(f"{pointer}/{place}/{name}", f"Must be 1 to {most} characters")
            if len(item.get(hint) or "") > _HINT:
                yield _found(f"{pointer}/{place}/{hint}", f"Must be at most {_HINT} characters")
        ids = [item.get(unique) for item in items]
        if len(set(ids)) < len(ids):
            yield _found(pointer, f"Each {unique} only once")


def _names(manifest: dict[str, Any]) -> Iterator[Found]:
    for pointer, known in (
        ("/oauth_config/scopes/bot", ALL_SCOPES),
        ("/oauth_config/scopes/bot_optional", ALL_SCOPES),
        ("/settings/event_subscriptions/bot_events", SCOPES.keys()),
    ):
        named = _at(manifest, pointer) or []
        for place, name in enumerate(named):
            if name not in known:
                yield _found(f"{pointer}/{place}", f"Unknown: {name}")
            elif name in named[:place]:
                yield _found(f"{pointer}/{place}", f"Named twice: {name}")


def _at(manifest: dict[str, Any], pointer: str) -> Any:
    """The value at a JSON pointer; None where there is none."""
    value: Any = manifest
    for part in pointer.split("/")[1:]:
        value = value.get(part) if isinstance(value, dict) else None
    return value
