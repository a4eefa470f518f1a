"""An answer that only the asker sees: collected, then shown to them in one piece."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from bot.answer.destination import Destination
from bot.answer.reply import Reply
from bot.blocks.markdown import Block, markdown_block, to_mrkdwn
from bot.blocks.summary_buttons import post_in_thread
from bot.slack_errors import SlackRefused
from digests.errors import DigestifError
from digests.models import Source


class PrivateReply(Reply):
    """A reply with the same verbs as a public one. Slack can't stream to one person only."""

    def __init__(self, to: Destination, asked_ts: str) -> None:
        super().__init__(to)
        self._place = to
        self._asked_ts = asked_ts

    async def say(self, markdown: str) -> None:
        """Keep the text until the end."""
        self.text += markdown

    async def task(self, task_id: str, title: str, state: str) -> None:
        """Show nothing: others would see it."""

    async def replace(self, markdown: str) -> None:
        """Keep this text instead."""
        self.text = markdown

    async def finish(self, blocks: Sequence[Block] = (), cited: Iterable[Source] = ()) -> None:
        """Show it to who asked; buttons that others would share are left out."""
        place, text = self._place, to_mrkdwn(self.text)
        small = [block for block in blocks if block["type"] == "context"]
        share = post_in_thread(place.channel_id, place.thread_ts, self._asked_ts)
        rich = [markdown_block(self.text), *small, *([share] if small else [])]
        show = place.slack.post_ephemeral
        try:
            await show(place.channel_id, place.recipient, text, rich, place.thread_ts)
        except SlackRefused:
            await show(place.channel_id, place.recipient, text, None, place.thread_ts)
        await place.services.store.deliveries.done(place.key)
        with contextlib.suppress(DigestifError):
            await place.slack.set_status(place.channel_id, place.thread_ts, "")
