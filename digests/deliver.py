"""Messages to Slack, each exactly once per place, also after a crash and from two processes.

Before a message is posted its key is claimed in the store, and the key goes along as the message's
metadata. Whoever finds a key claimed and without a ts looks in Slack for a message that carries it.
If there is none, and the claim is so old that nobody can still be at it, the claim is taken over,
which one alone can do, and the message posted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from digests.compose.blocks import Block
from digests.compose.messages import OutMessage, as_text
from digests.errors import DigestifError, NothingToRead
from digests.models import Source, ts_at
from digests.store import Delivery, Store

EVENT_TYPE = "digestif_delivery"

BLOCKS_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_blocks_too_many"}
)
"""Slack's codes (chat.postMessage, "Errors") for blocks it won't show: plain text will do."""

_CLOCKS_APART = timedelta(days=1)
"""How far our clock may be ahead of Slack's: a machine's may be set to another zone's time."""


class SlackPort(Protocol):
    """What delivering needs of Slack. Its errors are DigestifErrors with Slack's code as `code`."""

    async def post(
        self,
        channel_id: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        thread_ts: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> str:
        """Post a message that never unfurls; returns its ts."""
        ...

    async def update(
        self, channel_id: str, ts: str, text: str, blocks: Sequence[Block] | None = None
    ) -> None:
        """Replace a message of the bot's own."""
        ...

    async def find(
        self, channel_id: str, key: str, oldest: str, thread_ts: str | None = None
    ) -> str | None:
        """The ts of the bot's message whose metadata carries the key, None if there is none."""
        ...


def delivery_key(team_id: str, digest_id: str, channel_id: str) -> str:
    """The key of a digest's delivery in a channel; its messages have KEY:0, KEY:1 and so on."""
    return f"digest:{team_id}:{digest_id}:{channel_id}"


def digest_id_of_key(team_id: str, key: str) -> str:
    """The digest of which a message with this key is a part; "" if it is something else's."""
    prefix = delivery_key(team_id, "", "").removesuffix(":")
    return key.removeprefix(prefix).rsplit(":", 2)[0] if key.startswith(prefix) else ""


class Deliverer:
    """Posts and edits.

    Args:
        patience: seconds since a message was claimed, after which another may take over; longer
            than a post may take, so that two at the same moment post once.
    """

    def __init__(self, store: Store, slack: SlackPort, *, patience: float = 20.0) -> None:
        self._store, self._slack, self._patience = store, slack, patience

    async def deliver(
        self,
        key: str,
        team_id: str,
        channel_id: str,
        messages: Sequence[OutMessage],
        cited: Collection[Source] = (),
        *,
        now: Callable[[], datetime],
    ) -> str:
        """Post a message and the rest in its thread; what already stands isn't posted again.

        Args:
            key: names this delivery among all others.
            team_id: the workspace.
            channel_id: where.
            messages: the main one, then those for its thread; at least one.
            cited: the messages it rests on, so that their deletion can reach it.
            now: the clock of the claims.

        Returns:
            The main message's ts.
        """
        main: str | None = None
        for place, message in enumerate(messages):
            ts = await self._once(f"{key}:{place}", team_id, channel_id, main, message, cited, now)
            main = main or ts
        assert main is not None
        await self._store.deliveries.done(f"{key}:0")
        return main

    async def update(
        self,
        key: str,
        channel_id: str,
        messages: Sequence[OutMessage],
        cited: Collection[Source] = (),
    ) -> bool:
        """Edit what stands under a key to say what the messages say now.

        A message of the thread for which there is nothing to say any more says that it was removed;
        one that somebody deleted in Slack is done with. Returns whether anything stood there.
        """
        place = 0
        while (known := await self._store.deliveries.of(f"{key}:{place}")) and known.ts:
            message = messages[place] if place < len(messages) else OutMessage("Removed.")
            rests_on = cited
            try:
                await self._replace(channel_id, known.ts, message)
            except NothingToRead:
                rests_on = ()
            await self._store.deliveries.posted(known.key, known.ts, rests_on)
            place += 1
        return place > 0

    async def _once(
        self,
        key: str,
        team_id: str,
        channel_id: str,
        thread_ts: str | None,
        message: OutMessage,
        cited: Collection[Source],
        now: Callable[[], datetime],
    ) -> str:
        claim = await self._store.deliveries.claim(key, team_id, channel_id, thread_ts, now())
        ts = claim.ts
        if ts is None and claim.state != "new":
            ts = await self._standing(claim, now)
        if ts is None:
            metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
            ts = await self._post(channel_id, message, thread_ts, metadata)
        if claim.ts is None:
            await self._store.deliveries.posted(key, ts, cited)
        return ts

    async def _standing(self, claim: Delivery, now: Callable[[], datetime]) -> str | None:
        """The ts of a message that was claimed before; None once its claim is ours."""
        deliveries, loop = self._store.deliveries, asyncio.get_running_loop()
        known, until = claim, loop.time() + self._patience
        while True:
            oldest = ts_at(known.at - _CLOCKS_APART)
            place = (known.channel_id, known.key, oldest, known.thread_ts)
            if ts := known.ts or await self._slack.find(*place):
                return ts
            # by our own time, too: the clock of whoever claimed it may be ahead
            old = (now() - known.at).total_seconds() >= self._patience or loop.time() >= until
            if old and await deliveries.take_over(known.key, known.at, now()):
                return None
            await asyncio.sleep(min(1.0, self._patience / 4))
            last, known = known, await deliveries.of(known.key) or known
            if known.at != last.at:
                until = loop.time() + self._patience

    async def _post(
        self,
        channel_id: str,
        message: OutMessage,
        thread_ts: str | None,
        metadata: Mapping[str, Any],
    ) -> str:
        *rich, last = _forms(message)
        for text, shown in rich:
            try:
                return await self._slack.post(channel_id, text, shown, thread_ts, dict(metadata))
            except DigestifError as error:
                if not _refuses_blocks(error):
                    raise
        return await self._slack.post(channel_id, *last, thread_ts, dict(metadata))

    async def _replace(self, channel_id: str, ts: str, message: OutMessage) -> None:
        *rich, last = _forms(message)
        for text, shown in rich:
            try:
                return await self._slack.update(channel_id, ts, text, shown)
            except DigestifError as error:
                if not _refuses_blocks(error):
                    raise
        return await self._slack.update(channel_id, ts, *last)


def _forms(message: OutMessage) -> list[tuple[str, tuple[Block, ...] | None]]:
    """The ways to post a message, the richest first; the last has no blocks."""
    forms: list[tuple[str, tuple[Block, ...] | None]] = []
    if message.blocks:
        forms.append((message.text, message.blocks))
    if message.simpler:
        forms.append((message.text, message.simpler))
    plain = as_text(message.simpler or message.blocks) if message.blocks else message.text
    return [*forms, (plain, None)]


def _refuses_blocks(error: DigestifError) -> bool:
    return getattr(error, "code", "") in BLOCKS_REFUSED
