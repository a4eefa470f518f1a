"""The Events API over HTTP, and whether the bot is well: /slack/events, /healthz, /readyz."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from bot import status
from bot.covering import covering
from bot.process import Bot

# Slack's own events stay far below; anything larger isn't Slack's.
LARGEST_BODY = 4 * 2**20


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


def _site(bot: Bot) -> web.Application:
    async def events(request: web.Request) -> web.Response:
        answer = await bot.app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    site = web.Application(client_max_size=LARGEST_BODY)
    site.add_routes([web.post("/slack/events", events), *status.wellness(bot.services)])
    return site
