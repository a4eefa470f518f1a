"""Reading messages, and finding what the bot itself made."""

from __future__ import annotations

from typing import Any

from bot.slack.calls import Answer, Calls, next_cursor
from digests import slack_dicts
from digests.models import Message

# conversations.replies and .history give up to 999 to an app that its own company made.
PAGE = 999


class History(Calls):
    """Threads, channels and the bot's own messages."""

    async def thread(self, channel_id: str, ts: str) -> list[Message]:
        """A whole thread, all pages, ascending; in-progress streams left out.

        Raises:
            NothingToRead: if Slack knows no such message.
            NotReadable: if the bot isn't in the channel.
        """
        return [
            slack_dicts.message(self.team_id, channel_id, raw)
            for raw in await self._raw_thread(channel_id, ts, "read this thread")
            if raw.get("streaming_state") != "in_progress"
        ]

    async def history(
        self, channel_id: str, oldest: str, latest: str, cursor: str | None = None
    ) -> tuple[list[Answer], str | None]:
        """One page of a channel's messages as Slack gives them, newest first, without replies.

        Returns:
            The page, and the cursor of the next one (None after the last).
        """
        answer = await self.call(
            self.reader.conversations_history,
            "read this channel",
            channel_id,
            channel=channel_id,
            oldest=oldest,
            latest=latest,
            inclusive=True,
            limit=PAGE,
            **({"cursor": cursor} if cursor else {}),
        )
        return list(answer["messages"]), next_cursor(answer)

    async def own_messages(
        self, channel_id: str, thread_ts: str | None, oldest: str
    ) -> list[Answer]:
        """What the bot itself posted since `oldest`, in a thread or in the channel, ascending."""
        if thread_ts:
            raws = await self._raw_thread(channel_id, thread_ts, "read this thread", oldest=oldest)
        else:
            pages = self.pages(
                self.reader.conversations_history,
                "messages",
                "read this channel",
                channel=channel_id,
                oldest=oldest,
                inclusive=True,
                include_all_metadata=True,
                limit=PAGE,
            )
            raws = [raw async for page in pages for raw in page]
        return sorted((r for r in raws if r.get("user") == self.bot_user_id), key=lambda r: r["ts"])

    async def find(
        self, channel_id: str, key: str, oldest: str, thread_ts: str | None = None
    ) -> str | None:
        """The ts of the bot's message whose metadata carries `key`, None if there is none."""
        for raw in await self.own_messages(channel_id, thread_ts, oldest):
            payload = (raw.get("metadata") or {}).get("event_payload") or {}
            if payload.get("key") == key:
                return str(raw["ts"])
        return None

    async def find_canvas(self, title: str, oldest: str) -> str | None:
        """The id of the bot's own canvas of that title made since `oldest`, None if there is none.

        There is no list of canvases; files.list knows them as files of type "canvas".
        """
        answer = await self.call(
            self.reader.files_list,
            "look for my canvas",
            types="canvas",
            user=self.bot_user_id,
            ts_from=oldest,
        )
        found = [str(raw["id"]) for raw in answer["files"] if raw.get("title") == title]
        return found[-1] if found else None

    async def permalink(self, channel_id: str, ts: str) -> str:
        """The address of a message."""
        answer = await self.call(
            self.reader.chat_getPermalink,
            "link to it",
            channel_id,
            channel=channel_id,
            message_ts=ts,
        )
        return str(answer["permalink"])

    async def _raw_thread(self, channel_id: str, ts: str, doing: str, **more: Any) -> list[Answer]:
        pages = self.pages(
            self.reader.conversations_replies,
            "messages",
            doing,
            channel=channel_id,
            ts=ts,
            limit=PAGE,
            include_all_metadata=True,
            **more,
        )
        return [raw async for page in pages for raw in page]
