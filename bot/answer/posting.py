"""A reply's text and blocks into Slack, as plain text where the blocks are refused."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from enum import StrEnum

import structlog

from bot.answer.destination import Destination
from bot.blocks.markdown import Block, markdown_block, to_mrkdwn
from bot.blocks.summary import small_print
from bot.slack_errors import SlackRefused
from digests.errors import DigestifError

log = structlog.get_logger(__name__)


class Mode(StrEnum):
    """How the message is being written."""

    NOT_BEGUN = "not_begun"
    STREAM = "stream"
    UPDATE = "update"
    WHOLE = "whole"


class Stopped(Exception):
    """Raised when a person pressed Stop; what stands there stays."""


def rich(text: str, blocks: Sequence[Block] = ()) -> tuple[str, list[Block]]:
    """Markdown as a message's text and blocks, with more blocks below."""
    return to_mrkdwn(text), [markdown_block(text), *blocks]


async def update(to: Destination, ts: str, text: str, blocks: Sequence[Block]) -> None:
    """Replace the message at a ts."""
    plain, shown = rich(text, blocks)
    try:
        await to.slack.update(to.channel_id, ts, plain, shown)
    except SlackRefused as refusal:
        log.warning("reply.plain", code=refusal.code)
        await to.slack.update(to.channel_id, ts, plain)


async def post(to: Destination, text: str, blocks: Sequence[Block]) -> str:
    """Post the message; returns its ts."""
    plain, shown = rich(text, blocks)
    try:
        return await to.post(plain, shown)
    except SlackRefused as refusal:
        log.warning("reply.plain", code=refusal.code)
        return await to.post(plain, None)


async def stopped(to: Destination, ts: str, text: str, by: str) -> None:
    """Say below a message who stopped it; a Slack that refuses that is no matter."""
    with contextlib.suppress(DigestifError):
        await update(to, ts, text, [small_print(f"Stopped by {by}.")])
