"""What was heard live is complete: entered in the coverage ledger while the connection stands.

So a week that the bot listened through needs no reading from Slack when its digest is compiled;
where it was down, the gap stays in the ledger and is read then.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.services import Services
from digests.models import ts_at

# How often the ledger is brought up to now; a crash leaves a gap of at most this many seconds.
NOTE_SECONDS = 60.0

Connected = Callable[[], Awaitable[bool]]


@contextlib.asynccontextmanager
async def covering(services: Services, connected: Connected) -> AsyncIterator[None]:
    """Note what is heard until the block ends.

    Args:
        services: with the ledger.
        connected: whether events arrive at this moment.
    """
    noting = asyncio.create_task(_keep_noting(services, connected))
    try:
        yield
    finally:
        noting.cancel()
        await asyncio.gather(noting, return_exceptions=True)


async def note(services: Services) -> None:
    """Enter what was heard since the connection stands, for every channel the bot is in."""
    since, now = services.heard.since, ts_at(services.now())
    if since is None or since >= now:
        return
    for channel in await services.store.channels.all(services.slack.team_id):
        if channel.is_member and not channel.is_shared and not channel.is_archived:
            ledger = services.store.coverage
            await ledger.add(services.slack.team_id, channel.channel_id, since, now)


async def _keep_noting(services: Services, connected: Connected) -> None:
    while True:
        if not await connected():
            # Who joined and left meanwhile wasn't heard either.
            services.heard.since = None
            services.learned.channels.clear()
        elif services.heard.since is None:
            services.heard.since = ts_at(services.now())
        else:
            await note(services)
        await asyncio.sleep(NOTE_SECONDS)
