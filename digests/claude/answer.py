"""An answer of the model: while it arrives, and whole. Pure: from the API's values to ours."""

from __future__ import annotations

from typing import Any

import structlog

from digests.claude.calls import Call, ToolUse, Turn
from digests.claude.errors import ending
from digests.claude.prices import cost
from digests.transcript import estimate_tokens
from digests.usage import Usage

_log = structlog.get_logger(__name__)


class Answer:
    """An answer while it arrives: complete lines out, the rest kept until its end.

    Attributes:
        snapshot: the API's message as far as it came; None before its first byte.
    """

    def __init__(self, call: Call) -> None:
        self.call = call
        self.snapshot: Any = None
        self._rest = ""
        self._stopped = False
        self._seen: list[str] = []

    def read(self, event: Any) -> list[str]:
        """The lines that this event completes; blocks other than text give none."""
        if event.type == "message_stop":
            self._stopped = True
        elif event.type == "content_block_start" and self._rest:
            rest, self._rest = self._rest, ""
            return [rest]
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            self._seen.append(event.delta.text)
            *lines, self._rest = (self._rest + event.delta.text).split("\n")
            return [line.rstrip() for line in lines]
        return []

    def finished(self) -> list[str | Turn]:
        """The last line and the whole turn. Raises ClaudeUnavailable if it isn't whole."""
        turn = turn_of(self.snapshot, self.call, self.usage, whole=self._stopped)
        return [self._rest.rstrip(), turn] if self._rest.strip() else [turn]

    @property
    def usage(self) -> Usage:
        """What was used so far; output is estimated where the API didn't get to say."""
        if self.snapshot is None:
            return Usage(self.call.model)
        seen = 0 if self._stopped else estimate_tokens("".join(self._seen))
        return usage_of(self.snapshot, self.call.model, seen=seen)


def turn_of(message: Any, call: Call, usage: Usage, *, whole: bool = True) -> Turn:
    """A message of the API as a turn.

    Args:
        message: the API's, None if none came.
        call: what it answers.
        usage: what it used.
        whole: whether it came to its end.

    Raises:
        ClaudeUnavailable: if it is cut off, empty or a refusal.
    """
    blocks = [block.to_dict() for block in message.content] if message else []
    texts = [block["text"] for block in blocks if block["type"] == "text"]
    uses = tuple(
        ToolUse(block["id"], block["name"], block["input"])
        for block in blocks
        if block["type"] == "tool_use"
    )
    reason = message.stop_reason if message and whole else None
    wrong = ending(reason, has_content=bool(uses) or any(text.strip() for text in texts))
    if wrong is not None:
        _log.warning("claude.incomplete", stop_reason=reason, model=call.model)
        raise wrong
    return Turn(tuple(blocks), "\n".join(texts), uses, usage)


def usage_of(message: Any, model: str, *, seen: int = 0, batched: bool = False) -> Usage:
    """What a message used.

    Args:
        message: the API's.
        model: the model that was asked.
        seen: output tokens at least, where the API's count isn't its last.
        batched: whether it came in a batch, at a batch's price.
    """
    used = message.usage
    read, write = used.cache_read_input_tokens or 0, used.cache_creation_input_tokens or 0
    output = max(used.output_tokens, seen)
    price = cost(model, used.input_tokens, output, read, write, batched=batched)
    return Usage(model, used.input_tokens, output, read, write, price)
