"""Slack's Web API as this bot uses it: the only wrapper of the client.

Reads are retried when Slack is busy or the connection breaks. Writes are retried only on a 429,
where Slack says that nothing happened; after anything else the caller looks whether the message is
there before it posts again. Every failure is a `DigestifError` whose text can be shown.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack_errors import sentence_for, unreachable
from digests import slack_dicts
from digests.models import Channel, Message, User
from digests.store import Workspace

Block = dict[str, Any]
Metadata = dict[str, Any]
Answer = dict[str, Any]

# conversations.replies and .history take up to 999 for an app that its own company made;
# conversations.list, .members and users.list up to 1000, but Slack advises 200 at a time.
PAGE = 999
LIST_PAGE = 200
RETRIES = 5
KINDS = "public_channel,private_channel,mpim,im"


class Slack:
    """One workspace, seen through the bot's token.

    Attributes:
        team_id: the workspace's id; "" until `identify` was called.
    """

    def __init__(self, token: str, api_url: str, *, timeout: int = 30) -> None:
        self.team_id = ""
        self.bot_user_id = ""
        self.bot_id = ""
        self.client = AsyncWebClient(
            token=token,
            base_url=api_url,
            timeout=timeout,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES)],
        )
        self._reader = AsyncWebClient(
            token=token,
            base_url=api_url,
            timeout=timeout,
            retry_handlers=[
                AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES),
                AsyncServerErrorRetryHandler(max_retry_count=2),
                AsyncConnectionErrorRetryHandler(max_retry_count=2),
            ],
        )
        self._names: dict[str, str] = {}

    # -- who and where ------------------------------------------------------------------------

    async def identify(self) -> Workspace:
        """Ask who the token belongs to; sets `team_id`. The zone is left empty."""
        answer = await self._call(self._reader.auth_test, "sign in")
        self.team_id, self.bot_user_id = str(answer["team_id"]), str(answer["user_id"])
        self.bot_id = str(answer.get("bot_id") or "")
        return Workspace(
            team_id=self.team_id,
            name=str(answer.get("team") or ""),
            url=str(answer.get("url") or ""),
            zone="",
            bot_user_id=self.bot_user_id,
            bot_id=self.bot_id,
        )

    async def scopes(self) -> frozenset[str]:
        """The scopes that Slack granted to the token."""
        answer = await self._call(self._reader.auth_test, "sign in")
        header = getattr(answer, "headers", {})
        granted = next((v for k, v in header.items() if k.lower() == "x-oauth-scopes"), "")
        return frozenset(scope.strip() for scope in str(granted).split(",") if scope.strip())

    async def channels(self) -> list[Channel]:
        """Every conversation the bot can see: public ones, and those it is in."""
        call = self._reader.conversations_list
        pages = self._pages(call, "channels", "list channels", types=KINDS, limit=LIST_PAGE)
        found = [slack_dicts.channel(self.team_id, raw) async for page in pages for raw in page]
        self._names.update({c.channel_id: f"#{c.name}" for c in found if c.name})
        return found

    async def channel(self, channel_id: str) -> Channel:
        """One conversation as it is now."""
        answer = await self._call(
            self._reader.conversations_info, "look at it", channel_id, channel=channel_id
        )
        return slack_dicts.channel(self.team_id, answer["channel"])

    async def members(self, channel_id: str) -> list[str]:
        """The user ids of everybody in a conversation."""
        call = self._reader.conversations_members
        pages = self._pages(
            call, "members", "list the members", channel=channel_id, limit=LIST_PAGE
        )
        return [str(user_id) async for page in pages for user_id in page]

    async def users(self) -> list[User]:
        """Everybody in the workspace, bots and deactivated people included."""
        pages = self._pages(self._reader.users_list, "members", "list people", limit=LIST_PAGE)
        return [slack_dicts.user(self.team_id, raw) async for page in pages for raw in page]

    async def user(self, user_id: str) -> User:
        """One person, strangers from other organizations included."""
        answer = await self._call(self._reader.users_info, "look someone up", user=user_id)
        return slack_dicts.user(self.team_id, answer["user"])

    # -- reading messages ---------------------------------------------------------------------

    async def thread(self, channel_id: str, ts: str) -> list[Message]:
        """A whole thread, all pages, ascending; in-progress streams left out.

        Raises:
            NothingToRead: if Slack knows no such message.
            NotReadable: if the bot isn't in the channel.
        """
        raws = await self._raw_thread(channel_id, ts, "read this thread")
        return [slack_dicts.message(self.team_id, channel_id, raw) for raw in raws]

    async def history(
        self, channel_id: str, oldest: str, latest: str, cursor: str | None = None
    ) -> tuple[list[Answer], str | None]:
        """One page of a channel's messages as Slack gives them, newest first, without replies.

        Returns:
            The page, and the cursor of the next one (None after the last).
        """
        answer = await self._call(
            self._reader.conversations_history,
            "read this channel",
            channel_id,
            channel=channel_id,
            oldest=oldest,
            latest=latest,
            inclusive=True,
            limit=PAGE,
            **({"cursor": cursor} if cursor else {}),
        )
        return list(answer["messages"]), _next_cursor(answer)

    async def own_messages(
        self, channel_id: str, thread_ts: str | None, oldest: str
    ) -> list[Answer]:
        """What the bot itself posted since `oldest`, in a thread or in the channel, ascending."""
        if thread_ts:
            raws = await self._raw_thread(channel_id, thread_ts, "read this thread", oldest=oldest)
        else:
            pages = self._pages(
                self._reader.conversations_history,
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

    async def permalink(self, channel_id: str, ts: str) -> str:
        """The address of a message."""
        answer = await self._call(
            self._reader.chat_getPermalink,
            "link to it",
            channel_id,
            channel=channel_id,
            message_ts=ts,
        )
        return str(answer["permalink"])

    # -- writing ------------------------------------------------------------------------------

    async def post(
        self,
        channel_id: str,
        text: str,
        blocks: Sequence[Block] | None = None,
        thread_ts: str | None = None,
        metadata: Metadata | None = None,
    ) -> str:
        """Post a message that never unfurls; returns its ts."""
        answer = await self._call(
            self.client.chat_postMessage,
            "post here",
            channel_id,
            channel=channel_id,
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
        await self._call(
            self.client.chat_update,
            "update my message",
            channel_id,
            channel=channel_id,
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
        await self._call(
            self.client.chat_postEphemeral,
            "answer here",
            channel_id,
            channel=channel_id,
            user=user_id,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
        )

    async def set_status(self, channel_id: str, thread_ts: str, status: str) -> None:
        """Show what the bot is doing under a thread; "" clears it. Slack clears it after 2 min."""
        await self._call(
            self.client.assistant_threads_setStatus,
            "show a status",
            channel_id,
            channel_id=channel_id,
            thread_ts=thread_ts,
            status=status,
        )

    async def start_stream(
        self, channel_id: str, thread_ts: str, recipient: str, markdown: str
    ) -> str:
        """Begin a streamed message for `recipient` (needed in channels); returns its ts."""
        answer = await self._call(
            self.client.chat_startStream,
            "stream here",
            channel_id,
            channel=channel_id,
            thread_ts=thread_ts,
            recipient_team_id=self.team_id,
            recipient_user_id=recipient,
            markdown_text=markdown,
        )
        return str(answer["ts"])

    async def append_stream(self, channel_id: str, ts: str, markdown: str) -> None:
        """Add standard Markdown to a streamed message."""
        await self._call(
            self.client.chat_appendStream,
            "stream here",
            channel_id,
            channel=channel_id,
            ts=ts,
            markdown_text=markdown,
        )

    async def stop_stream(self, channel_id: str, ts: str, blocks: Sequence[Block] = ()) -> None:
        """End a streamed message, with blocks below its text."""
        await self._call(
            self.client.chat_stopStream,
            "stream here",
            channel_id,
            channel=channel_id,
            ts=ts,
            blocks=list(blocks) or None,
        )

    async def publish_home(self, user_id: str, view: Block) -> None:
        """Show a person their App Home."""
        await self._call(self.client.views_publish, "show the home tab", user_id=user_id, view=view)

    async def open_view(self, trigger_id: str, view: Block) -> None:
        """Open a modal within three seconds of what a person did."""
        await self._call(self.client.views_open, "open it", trigger_id=trigger_id, view=view)

    # -- the calls themselves -----------------------------------------------------------------

    def name_channels(self, names: Mapping[str, str]) -> None:
        """Learn what people call the channels, for the sentences in errors."""
        self._names.update({channel_id: f"#{name}" for channel_id, name in names.items() if name})

    async def _raw_thread(self, channel_id: str, ts: str, doing: str, **more: Any) -> list[Answer]:
        pages = self._pages(
            self._reader.conversations_replies,
            "messages",
            doing,
            channel=channel_id,
            ts=ts,
            limit=PAGE,
            include_all_metadata=True,
            **more,
        )
        return [
            raw
            async for page in pages
            for raw in page
            if raw.get("streaming_state") != "in_progress"
        ]

    async def _pages(
        self, call: Callable[..., Awaitable[Any]], key: str, doing: str, **args: Any
    ) -> AsyncIterator[list[Any]]:
        cursor: str | None = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self._call(call, doing, str(args.get("channel", "")), **args, **more)
            yield list(answer[key])
            cursor = _next_cursor(answer)
            if cursor is None:
                return

    async def _call(
        self, call: Callable[..., Awaitable[Any]], doing: str, where: str = "", **args: Any
    ) -> Any:
        try:
            return await call(**args)
        except SlackApiError as error:
            answer = _answer(error)
            raise sentence_for(
                str(answer.get("error") or "internal_error"),
                answer,
                doing,
                self._names.get(where, ""),
            ) from error
        except (TimeoutError, SlackClientError, aiohttp.ClientError, OSError) as error:
            raise unreachable(doing) from error


def _answer(error: SlackApiError) -> Answer:
    # A 5xx of something in between carries a page of HTML instead of Slack's JSON.
    data = getattr(error.response, "data", error.response)
    return data if isinstance(data, dict) else {}


def _next_cursor(answer: Answer) -> str | None:
    return (answer.get("response_metadata") or {}).get("next_cursor") or None
