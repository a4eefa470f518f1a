"""What the sandbox refuses in a manifest."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.manifest_rules import problems

OWN = yaml.safe_load((Path(__file__).parents[2] / "app_manifest.yml").read_text("utf-8"))


def test_the_projects_own_manifest_is_taken() -> None:
    assert problems(OWN) == []


def changed(path: str, value: Any) -> dict[str, Any]:
    manifest = copy.deepcopy(OWN)
    *parents, last = path.split("/")
    at: Any = manifest
    for part in parents:
        at = at[int(part) if isinstance(at, list) else part]
    at[int(last) if isinstance(at, list) else last] = value
    return dict(manifest)


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        ("display_information/name", "x" * 36, "/display_information/name"),
        ("display_information/description", "x" * 141, "/display_information/description"),
        ("surprises", {}, "/surprises"),
        ("settings", [], "/settings"),
        ("settings/socket_mode_enabled", False, "/settings/event_subscriptions/request_url"),
        ("oauth_config/scopes/bot/0", "read:everything", "/oauth_config/scopes/bot/0"),
        ("settings/event_subscriptions/bot_events/1", "agent_session_stopped",
         "/settings/event_subscriptions/bot_events/1"),
        ("settings/event_subscriptions/bot_events/1", "every_event",
         "/settings/event_subscriptions/bot_events/1"),
        ("features/shortcuts/0/name", "x" * 25, "/features/shortcuts/0/name"),
        ("features/slash_commands/1/command", "/summarize", "/features/slash_commands"),
        ("features/slash_commands/1/usage_hint", "x" * 1001,
         "/features/slash_commands/1/usage_hint"),
    ],
)  # fmt: skip
def test_what_slack_would_refuse_is_named_by_its_place(path: str, value: Any, pointer: str) -> None:
    assert pointer in [one["pointer"] for one in problems(changed(path, value))]


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_no_object_is_no_manifest(value: Any) -> None:
    assert problems(value) == [{"message": "Must be an object", "pointer": ""}]
