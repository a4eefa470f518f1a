"""The Events API over HTTP, and whether the bot is well: /slack/events, /healthz, /readyz."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot.covering import covering
from bot.process import Bot
from digests.errors import DigestifError

log = structlog.get_logger(__name__)

# Slack's own events stay far below; anything larger isn't Slack's.
LARGEST_BODY = 4 * 2**20
# Less than the store itself waits for a connection: who asks wants to know now.
READY_SECONDS = 2.0


@contextlib.asynccontextmanager
async def listening(bot: Bot, host: str, port: int) -> AsyncIterator[int]:
    """A bot that takes Slack's requests, signature checked, until the block ends.

    Yields:
        The port, a free one if 0 was asked for.
    """
    runner = web.AppRunner(_site(bot), access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    try:
        async with covering(bot.services, _always):
            yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _always() -> bool:
    # A server that is up misses nothing: Slack delivers again what it couldn't answer.
    return True


async def _why_not_ready(bot: Bot) -> str:
    """One sentence on what is in the way of taking events, "" if nothing is."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await bot.services.store.ping()
    except DigestifError as error:
        return str(error)
    except TimeoutError:
        return f"The database doesn't answer within {READY_SECONDS:.0f} s."
    return ""


def _site(bot: Bot) -> web.Application:
    async def events(request: web.Request) -> web.Response:
        answer = await bot.app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(request: web.Request) -> web.Response:
        reason = await _why_not_ready(bot)
        if reason:
            log.warning("not_ready", reason=reason)
        status = 503 if reason else 200
        return web.json_response({"ok": not reason, "reason": reason}, status=status)

    site = web.Application(client_max_size=LARGEST_BODY)
    site.add_routes(
        [
            web.post("/slack/events", events),
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
        ]
    )
    return site
