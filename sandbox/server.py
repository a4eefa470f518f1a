"""The sandbox as one server: a local Slack, a local Claude, the control API and the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from email.utils import formatdate
from typing import Any, Self

from aiohttp import web

from sandbox import control_api, files_http, oauth_http, page
from sandbox.control import Control
from sandbox.place import Place
from sandbox.seed import Seed, empty
from sandbox.uploads import readdress
from sandbox.web_api import WebApi

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


class Sandbox(Place):
    """A place that can be reached over HTTP and WebSocket.

    Args:
        seed: what the workspace holds; None means nothing.
        host: address to listen on; loopback unless told.
        port: 0 picks a free one.
        **options: as for Place.
    """

    def __init__(
        self, seed: Seed | None = None, *, host: str = "127.0.0.1", port: int = 0, **options: Any
    ) -> None:
        super().__init__(seed or empty(), **options)
        self._host, self._port = host, port
        self.control = Control(self)
        self._runner: web.AppRunner | None = None

    def _claude_routes(self) -> list[web.RouteDef]:
        from sandbox.claude import routes

        return routes(self.local_claude)

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
        app.add_routes(control_api.routes(self.control))
        if self.local_claude is not None:
            app.add_routes(self._claude_routes())
        app.add_routes(page.routes(self))
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
            anthropic_api_key=self.claude_key if claude else None,
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

    async def _date(self, _: web.BaseRequest, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(self.clock.now(), usegmt=True)


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
