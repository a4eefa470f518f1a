"""What a voice says, as values, cut to the limits the request set; pure."""

import base64
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Literal

from .ports import Failure, Json
from .tokens import count_text

BlockKind = Literal["text", "tool_use", "thinking"]


@dataclass(frozen=True)
class Block:
    """One content block of a reply.

    Attributes:
        kind: "text", "thinking" or "tool_use".
        text: The text or the thinking; empty for a tool_use.
        name: The tool's name; empty for other kinds.
        input: The tool's input; empty for other kinds.
        citations: Citation objects as the API sends them; only on text.
        hidden: Thinking tokens spent and not shown (display "omitted").
    """

    kind: BlockKind
    text: str = ""
    name: str = ""
    input: Json = field(default_factory=dict)
    citations: tuple[Json, ...] = ()
    hidden: int = 0

    @property
    def tokens(self) -> int:
        """Output tokens this block costs."""
        if self.kind == "tool_use":
            return (
                count_text(json.dumps(self.input, ensure_ascii=False)) + count_text(self.name) + 8
            )
        return count_text(self.text) + self.hidden


@dataclass(frozen=True)
class Reply:
    """A whole answer.

    Attributes:
        blocks: Content in order; may be empty.
        stop_reason: As the API names it; None means "what the blocks imply".
        stop_sequence: The sequence met, or None.
        stop_details: Refusal details, or None.
        failure: A failure to apply instead of, or while, sending; or None.
    """

    blocks: tuple[Block, ...] = ()
    stop_reason: str | None = None
    stop_sequence: str | None = None
    stop_details: Json | None = None
    failure: Failure | None = None

    @property
    def output_tokens(self) -> int:
        """Output tokens of all blocks; never below 1, as in the API."""
        return max(1, sum(block.tokens for block in self.blocks))

    @property
    def thinking_tokens(self) -> int:
        """Those of the output tokens that were thinking."""
        return sum(block.tokens for block in self.blocks if block.kind == "thinking")

    def ended(self) -> "Reply":
        """Return the reply with its stop_reason filled in."""
        if self.stop_reason:
            return self
        uses_tool = any(block.kind == "tool_use" for block in self.blocks)
        return replace(self, stop_reason="tool_use" if uses_tool else "end_turn")


def text_reply(text: str) -> Reply:
    """Return a reply of one text block; of none for the empty text."""
    return Reply((Block("text", text),) if text else ())


def refusal() -> Reply:
    """Return what the API sends when a classifier stops the model."""
    details = {"type": "refusal", "category": None, "explanation": "Stopped by a classifier."}
    return Reply((), "refusal", None, details)


def fitted(reply: Reply, max_tokens: int, stop_sequences: tuple[str, ...] = ()) -> Reply:
    """Return the reply cut at the first stop sequence and at `max_tokens` output tokens.

    A tool_use that no longer fits is dropped whole: half an input is of no use.
    """
    blocks: list[Block] = []
    left = max_tokens
    for block in reply.ended().blocks:
        shown, met = _until_stop(block, stop_sequences)
        if shown.tokens > left:
            cut = _shortened(shown, left)
            return replace(reply, blocks=(*blocks, *cut), stop_reason="max_tokens")
        blocks.append(shown)
        left -= shown.tokens
        if met:
            return Reply(tuple(blocks), "stop_sequence", met)
    return replace(reply.ended(), blocks=tuple(blocks))


def pieces(text: str, size: int = 3) -> list[str]:
    """Split a text into deltas of about `size` short words that join to the same text."""
    parts: list[str] = []
    start = count = 0
    for at in range(1, len(text)):
        boundary = text[at].isspace() and not text[at - 1].isspace()
        count += boundary
        if (boundary and count >= size) or at - start >= 8 * size:
            parts.append(text[start:at])
            start, count = at, 0
    return [*parts, text[start:]] if text else []


def signature(thinking: str, nonce: str) -> str:
    """Return the signature of a thinking block; `is_signed` knows it again."""
    seal = hashlib.sha256(f"sandbox:{nonce}:{thinking}".encode()).hexdigest()
    return base64.b64encode(f"{nonce}:{seal}".encode()).decode()


def is_signed(thinking: str, given: str) -> bool:
    """Tell whether this thinking block, unchanged, came from here."""
    try:
        nonce = base64.b64decode(given, validate=True).decode().partition(":")[0]
    except ValueError:
        return False
    return signature(thinking, nonce) == given


def _until_stop(block: Block, stop_sequences: tuple[str, ...]) -> tuple[Block, str | None]:
    """Return the block up to the earliest stop sequence, and that sequence."""
    if block.kind != "text":
        return block, None
    found = [(block.text.find(stop), stop) for stop in stop_sequences if stop in block.text]
    if not found:
        return block, None
    at, stop = min(found)
    return replace(block, text=block.text[:at]), stop


def _shortened(block: Block, tokens: int) -> tuple[Block, ...]:
    """Return as much of a block as fits; nothing of a tool_use or of no room."""
    if block.kind == "tool_use" or block.hidden:
        return ()
    kept = ""
    for piece in pieces(block.text, 1):
        if count_text(kept + piece) > tokens:
            break
        kept += piece
    return (replace(block, text=kept),) if kept.strip() else ()
