"""What one sandbox is made of, put together: a workspace, its clock and all that acts on it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.contents import Seed
from sandbox.events import Delivery, Transport
from sandbox.faults import Faults
from sandbox.http_events import HttpEvents
from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.limits import Limits
from sandbox.manifest import Manifest, read_manifest
from sandbox.sessions import Sessions
from sandbox.socket_mode import Sockets
from sandbox.triggers import ResponseUrls, Triggers
from sandbox.views import Views
from sandbox.workspace import Workspace, make_app


class Place:
    """A workspace with everything that happens to it, not yet reachable by anyone.

    Args:
        seed: what the workspace holds.
        claude: with the local Claude.
        manifest: path of an app manifest, or a Manifest; None grants everything.
        limits: rate limits by tier are on.
        non_marketplace: conversations.history and .replies once a minute, 15 items.
        plan: `pro` or `free`.
        request_url: deliver over HTTP to this address instead of Socket Mode; None leaves it
            to the manifest's request_url.
        now: epoch seconds to start at; None means just after the newest message, or the
            machine's time when there is none.
        ticking: False lets the clock stand still until a test moves it.
        ids: seed of ids and secrets.
    """

    def __init__(
        self,
        seed: Seed,
        *,
        claude: bool = False,
        manifest: str | Path | Manifest | None = None,
        limits: bool = False,
        non_marketplace: bool = False,
        plan: str = "pro",
        request_url: str | None = None,
        now: float | None = None,
        ticking: bool = True,
        ids: int = 1,
    ) -> None:
        granted = manifest if isinstance(manifest, Manifest) else Manifest()
        if isinstance(manifest, str | Path):
            granted = read_manifest(manifest)
        self.clock = Clock(_start(seed, now), ticking=ticking)
        self.changes = Changes()
        self.journal = Journal(self.clock, self.changes)
        self.faults = Faults()
        self.ids = Ids(ids)
        app = make_app(granted, self.ids)
        self.workspace = Workspace(self.clock, self.changes, self.ids, app, plan)
        self.workspace.load(seed)
        self._grant()
        self.limits = Limits(self.clock, enabled=limits, non_marketplace=non_marketplace)
        self._build(request_url or granted.request_url)
        self.local_claude: Any = self._claude() if claude else None

    def _build(self, request_url: str | None) -> None:
        workspace, journal = self.workspace, self.journal
        self.sessions = Sessions(workspace)
        self.views = Views(workspace)
        self.triggers = Triggers(workspace)
        self.response_urls = ResponseUrls(workspace, journal)
        self.sockets = Sockets(workspace, self.clock, self.faults, journal)
        self.http_events: HttpEvents | None = None
        transport: Transport = self.sockets
        if request_url:
            self.http_events = HttpEvents(workspace, self.faults, journal, request_url)
            transport = self.http_events
        self.delivery = Delivery(
            workspace, self.clock, self.faults, journal, self.limits, transport
        )
        self.codes: dict[str, dict[str, Any]] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.clock.on_move = lambda now: self.changes.tell("clock", {"now": now})

    def _grant(self) -> None:
        app = self.workspace.app
        scopes = app.manifest.scopes
        self.workspace.tokens = {
            app.bot_token: {"kind": "bot", "scopes": scopes},
            app.app_token: {"kind": "app", "scopes": frozenset(["connections:write"])},
        }

    def _claude(self) -> Any:
        from sandbox.claude import LocalClaude  # only where it is wanted

        key = self.claude_key
        return LocalClaude(self.clock, self.faults, self.journal, api_key=key)

    @property
    def claude_key(self) -> str:
        """The key that the local Claude takes."""
        return f"sk-ant-sandbox-{self.workspace.app.client_secret}"

    def revoke_token(self) -> None:
        """Revokes the bot's token, as an admin can at any moment; the app is told."""
        for token in self.workspace.tokens.values():
            if token["kind"] == "bot":
                token["revoked"] = True
        revoked = {"oauth": [], "bot": [self.workspace.app.user_id]}
        ts = self.workspace.next_ts()
        event = {"type": "tokens_revoked", "tokens": revoked, "event_ts": ts}
        self.changes.tell("user", {"user": self.workspace.app.user_id}, event)

    def uninstall(self) -> None:
        """Removes the app from the workspace; the app is told."""
        event = {"type": "app_uninstalled", "event_ts": self.workspace.next_ts()}
        self.changes.tell("user", {"user": self.workspace.app.user_id}, event)
        self.revoke_token()


def _start(seed: Seed, now: float | None) -> float:
    if now is not None:
        return now
    if seed.starts is not None:
        return seed.starts
    return seed.newest + 60 if seed.newest else time.time()
