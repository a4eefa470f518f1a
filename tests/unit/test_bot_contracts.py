"""What stands in several places stands there alike: manifest, listeners, commands, docs."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from bot import doctor, listeners
from bot.cli import Root
from bot.recording import WRITERS
from digests.digest import Digest
from tests.support.cli_help import documented, pages

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "app_manifest.yml").read_text("utf-8"))

# Events that Slack sends for other reasons than to be recorded, each with who deals with it.
ELSEWHERE = {
    "agent_session_stopped": "intake.py",
    "app_context_changed": "acknowledged: the context of a DM isn't used",
    "app_home_opened": "listeners/events/app_home_opened.py",
    "app_uninstalled": "acknowledged: the token is refused from then on",
    "file_shared": "acknowledged: the message that carries the file is recorded",
    "tokens_revoked": "acknowledged: the token is refused from then on",
}


def subscribed() -> set[str]:
    return {
        "message" if event.startswith("message.") else event
        for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    }


def named(kind: Any) -> set[str]:
    """The names of a dataclass's fields, and of the fields of what they hold."""
    if not is_dataclass(kind):
        return set().union(*map(named, get_args(kind)))
    own = get_type_hints(kind)
    return own.keys() | set().union(*map(named, own.values()))


def test_every_field_of_a_digest_as_json_is_documented() -> None:
    told = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/digest-json.md").read_text("utf-8")))

    assert named(Digest) - told == set()
    assert told - named(Digest) == {"null"}


def test_every_event_slack_is_asked_for_is_dealt_with_and_no_other() -> None:
    assert subscribed() == set(WRITERS) | set(ELSEWHERE)


def registered(module: Any, method: str) -> set[str]:
    """What an index of listeners registers with one of Bolt's methods."""
    found: set[str] = set()

    class Recorder:
        def __getattr__(self, name: str) -> Any:
            def register(matcher: Any) -> Any:
                if name == method and isinstance(matcher, str):
                    found.add(matcher)
                return lambda handler: handler

            return register

    module.register(Recorder())
    return found


def test_the_slash_commands_are_those_of_the_manifest() -> None:
    named = {command["command"] for command in MANIFEST["features"]["slash_commands"]}

    assert registered(listeners.commands, "command") == named


def test_the_shortcuts_are_those_of_the_manifest() -> None:
    named = {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]}

    assert registered(listeners.shortcuts, "shortcut") == named


def test_each_listener_has_a_file_of_its_name() -> None:
    files = {p.stem for p in (ROOT / "bot/listeners").rglob("*.py")}
    names = registered(listeners.commands, "command") | registered(listeners.shortcuts, "shortcut")

    assert {name.removeprefix("/") for name in names} <= files


def test_doctor_compares_the_scopes_of_the_manifest() -> None:
    wanted = frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])

    assert doctor.wanted_scopes() == wanted
    assert doctor.scopes_check(wanted, wanted).ok
    missing = doctor.scopes_check(wanted, wanted - {"chat:write"})
    assert not missing.ok
    assert "chat:write" in missing.found


def test_every_command_has_help_and_stands_in_the_docs() -> None:
    assert (ROOT / "docs/cli.md").read_text("utf-8") == documented()
    assert all("--help" in text and len(text.splitlines()) > 4 for _, text in pages())


def test_help_names_no_type_of_python_and_no_default_that_says_nothing() -> None:
    helped = documented()

    assert "--port PORT" in helped
    assert "(default: 30d)" in helped
    assert not re.search(r"default: (None|False|\))|default factory|\bstr\b|\[str]", helped)


@pytest.mark.parametrize("name", sorted(Root.model_fields))
def test_every_command_and_option_says_what_it_does(name: str) -> None:
    command: Any = Root.model_fields[name].annotation
    models = [m for m in getattr(command, "__args__", (command,)) if hasattr(m, "model_fields")]

    assert models
    for model in models:
        assert model.__doc__
        for option, field in model.model_fields.items():
            assert field.description or "CliSubCommand" in str(field) or model.__name__ == "Digest"
            assert re.fullmatch(r"[a-z_]+", option)


def test_help_needs_none_of_the_heavy_libraries() -> None:
    heavy = ("slack_bolt", "slack_sdk", "anthropic", "dbos", "aiohttp", "sqlite_utils")
    code = f"import sys, bot.cli; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert ran.stdout.strip() == "[]"
