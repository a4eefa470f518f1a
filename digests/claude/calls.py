"""What is asked of the model and what comes back, as values; pure.

The shapes inside `messages`, `tools` and `content` are the Messages API's own dicts: they are sent
and sent back as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from digests.usage import Usage

Json = dict[str, Any]
Effort = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a call is made: whom its cost counts for; "" where nobody in particular."""

    team_id: str = ""
    channel_id: str = ""
    user_id: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the model.

    Attributes:
        model: the model's id.
        system: instructions, never content; cached together with the tools.
        messages: the conversation in the API's form, content as user blocks.
        tools: tool definitions in the API's form.
        max_tokens: most output tokens, thinking included.
        effort: how hard the model thinks.
        caller: on whose behalf.
    """

    model: str
    system: str
    messages: tuple[Json, ...]
    tools: tuple[Json, ...] = ()
    max_tokens: int = 8_000
    effort: Effort = "low"
    caller: Caller = Caller()


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool the model wants to be called; `input` is what it wrote, unchecked."""

    id: str
    name: str
    input: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """A complete answer.

    Attributes:
        content: the assistant's blocks, to be sent back unchanged within a tool loop.
        text: all text blocks, one line break between them; "" if there are only tool uses.
        tool_uses: in order; empty when the model is done.
        usage: what it used.
    """

    content: tuple[Json, ...]
    text: str
    tool_uses: tuple[ToolUse, ...]
    usage: Usage

    @property
    def message(self) -> Json:
        """The turn as a message of the conversation."""
        return {"role": "assistant", "content": list(self.content)}


class Ledger(Protocol):
    """Where money is counted."""

    async def check(self, caller: Caller) -> None:
        """Raise OverBudget if this caller has nothing left to spend."""
        ...

    async def add(self, usage: Usage, caller: Caller) -> None:
        """Record what a call used, whether it succeeded or not."""
        ...


def user(*contents: str | Json, cached: int = 0) -> Json:
    """A user message; empty texts are left out, as the API refuses them.

    Args:
        contents: texts and ready content blocks, the most stable first.
        cached: how many of the leading blocks form a prefix worth caching.
    """
    blocks: list[Json] = [
        {"type": "text", "text": content} if isinstance(content, str) else content
        for content in contents
        if not isinstance(content, str) or content.strip()
    ]
    if 0 < cached <= len(blocks):
        blocks[cached - 1] = blocks[cached - 1] | {"cache_control": {"type": "ephemeral"}}
    return {"role": "user", "content": blocks}


def tool_result(use: ToolUse, content: str | list[Json], *, is_error: bool = False) -> Json:
    """The block that answers a tool use; `content` is what the model reads or looks at."""
    block: Json = {"type": "tool_result", "tool_use_id": use.id, "content": content or "Nothing."}
    return block | {"is_error": True} if is_error else block
