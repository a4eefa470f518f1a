"""The sandbox as one server: a local Slack, a local Claude, the control API and the page."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from sandbox import control_api, files_http, oauth_http, pages
from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.control import Control
from sandbox.events import Delivery, Transport
from sandbox.faults import Faults
from sandbox.http_events import HttpEvents
from sandbox.ids import Ids
from sandbox.interactions import Interactions
from sandbox.journal import Journal
from sandbox.limits import Limits
from sandbox.manifest import Manifest, read_manifest
from sandbox.seed import Seed, empty
from sandbox.sessions import Sessions
from sandbox.socket_mode import Sockets
from sandbox.triggers import ResponseUrls, Triggers
from sandbox.uploads import readdress
from sandbox.views import Views
from sandbox.web_api import WebApi
from sandbox.workspace import Workspace, make_app

MAX_BODY = 64 * 2**20  # bytes of one request; uploads included


@dataclass(frozen=True)
class Addresses:
    """Where everything is, and the secrets to get in.

    Attributes:
        url: the page; ends with a slash, as does slack_api_url.
        anthropic_base_url: None when the local Claude is off, like anthropic_api_key.
        now: the sandbox's time when it started, epoch seconds.
    """

    url: str
    slack_api_url: str
    anthropic_base_url: str | None
    anthropic_api_key: str | None
    bot_token: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    team_id: str
    bot_user_id: str
    app_id: str
    now: float

    def as_json(self) -> dict[str, Any]:
        """The same as a dict."""
        return asdict(self)


class Sandbox:
    """A workspace that can be reached over HTTP and WebSocket.

    Args:
        seed: what the workspace holds; None means nothing.
        host: address to listen on; loopback unless told.
        port: 0 picks a free one.
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
        seed: Seed | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
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
        self._host, self._port = host, port
        seed = seed or empty()
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
        self._runner: web.AppRunner | None = None

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
        self.interactions = Interactions(self)
        self.codes: dict[str, dict[str, Any]] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.control = Control(self)
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

        key = self._claude_key
        return LocalClaude(self.clock, self.faults, self.journal, api_key=key)

    def _claude_routes(self) -> list[web.RouteDef]:
        from sandbox.claude import routes

        return routes(self.local_claude)

    @property
    def _claude_key(self) -> str:
        return f"sk-ant-sandbox-{self.workspace.app.client_secret}"

    @classmethod
    @asynccontextmanager
    async def running(cls, seed: Seed | None = None, **options: Any) -> AsyncIterator[Self]:
        """A started sandbox for the length of a context; arguments as for Sandbox."""
        sandbox = cls(seed, **{"claude": True, **options})
        await sandbox.start()
        try:
            yield sandbox
        finally:
            await sandbox.stop()

    async def start(self) -> Addresses:
        """Starts to listen.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application(client_max_size=MAX_BODY)
        app.on_response_prepare.append(self._date)
        app.add_routes(WebApi(self).routes())
        app.add_routes(self.sockets.routes())
        app.add_routes(self.response_urls.routes())
        app.add_routes(files_http.routes(self))
        app.add_routes(oauth_http.routes(self))
        app.add_routes(control_api.routes(self))
        if self.local_claude is not None:
            app.add_routes(self._claude_routes())
        app.add_routes(pages.routes(self))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.workspace.url = f"http://{_shown(self._host)}:{self._port}/"
        readdress(self.workspace)
        return self.addresses

    async def stop(self) -> None:
        """Stops everything; harmless when it wasn't started."""
        await self.delivery.close()
        await self.sockets.disconnect()
        if self.http_events:
            await self.http_events.close()
        if self._runner:
            await self._runner.cleanup()
        self.clock.close()

    @property
    def addresses(self) -> Addresses:
        """Where everything is; the port is known once started."""
        url, app = self.workspace.url, self.workspace.app
        claude = self.local_claude is not None
        return Addresses(
            url=url,
            slack_api_url=f"{url}api/",
            anthropic_base_url=f"{url}claude" if claude else None,
            anthropic_api_key=self._claude_key if claude else None,
            bot_token=app.bot_token,
            app_token=app.app_token,
            signing_secret=app.signing_secret,
            client_id=app.client_id,
            client_secret=app.client_secret,
            team_id=self.workspace.team_id,
            bot_user_id=app.user_id,
            app_id=app.app_id,
            now=self.clock.now(),
        )

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

    async def _date(self, _: web.BaseRequest, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(self.clock.now(), usegmt=True)


def _start(seed: Seed, now: float | None) -> float:
    if now is not None:
        return now
    if seed.starts is not None:
        return seed.starts
    return seed.newest + 60 if seed.newest else time.time()


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
