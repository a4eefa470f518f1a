"""One call to Slack: retried where that is safe, its failure a sentence that can be shown.

Reads are retried when Slack is busy or the connection breaks. Writes are retried only on a 429,
where Slack says that nothing happened; after anything else the caller looks whether the message is
there before it posts again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
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

Answer = dict[str, Any]

RETRIES = 5


class Calls:
    """The clients behind everything.

    Attributes:
        team_id: the workspace's id; "" until `identify` was called, as are the bot's own ids.
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
        self.reader = AsyncWebClient(
            token=token,
            base_url=api_url,
            timeout=timeout,
            retry_handlers=[
                AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES),
                AsyncServerErrorRetryHandler(max_retry_count=2),
                AsyncConnectionErrorRetryHandler(max_retry_count=2),
            ],
        )
        # For what has another way when Slack is busy: nobody waits for it.
        self.impatient = AsyncWebClient(
            token=token, base_url=api_url, timeout=timeout, retry_handlers=[]
        )
        self.names: dict[str, str] = {}

    def name_channels(self, names: Mapping[str, str]) -> None:
        """Learn what people call the channels, for the sentences in errors."""
        self.names.update({channel_id: f"#{name}" for channel_id, name in names.items() if name})

    async def pages(
        self, call: Callable[..., Awaitable[Any]], key: str, doing: str, **args: Any
    ) -> AsyncIterator[list[Any]]:
        """Every page of an answer's list `key`; `doing` continues "I couldn't …" if one fails."""
        cursor: str | None = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self.call(call, doing, str(args.get("channel", "")), **args, **more)
            yield list(answer[key])
            cursor = next_cursor(answer)
            if cursor is None:
                return

    async def call(
        self, call: Callable[..., Awaitable[Any]], doing: str, where: str = "", **args: Any
    ) -> Any:
        """One call; `where` is the channel's id, for the sentence if it fails.

        Raises:
            DigestifError: whatever went wrong.
        """
        try:
            return await call(**args)
        except SlackApiError as error:
            answer = _answer(error)
            raise sentence_for(
                str(answer.get("error") or "internal_error"),
                answer,
                doing,
                self.names.get(where, ""),
            ) from error
        except (TimeoutError, SlackClientError, aiohttp.ClientError, OSError) as error:
            raise unreachable(doing) from error


def over_the_limit(error: BaseException | None) -> bool:
    """Whether what Slack said is that this was called too often."""
    return isinstance(error, SlackApiError) and _answer(error).get("error") == "ratelimited"


def _answer(error: SlackApiError) -> Answer:
    # A 5xx of something in between carries a page of HTML instead of Slack's JSON.
    data = getattr(error.response, "data", error.response)
    return data if isinstance(data, dict) else {}


def next_cursor(answer: Answer) -> str | None:
    """The cursor of the next page, None after the last."""
    return (answer.get("response_metadata") or {}).get("next_cursor") or None
