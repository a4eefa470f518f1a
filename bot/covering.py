"""What was heard live is complete: entered in the coverage ledger while events arrive.

So a week that the bot listened through needs no reading from Slack when its digest is compiled;
where it was down, asleep, without its database or not yet in a channel, the gap stays in the ledger
and is read then. After so long a silence that Slack gave up delivering, nobody is trusted to be
where they were before: see `learn.reader`.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from bot import learn
from bot.incidents import incident
from bot.services import Services
from digests.errors import DigestifError
from digests.models import ts_at

LOOK_SECONDS = 5.0
# How often the ledger is brought up to now; a crash leaves a gap of at most this many seconds.
NOTE_SECONDS = 60.0
# Who didn't look for so long was asleep, and so was the connection, whatever it says of itself.
ASLEEP_SECONDS = 45.0
# Slack delivers an event again almost at once, after a minute and after five; then it is lost.
LOST_SECONDS = 300.0

Connected = Callable[[], Awaitable[bool]]


@contextlib.asynccontextmanager
async def covering(services: Services, connected: Connected) -> AsyncIterator[None]:
    """Note what is heard until the block ends.

    Args:
        services: with the ledger.
        connected: whether events arrive at this moment.
    """
    listening = Listening(services, connected)
    looking = asyncio.create_task(_keep_looking(listening))
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await listening.end()


async def note(services: Services) -> None:
    """Enter what was heard of every channel since the bot hears it; nothing while it hears none."""
    heard, now = services.heard, ts_at(services.now())
    if heard.since is None:
        return
    heard.channels = {each: heard.channels.get(each, now) for each in await _audible(services)}
    complete = {each: (since, now) for each, since in heard.channels.items() if since < now}
    await services.store.coverage.add_all(services.slack.team_id, complete)


class Listening:
    """An eye on whether anything is heard. Times are seconds of this machine's own clock."""

    def __init__(self, services: Services, connected: Connected) -> None:
        self._services, self._connected = services, connected
        self._heard_at: float | None = None
        self._noted_at = 0.0
        self._learning: asyncio.Task[None] | None = None

    async def look(self, at: float) -> None:
        """See whether events arrive now, and enter in the ledger what that means."""
        services, silence = self._services, at - (self._heard_at or at)
        now = ts_at(services.now())
        if not await self._hears():
            services.heard.since = None
            # Who joined and left meanwhile isn't heard either.
            services.learned.channels.clear()
            if silence > LOST_SECONDS:
                services.learned.confined.clear()
            return
        self._heard_at = at
        if services.heard.since is None or silence > ASLEEP_SECONDS:
            services.heard.channels = dict.fromkeys(await _audible(services), now)
            services.heard.since, self._noted_at = now, at
        elif at - self._noted_at >= NOTE_SECONDS:
            await note(services)
            self._noted_at = at
        if silence > LOST_SECONDS:
            self._learn_again()

    async def end(self) -> None:
        """Learn no more."""
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)

    async def _hears(self) -> bool:
        """Whether events arrive and can be kept: else they aren't acknowledged and lost in time."""
        if not await self._connected():
            return False
        try:
            await self._services.store.ping()
        except DigestifError:
            return False
        return True

    def _learn_again(self) -> None:
        learned = self._services.learned
        learned.channels.clear()
        learned.confined.clear()
        if self._learning is None or self._learning.done():
            self._learning = asyncio.create_task(_learn(self._services))


async def _keep_looking(listening: Listening) -> None:
    while True:
        try:
            await listening.look(time.time())
        except Exception as error:
            incident(error, "noting what was heard")
        await asyncio.sleep(LOOK_SECONDS)


async def _learn(services: Services) -> None:
    with contextlib.suppress(DigestifError):
        await learn.channels(services)
    await learn.memberships(services)


async def _audible(services: Services) -> list[str]:
    """The ids of the channels whose messages are sent to the bot and kept.

    Archived ones too: nothing more is said there, and if they are opened again the bot hears it.
    """
    known = await services.store.channels.all(services.slack.team_id)
    return [c.channel_id for c in known if c.is_member and not c.is_shared]
