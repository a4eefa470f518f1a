"""What a call may use at most, for whoever lets calls go on one after the other; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from digests.claude.calls import Call
from digests.transcript import estimate_tokens

# An image takes about 1,600 tokens, a page of a document up to 3,000: docs.claude.com, "Vision" and
# "PDF support". A document of so many bytes is taken for one page of text and image.
IMAGE_TOKENS, PAGE_TOKENS, PAGE_BYTES = 1_600, 3_000, 50_000


class Pace(Protocol):
    """Lets calls go on at the pace of a plan."""

    async def take(self, tokens_in: int, tokens_out: int) -> None:
        """Wait until a call of at most so many tokens may begin."""
        ...


def tokens_in(call: Call) -> int:
    """How many input tokens a call has at most, near enough to keep within a plan."""
    said = call.system + json.dumps(call.tools, ensure_ascii=False, default=str)
    blocks = [block for message in call.messages for block in _blocks(message["content"])]
    return estimate_tokens(said) + sum(map(_tokens, blocks))


def _blocks(content: Any) -> Iterable[Mapping[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _tokens(block: Mapping[str, Any]) -> int:
    kind, source = block.get("type"), block.get("source") or {}
    if kind == "image":
        return IMAGE_TOKENS
    if kind == "document" and source.get("type") == "base64":
        return PAGE_TOKENS * (1 + len(source.get("data", "")) // PAGE_BYTES)
    if kind == "tool_result" and not isinstance(block.get("content", ""), str):
        return sum(map(_tokens, block["content"]))
    return estimate_tokens(json.dumps(block, ensure_ascii=False, default=str))
