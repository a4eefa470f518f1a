"""What a manifest grants."""

import json
from pathlib import Path

import pytest

from sandbox.manifest import Manifest, ManifestError, Offer, from_dict, read_manifest

MANIFEST = {
    "display_information": {"name": "Helper"},
    "features": {
        "bot_user": {"display_name": "helper"},
        "agent_view": {"agent_description": "Helps"},
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [{"command": "/help-me", "url": "http://127.0.0.1:1/commands"}],
        "shortcuts": [{"callback_id": "sum_up", "type": "message"}],
        "unfurl_domains": ["example.com"],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write"], "bot_optional": ["files:read"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_mention"]},
        "interactivity": {"is_enabled": True},
        "token_rotation_enabled": True,
    },
}


def test_a_manifest_grants_what_it_names_and_nothing_else() -> None:
    manifest = from_dict(MANIFEST)
    assert manifest == Manifest(
        name="helper",
        scopes=frozenset(["chat:write", "files:read"]),
        events=frozenset(["app_mention"]),
        commands=frozenset(["/help-me"]),
        shortcuts=frozenset(["sum_up"]),
        agent=True,
        home_tab=True,
        interactive=True,
        rotation=True,
        command_urls=(("/help-me", "http://127.0.0.1:1/commands"),),
        unfurl_domains=("example.com",),
        offers=(
            Offer("/help-me", "/help-me", "command"),
            Offer("sum_up", "Sum up", "message"),
        ),
    )
    assert manifest.wants("app_mention")
    assert not manifest.wants("message.channels")


def test_without_a_manifest_everything_is_granted() -> None:
    assert Manifest().wants("message.channels")
    assert "canvases:write" in Manifest().scopes


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    as_json, as_yaml = tmp_path / "manifest.json", tmp_path / "manifest.yml"
    as_json.write_text(json.dumps(MANIFEST))
    as_yaml.write_text(json.dumps(MANIFEST))  # JSON is YAML
    assert read_manifest(as_json) == read_manifest(as_yaml) == from_dict(MANIFEST)


def test_the_projects_own_manifest_is_read() -> None:
    manifest = read_manifest(Path(__file__).parents[2] / "app_manifest.yml")
    assert manifest.wants("app_mention")
    assert "chat:write" in manifest.scopes


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", "{", "isn't valid JSON"),
        ("a.yml", "a: [", "isn't valid YAML"),
        ("a.json", "[]", "isn't an app manifest"),
        ("a.yml", "name: x", "has no display_information"),
        ("a.json", '{"display_information": {}}', "the wrong form"),
        ("a.json", '{"display_information": {"name": "a"}, "features": 1}', "the wrong form"),
    ],
)
def test_what_is_no_manifest_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(ManifestError, match=said):
        read_manifest(path)
