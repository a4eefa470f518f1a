"""Answers to commands and shortcuts, through the address that came with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from digests.errors import SlackUnavailable


async def respond(
    response_url: str, text: str, blocks: Sequence[dict[str, Any]] | None = None
) -> None:
    """Answer a command or shortcut, only to who used it.

    Raises:
        SlackUnavailable: if Slack doesn't take it (an address works 5 times within 30 minutes).
    """
    hook = AsyncWebhookClient(response_url)
    payload = {"text": text, "response_type": "ephemeral", "replace_original": False}
    payload |= {"unfurl_links": False, "unfurl_media": False}
    for shown in ([list(blocks)] if blocks else []) + [None]:
        answer = await hook.send_dict({**payload, **({"blocks": shown} if shown else {})})
        if answer.status_code == 200:
            return
    raise SlackUnavailable("Slack didn't take my answer.")
