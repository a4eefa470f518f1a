"""What the browser tests share: a window, and a place with two people and an app."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.manifest import Manifest, Offer
from tests.browser.webdriver import CHROMEDRIVER, CHROMIUM, Page, chromium, window

OFFERS = (
    Offer("/ask", "/ask", "command", "Ask anything", "[question]"),
    Offer("summarize_thread", "Summarize thread", "message", "Only you see the summary"),
    Offer("new_note", "Write a note", "global"),
)


@dataclass
class Place:
    """A small workspace, the window that shows it as Ann, and an app that notes what reaches it."""

    sandbox: Sandbox
    page: Page
    client: AsyncWebClient
    app: AsyncApp
    ann: str
    bo: str
    channel: str
    private: str
    seen: list[Any] = field(default_factory=list)

    @property
    def bot(self) -> str:
        """The app's user id."""
        return self.sandbox.addresses.bot_user_id

    async def open(self, path: str = "") -> None:
        """Opens the page as Ann."""
        await self.page.open(f"{self.sandbox.addresses.url}{path}?as={self.ann}")

    async def become(self, person: str) -> None:
        """Chooses another person on the page."""
        name = self.sandbox.workspace.users[person]["real_name"]
        await self.page.choose("#person", name)

    async def shown(self) -> str:
        """All that can be read outside the workshop, whose journal hides nothing."""
        return await self.page.text("#sidebar, main, #thread, dialog")

    async def reached(self, *expected: Any) -> None:
        """Waits until the app has noted exactly these."""
        await self.sandbox.control.until(lambda: self.seen == list(expected))


@pytest.fixture(scope="session")
def browser() -> Iterator[str]:
    """One Chromium for all tests; they are skipped where there is none.

    Every test's sandbox has a port, and so an origin and a storage, of its own.
    """
    if not (CHROMIUM and CHROMEDRIVER):
        pytest.skip("Chromium and chromedriver are not installed here")
    with chromium() as session:
        yield session


@pytest_asyncio.fixture
async def page(browser: str) -> AsyncIterator[Page]:
    """An empty window, 1440 pixels wide."""
    async with window(browser) as opened:
        yield opened


@pytest_asyncio.fixture
async def place(page: Page) -> AsyncIterator[Place]:
    """Ann and Bo in #general, Bo alone in the private #salaries, and an app in #general."""
    app_manifest = Manifest(offers=OFFERS)
    options: dict[str, Any] = {"claude": False, "now": 1_795_190_000.0, "manifest": app_manifest}
    async with Sandbox.running(**options) as sandbox:
        control, where = sandbox.control, sandbox.addresses
        ann = control.create_user("Ann Lee", tz="Europe/Amsterdam")
        bo = control.create_user("Bo Diaz", tz="Europe/Amsterdam")
        channel = control.create_channel("general", [ann, bo], bot=True)
        private = control.create_channel("salaries", [bo], is_private=True)
        client = AsyncWebClient(token=where.bot_token, base_url=where.slack_api_url)
        app = AsyncApp(client=client, signing_secret=where.signing_secret)
        handler = AsyncSocketModeHandler(app, where.app_token, web_client=client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield Place(sandbox, page, client, app, ann, bo, channel, private)
        await handler.close_async()  # type: ignore[no-untyped-call]
