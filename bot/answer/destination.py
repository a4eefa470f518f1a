"""Where a reply stands: its thread, whom it is for, and the record that it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.blocks.markdown import Block
from bot.services import Services
from bot.slack import Slack
from bot.slack_errors import SlackRefused
from digests.models import Message, Source


@dataclass(frozen=True)
class Destination:
    """The thread under a message, in one workspace.

    Attributes:
        key: the delivery's name, the same for every run that may post this message.
        asked_ts: the message that asked; the reply is younger.
        recipient: the user a stream is for.
    """

    services: Services
    key: str
    channel_id: str
    thread_ts: str
    asked_ts: str
    recipient: str

    @property
    def slack(self) -> Slack:
        """The workspace's Web API."""
        return self.services.slack

    @property
    def stopped(self) -> bool:
        """Whether somebody pressed Stop while this was being written."""
        return self.services.stops.pressed(self.key)

    async def claim(self) -> tuple[str, str | None]:
        """The delivery's state ("new", "claimed", "posted", "done") and its ts, if known."""
        delivery = await self.services.store.deliveries.claim(
            self.key, self.slack.team_id, self.channel_id, self.thread_ts, self.services.now()
        )
        if delivery.stopped_by is not None:
            self.services.stops.note(self.key)
        return delivery.state, delivery.ts

    async def posted(self, ts: str) -> None:
        """Remember the message's ts."""
        await self.services.store.deliveries.posted(self.key, ts)

    async def done(self, message: Message, cited: Iterable[Source]) -> None:
        """Remember that nothing is left to do and what it rests on; store the bot's own words.

        What it rests on may have changed since it was read; then it is mended at once.
        """
        store, team_id = self.services.store, self.slack.team_id
        stale = await store.deliveries.posted(self.key, message.ts, cited)
        await store.messages.put([message])
        await store.deliveries.done(self.key)
        if stale:
            await self.services.jobs.start("mend_answers", f"mend-answers:{self.key}", team_id)

    async def leave(self) -> None:
        """Remember that nothing is to be posted here."""
        await self.services.store.deliveries.done(self.key)

    async def start_stream(self, markdown: str, chunks: Sequence[Block] = ()) -> str:
        """Begin a stream with its first text or with tasks under way.

        Raises:
            SlackRefused: when this minute's streams are used up.
        """
        if not await self.services.streams.take(self.key):
            raise SlackRefused("streams_used_up", "I can't stream here right now.")
        return await self.slack.start_stream(
            self.channel_id, self.thread_ts, self.recipient, markdown, chunks
        )

    async def post(self, text: str, blocks: Sequence[Block] | None) -> str:
        """Post in the thread, marked so that `find` finds it."""
        metadata = {"event_type": "digestif_reply", "event_payload": {"key": self.key}}
        return await self.slack.post(self.channel_id, text, blocks, self.thread_ts, metadata)

    async def find(self) -> str | None:
        """A message of the bot's own in this thread that no delivery accounts for, or None."""
        known = {m.ts for m in await self._stored()}
        for raw in await self.slack.own_messages(self.channel_id, self.thread_ts, self.asked_ts):
            payload = (raw.get("metadata") or {}).get("event_payload") or {}
            if payload.get("key", self.key) == self.key and raw["ts"] not in known:
                return str(raw["ts"])
        return None

    def message(self, ts: str, text: str) -> Message:
        """The reply as it is stored."""
        return Message(
            self.slack.team_id,
            self.channel_id,
            ts,
            text,
            user_id=self.slack.bot_user_id,
            thread_ts=self.thread_ts,
            bot_id=self.slack.bot_id,
        )

    async def _stored(self) -> tuple[Message, ...]:
        audience = await self.services.store.audiences.for_channel(
            self.slack.team_id, self.channel_id
        )
        thread = await self.services.store.messages.thread(
            audience, self.channel_id, self.thread_ts
        )
        return thread.messages
