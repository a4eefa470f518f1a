"""What an app is and may do, from its manifest; without one, everything is granted."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ALL_SCOPES = frozenset(
    [
        "app_mentions:read",
        "assistant:write",
        "bookmarks:read",
        "canvases:read",
        "canvases:write",
        "channels:history",
        "channels:join",
        "channels:manage",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "commands",
        "emoji:read",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "groups:write",
        "im:history",
        "im:read",
        "im:write",
        "links:read",
        "links:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "pins:read",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
        "users.profile:read",
    ]
)


class ManifestError(Exception):
    """Raised when a manifest can't be read; the text is one sentence for whoever gave it."""


@dataclass(frozen=True)
class Offer:
    """A slash command or a shortcut, as people are offered it.

    Attributes:
        id: the command with its slash, or the shortcut's callback id.
        name: what people read.
        kind: `command`, or a shortcut's type: `message` or `global`.
        description: one line; "" where the manifest has none.
        usage_hint: what may follow a command; "" where there is none.
    """

    id: str
    name: str
    kind: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class Manifest:
    """The parts of an app manifest that decide what Slack sends and grants.

    Attributes:
        name: display name of the bot user.
        scopes: bot scopes granted, the optional ones included.
        events: names as in `bot_events` (`message.channels`); None means every event.
        commands: slash commands with their slash; None means any command.
        shortcuts: callback ids; None means any.
        agent: the app declares `agent_view`.
        home_tab: App Home has a Home tab.
        interactive: clicks and modals are sent.
        rotation: oauth.v2.access gives tokens that expire.
        request_url: where events go over HTTP; None in Socket Mode.
        interactivity_url: where clicks go over HTTP; None means request_url.
        command_urls: slash command -> address, where the manifest names one.
        unfurl_domains: links to these and what is below them cause link_shared.
        offers: how commands and shortcuts are shown to people.
    """

    name: str = "Digestif"
    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] | None = None
    commands: frozenset[str] | None = None
    shortcuts: frozenset[str] | None = None
    agent: bool = True
    home_tab: bool = True
    interactive: bool = True
    rotation: bool = False
    request_url: str | None = None
    interactivity_url: str | None = None
    command_urls: tuple[tuple[str, str], ...] = ()
    unfurl_domains: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = field(default=(), repr=False)

    def wants(self, event: str) -> bool:
        """Whether the app subscribes to an event by its manifest name."""
        return self.events is None or event in self.events


def read_manifest(path: str | Path) -> Manifest:
    """A manifest from a YAML or JSON file.

    Raises:
        ManifestError: the file is missing, isn't YAML or JSON, or isn't a manifest.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ManifestError(f"The manifest {path} can't be read: {problem}") from problem
    data = _parse(text, path)
    if not isinstance(data, dict) or "display_information" not in data:
        raise ManifestError(f"{path} isn't an app manifest: it has no display_information")
    try:
        return from_dict(data)
    except (AttributeError, TypeError, KeyError) as problem:
        raise ManifestError(f"{path} isn't an app manifest: a part has the wrong form") from problem


def from_dict(data: dict[str, Any]) -> Manifest:
    """A manifest from its parsed form; missing parts grant nothing."""
    features = data.get("features") or {}
    settings = data.get("settings") or {}
    scopes = (data.get("oauth_config") or {}).get("scopes") or {}
    subscriptions = settings.get("event_subscriptions") or {}
    interactivity = settings.get("interactivity") or {}
    commands = features.get("slash_commands") or []
    bot = features.get("bot_user") or {}
    return Manifest(
        name=bot.get("display_name") or data["display_information"]["name"],
        scopes=frozenset([*(scopes.get("bot") or []), *(scopes.get("bot_optional") or [])]),
        events=frozenset(subscriptions.get("bot_events") or []),
        commands=frozenset(command["command"] for command in commands),
        shortcuts=frozenset(item["callback_id"] for item in features.get("shortcuts") or []),
        agent="agent_view" in features or "assistant_view" in features,
        home_tab=bool((features.get("app_home") or {}).get("home_tab_enabled")),
        interactive=bool(interactivity.get("is_enabled")),
        rotation=bool(settings.get("token_rotation_enabled")),
        request_url=subscriptions.get("request_url"),
        interactivity_url=interactivity.get("request_url"),
        command_urls=tuple((item["command"], item["url"]) for item in commands if "url" in item),
        unfurl_domains=tuple(features.get("unfurl_domains") or []),
        offers=_offers(commands, features.get("shortcuts") or []),
    )


def _offers(commands: list[dict[str, Any]], shortcuts: list[dict[str, Any]]) -> tuple[Offer, ...]:
    said = [
        Offer(
            item["command"],
            item["command"],
            "command",
            item.get("description") or "",
            item.get("usage_hint") or "",
        )
        for item in commands
    ]
    named = [
        Offer(
            item["callback_id"],
            item.get("name") or item["callback_id"].replace("_", " ").capitalize(),
            item.get("type") or "message",
            item.get("description") or "",
        )
        for item in shortcuts
    ]
    return (*said, *named)


def described(manifest: Manifest) -> dict[str, list[dict[str, str]]]:
    """The commands and shortcuts as JSON, in the manifest's order; both empty without one."""
    commands = [
        {"command": one.id, "description": one.description, "usage_hint": one.usage_hint}
        for one in manifest.offers
        if one.kind == "command"
    ]
    shortcuts = [
        {"callback_id": one.id, "name": one.name, "type": one.kind, "description": one.description}
        for one in manifest.offers
        if one.kind != "command"
    ]
    return {"commands": commands, "shortcuts": shortcuts}


def _parse(text: str, path: Path) -> Any:
    if path.suffix == ".json":
        try:
            return json.loads(text)
        except ValueError as problem:
            raise ManifestError(f"{path} isn't valid JSON: {problem}") from problem
    try:
        import yaml  # only needed for YAML manifests, and not by the sandbox itself
    except ImportError as problem:
        raise ManifestError(
            "Reading a YAML manifest needs PyYAML: pip install pyyaml, or give it as .json"
        ) from problem
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise ManifestError(f"{path} isn't valid YAML: {problem}") from problem
