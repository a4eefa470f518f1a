"""A started sandbox with two people, a channel with the bot, and Slack's own client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.control import Control


@dataclass(frozen=True)
class Place:
    """What most tests need."""

    sandbox: Sandbox
    client: AsyncWebClient
    ann: str
    bo: str
    channel: str

    @property
    def control(self) -> Control:
        """Acts as a person."""
        return self.sandbox.control

    @property
    def bot(self) -> str:
        """The bot's user id."""
        return self.sandbox.addresses.bot_user_id

    async def refused(self, code: str, method: str, /, **args: Any) -> dict[str, Any]:
        """Calls a method of the client, expects Slack's refusal and returns its body."""
        with pytest.raises(SlackApiError) as caught:
            await getattr(self.client, method)(**args)
        body: dict[str, Any] = caught.value.response.data
        assert body["error"] == code, body
        return body


@asynccontextmanager
async def place(**options: Any) -> AsyncIterator[Place]:
    """A place with the sandbox's options."""
    async with Sandbox.running(**{"claude": False, **options}) as sandbox:
        where, control = sandbox.addresses, sandbox.control
        ann, bo = control.create_user("Ann Lee"), control.create_user("Bo Diaz")
        channel = control.create_channel("general", [ann, bo], bot=True)
        client = AsyncWebClient(token=where.bot_token, base_url=where.slack_api_url)
        yield Place(sandbox, client, ann, bo, channel)
