"""Writing messages, streams, statuses and views."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.slack.calls import Calls, over_the_limit
from bot.slack_errors import SlackRefused, SlackUnreachable

Block = dict[str, Any]
Metadata = dict[str, Any]


class Writing(Calls):
    """What the bot shows to people."""

    async def post(
        self,
        channel_id: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        thread_ts: str | None = None,
        metadata: Metadata | None = None,
    ) -> str:
        """Post a message that never unfurls; returns its ts."""
        answer = await self._in(
            channel_id,
            self.client.chat_postMessage,
            "post here",
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    async def update(
        self, channel_id: str, ts: str, text: str, blocks: Sequence[Block] | None = None
    ) -> None:
        """Replace a message of the bot's own."""
        await self._in(
            channel_id,
            self.client.chat_update,
            "update my message",
            ts=ts,
            text=text,
            blocks=blocks if blocks is not None else [],
        )

    async def post_ephemeral(
        self,
        channel_id: str,
        user_id: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        thread_ts: str | None = None,
    ) -> None:
        """Show a message to one person only."""
        await self._in(
            channel_id,
            self.client.chat_postEphemeral,
            "answer here",
            user=user_id,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
        )

    async def set_status(self, channel_id: str, thread_ts: str, status: str) -> None:
        """Show what the bot is doing under a thread; "" clears it. Slack clears it after 2 min."""
        said = {"channel_id": channel_id, "thread_ts": thread_ts, "status": status}
        tell = self.client.assistant_threads_setStatus
        await self.call(tell, "show a status", channel_id, **said)

    async def set_session(self, channel_id: str, thread_ts: str, status: str) -> None:
        """Say that the bot is "processing" a thread, which shows a Stop button, or "active"."""
        said = {"channel_id": channel_id, "thread_ts": thread_ts, "status": status}
        tell = self.client.agents_sessions_setStatus
        await self.call(tell, "show that I'm at work", channel_id, **said)

    async def start_stream(
        self,
        channel_id: str,
        thread_ts: str,
        recipient: str,
        markdown: str,
        chunks: Sequence[Block] = (),
    ) -> str:
        """Begin a streamed message for `recipient` (needed in channels); returns its ts.

        Slack's limit (20 a minute) counts for all processes together, and only Slack sees it: over
        it this is refused at once, since an ordinary message is as good.
        """
        try:
            answer = await self._in(
                channel_id,
                self.impatient.chat_startStream,
                "stream here",
                thread_ts=thread_ts,
                recipient_team_id=self.team_id,
                recipient_user_id=recipient,
                markdown_text=markdown or None,
                chunks=list(chunks) or None,
            )
        except SlackUnreachable as error:
            if over_the_limit(error.__cause__):
                raise SlackRefused("ratelimited", str(error)) from error
            raise
        return str(answer["ts"])

    async def append_stream(self, channel_id: str, ts: str, markdown: str) -> None:
        """Add standard Markdown to a streamed message."""
        append = self.client.chat_appendStream
        await self._in(channel_id, append, "stream here", ts=ts, markdown_text=markdown)

    async def append_chunks(self, channel_id: str, ts: str, chunks: Sequence[Block]) -> None:
        """Add chunks of other kinds, such as tasks under way, to a streamed message."""
        append = self.client.chat_appendStream
        await self._in(channel_id, append, "stream here", ts=ts, chunks=list(chunks))

    async def stop_stream(self, channel_id: str, ts: str, blocks: Sequence[Block] = ()) -> None:
        """End a streamed message, with blocks below its text."""
        stop, below = self.client.chat_stopStream, list(blocks) or None
        await self._in(channel_id, stop, "stream here", ts=ts, blocks=below)

    async def open_dm(self, user_id: str) -> str:
        """The id of the conversation with one person alone."""
        answer = await self.call(self.client.conversations_open, "write to you", users=[user_id])
        return str(answer["channel"]["id"])

    async def create_canvas(self, title: str, markdown: str) -> str:
        """Make a canvas of its own; returns its id. Free plans don't have these."""
        content = {"type": "markdown", "markdown": markdown}
        make = self.client.canvases_create
        answer = await self.call(make, "make a canvas", title=title, document_content=content)
        return str(answer["canvas_id"])

    async def share_canvas(self, canvas_id: str, channel_id: str) -> None:
        """Let everybody in a channel read a canvas."""
        await self.call(
            self.client.canvases_access_set,
            "share a canvas",
            canvas_id=canvas_id,
            access_level="read",
            channel_ids=[channel_id],
        )

    async def replace_canvas(self, canvas_id: str, markdown: str) -> None:
        """Put other content into a canvas of the bot's own."""
        content = {"type": "markdown", "markdown": markdown}
        changes = [{"operation": "replace", "document_content": content}]
        edit = self.client.canvases_edit
        await self.call(edit, "change a canvas", canvas_id=canvas_id, changes=changes)

    async def publish_home(self, user_id: str, view: Block) -> None:
        """Show a person their App Home."""
        await self.call(self.client.views_publish, "show the home tab", user_id=user_id, view=view)

    async def open_view(self, trigger_id: str, view: Block) -> None:
        """Open a modal within three seconds of what a person did."""
        await self.call(self.client.views_open, "open it", trigger_id=trigger_id, view=view)

    async def _in(
        self, channel_id: str, call: Callable[..., Awaitable[Any]], doing: str, **args: Any
    ) -> Any:
        return await self.call(call, doing, channel_id, channel=channel_id, **args)
