"""The one message with which the bot answers, growing while it is written.

It begins as a stream. Where Slack refuses that, before or in the middle, it goes on as an ordinary
message updated at most once a second; where that is refused too, it is posted whole at the end.
Whatever happens in between, a restart included, there is exactly one message: who writes it is
claimed before it begins, its ts is kept as soon as it is known, and a claimed message without a ts
is looked for before another one is posted.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable, Sequence

import structlog

from bot.answer import posting
from bot.answer.destination import Destination
from bot.answer.posting import Mode, Stopped
from bot.blocks.markdown import Block, to_mrkdwn
from bot.slack_errors import SlackRefused, SlackUnreachable
from digests.errors import DigestifError
from digests.models import Message, Source

log = structlog.get_logger(__name__)

# Slack ends a stream about five minutes after it began, and stops accepting appends.
STREAM_SECONDS = 270.0
# chat.appendStream allows 100 a minute and chat.update 50; one a second stays below both for one
# message and leaves room for others.
BETWEEN_FLUSHES = 1.0


class Reply:
    """A message in a thread, written piece by piece.

    Attributes:
        text: the Markdown said so far.
        finishing: all is said, and the end is on its way to Slack.
        ts: the message's ts, None until it is posted.
    """

    def __init__(self, to: Destination) -> None:
        self._to = to
        self.text = ""
        self.ts: str | None = None
        self.finishing = False
        self._shown = ""
        self._mode = Mode.NOT_BEGUN
        self._began = 0.0
        self._wake = asyncio.Event()
        self._ending = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._stopped = False
        # Whether something may stand in Slack that we never got the ts of.
        self._unsure = False

    async def open(self) -> bool:
        """Claim the message, or find what a run before this one left.

        Returns:
            False if it is already complete and nothing is to be done.
        """
        state, ts = await self._to.claim()
        if state in {"done", "new"}:
            return state == "new"
        if ts is None:
            ts = await self._to.find()
            if ts is not None:
                await self._to.posted(ts)
        if ts is not None:
            await self._adopt(ts)
        return True

    async def say(self, markdown: str) -> None:
        """Add checked text; shown within a second, the first at once. May raise Stopped."""
        self.go_on()
        self.text += markdown
        if self._pump is None:
            with contextlib.suppress(DigestifError):
                await self._flush()
            self._pump = asyncio.create_task(self._keep_flushing())
        self._wake.set()

    def go_on(self) -> None:
        """Raise Stopped if the person pressed Stop."""
        if self._stopped or self._to.stopped:
            raise Stopped

    async def task(self, task_id: str, title: str, state: str) -> None:
        """Show that something is being done, or is done; where Slack doesn't take it, nothing."""
        chunk = {"type": "task_update", "id": task_id, "title": title, "status": state}
        with contextlib.suppress(DigestifError):
            if self._mode is Mode.STREAM and self.ts is not None:
                await self._to.slack.append_chunks(self._to.channel_id, self.ts, [chunk])
            elif self._mode is Mode.NOT_BEGUN and not self._unsure:
                await self._begin_with(chunk)

    async def _begin_with(self, chunk: Block) -> None:
        try:
            self.ts = await self._to.start_stream("", [chunk])
        except SlackUnreachable:
            self._unsure = True
            return
        self._mode, self._began = Mode.STREAM, time.monotonic()
        await self._to.posted(self.ts)

    async def replace(self, markdown: str) -> None:
        """Take back what was said and say this instead; a stream becomes an ordinary message."""
        await self._end_pump()
        self.text = markdown
        if self._mode is Mode.STREAM and self.ts is not None:
            await self._adopt(self.ts)

    async def finish(self, blocks: Sequence[Block] = (), cited: Iterable[Source] = ()) -> None:
        """Show all that was said, with blocks below, and close it; it rests on what is `cited`."""
        self.finishing = True
        await self._end_pump()
        if self._stopped or self._to.stopped:
            raise Stopped
        if self._mode is Mode.STREAM:
            await self._finish_stream(blocks)
        elif self.ts is not None:
            await self._finish_update(blocks)
        else:
            await self._post_whole(blocks)
        await self._to.done(self._message(), cited)

    async def stop(self, by: str = "") -> None:
        """Leave what stands there, as the person who pressed Stop wants it, and say who it was."""
        await self._end_pump()
        if self.ts is not None:
            with contextlib.suppress(DigestifError):
                await self._to.slack.stop_stream(self._to.channel_id, self.ts)
        if self.ts is None or not self._shown:  # what a run before this one wrote stays as it is
            await self._to.leave()
            return
        self.text = self._shown
        if by:
            await posting.stopped(self._to, self.ts, self.text, by)
        await self._to.done(self._message(), ())

    async def fail(self, sentence: str) -> None:
        """End with a sentence on what went wrong, below whatever was said before."""
        self._stopped = False
        self._to.services.stops.forget(self._to.key)
        self.text += f"\n\n{sentence}" if self.text else sentence
        await self.finish()

    def let_go(self) -> None:
        """Write no more: this run was broken off."""
        if self._pump:
            self._pump.cancel()

    async def _adopt(self, ts: str) -> None:
        # A stream left open refuses updates until it is stopped.
        with contextlib.suppress(DigestifError):
            await self._to.slack.stop_stream(self._to.channel_id, ts)
        self.ts, self._mode = ts, Mode.UPDATE

    async def _begin(self) -> None:
        if self._unsure:
            await self._begin_update()
        else:
            await self._begin_stream()
        if self.ts is not None:
            await self._to.posted(self.ts)

    async def _begin_stream(self) -> None:
        try:
            said = self.text
            self.ts = await self._to.start_stream(said)
            self._mode, self._began, self._shown = Mode.STREAM, time.monotonic(), said
        except SlackRefused as refusal:
            log.info("reply.no_stream", code=refusal.code)
            await self._begin_update()
        except SlackUnreachable:
            self._unsure = True
            await self._begin_update()

    async def _begin_update(self) -> None:
        if self._unsure and await self._find():
            return
        try:
            self._unsure = True
            self.ts = await self._to.post(*posting.rich(self.text))
            self._mode, self._shown, self._unsure = Mode.UPDATE, self.text, False
        except SlackRefused as refusal:
            self._unsure = False
            log.info("reply.no_update", code=refusal.code)
            self._mode = Mode.WHOLE

    async def _find(self) -> bool:
        found = await self._to.find()
        self._unsure = False
        if found is not None:
            await self._adopt(found)
        return found is not None

    async def _keep_flushing(self) -> None:
        while not await self._pause():
            await self._wake.wait()
            self._wake.clear()
            with contextlib.suppress(DigestifError):
                await self._flush()

    async def _pause(self) -> bool:
        """Wait between two flushes; True if the end came. What is under way is never cut off."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), BETWEEN_FLUSHES)
        return self._ending.is_set()

    async def _end_pump(self) -> None:
        if self._pump is not None:
            self._ending.set()
            self._wake.set()
            await self._pump
            self._pump = None
            self._ending.clear()

    async def _flush(self) -> None:
        if self._mode is Mode.NOT_BEGUN:
            await self._begin()
        if self._shown == self.text:
            return
        if self._mode is Mode.STREAM:
            await self._append()
        elif self._mode is Mode.UPDATE:
            await self._update()

    async def _append(self) -> None:
        assert self.ts is not None
        said = self.text
        if time.monotonic() - self._began > STREAM_SECONDS:
            await self._rewrite()
            return
        try:
            await self._to.slack.append_stream(
                self._to.channel_id, self.ts, said[len(self._shown) :]
            )
            self._shown = said
        except SlackRefused as refusal:
            if refusal.code == "stopped_by_user":
                self._stopped = True
                return
            log.info("reply.stream_ended", code=refusal.code)
            await self._rewrite()
        except SlackUnreachable:
            # Whether the piece arrived is unknown; sent again it might stand there twice.
            await self._rewrite()

    async def _rewrite(self) -> None:
        assert self.ts is not None
        await self._adopt(self.ts)
        await self._update()

    async def _update(self) -> None:
        assert self.ts is not None
        said = self.text
        await self._to.slack.update(self._to.channel_id, self.ts, *posting.rich(said))
        self._shown = said

    async def _finish_stream(self, blocks: Sequence[Block]) -> None:
        assert self.ts is not None
        if self._shown != self.text:
            await self._append()
        if self._stopped:
            raise Stopped
        if self._mode is not Mode.STREAM:
            await self._finish_update(blocks)
            return
        try:
            await self._to.slack.stop_stream(self._to.channel_id, self.ts, blocks)
        except DigestifError:
            await self._adopt(self.ts)
            await self._finish_update(blocks)

    async def _finish_update(self, blocks: Sequence[Block]) -> None:
        assert self.ts is not None
        await posting.update(self._to, self.ts, self.text, blocks)

    async def _post_whole(self, blocks: Sequence[Block]) -> None:
        if self._unsure and await self._find():
            await self._finish_update(blocks)
            return
        try:
            self.ts = await posting.post(self._to, self.text, blocks)
        except SlackUnreachable:
            # The answer may have got lost on its way back, with the message posted.
            if await self._find():
                await self._finish_update(blocks)
                return
            self.ts = await posting.post(self._to, self.text, blocks)
        await self._to.posted(self.ts)

    def _message(self) -> Message:
        assert self.ts is not None
        return self._to.message(self.ts, to_mrkdwn(self.text))
