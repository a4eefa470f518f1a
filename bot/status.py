"""How the bot is doing, for who runs it: /healthz, /readyz and /metrics."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog
from aiohttp import web

from bot.services import Services
from digests.errors import DigestifError

log = structlog.get_logger(__name__)

# Less than the store itself waits for a connection: who asks wants to know now.
READY_SECONDS = 2.0
TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@contextlib.asynccontextmanager
async def watched(services: Services, host: str, port: int | None) -> AsyncIterator[int | None]:
    """A port of its own for all three, beside Slack's or without, until the block ends.

    Args:
        services: what is asked.
        host: address to listen on.
        port: 0 for a free one, None for no port at all.

    Yields:
        The port.
    """
    if port is None:
        yield None
        return
    site = web.Application()
    site.add_routes([*wellness(services), web.get("/metrics", _figures(services))])
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def wellness(services: Services) -> list[web.RouteDef]:
    """Whether the process runs (/healthz), and whether it can take events (/readyz)."""

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(request: web.Request) -> web.Response:
        reason = await _why_not_ready(services)
        if reason:
            log.warning("not_ready", reason=reason)
        status = 503 if reason else 200
        return web.json_response({"ok": not reason, "reason": reason}, status=status)

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]


def _figures(services: Services) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def figures(request: web.Request) -> web.Response:
        text = services.metrics.text()
        if not text:
            return web.Response(
                status=501, text="Install digestif[metrics] to have figures here.\n"
            )
        return web.Response(body=text, headers={"Content-Type": TEXT_FORMAT})

    return figures


async def _why_not_ready(services: Services) -> str:
    """One sentence on what is in the way of taking events, "" if nothing is."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await services.store.ping()
    except DigestifError as error:
        return str(error)
    except TimeoutError:
        return f"The database doesn't answer within {READY_SECONDS:.0f} s."
    return ""
