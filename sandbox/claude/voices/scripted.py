"""The scripted voice: says what tests queued, in order."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.claude.errors import ApiError
from sandbox.claude.failures import KINDS
from sandbox.claude.ports import Failure, Json
from sandbox.claude.reading import Prompt
from sandbox.claude.reply import Block, Reply, text_reply

STOP_REASONS = (
    "end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal",
    "model_context_window_exceeded",
)  # fmt: skip
FIELDS = (
    "text", "thinking", "json", "tool_use", "citations", "stop_reason", "stop_sequence",
    "stop_details", "error", "seconds", "match",
)  # fmt: skip

Line = str | Mapping[str, Any] | Reply


@dataclass(frozen=True)
class _Cue:
    """A reply and the text a request must contain to get it; None fits every request."""

    reply: Reply
    match: str | None


@dataclass
class Script:
    """Replies waiting to be said.

    Each request takes the first reply whose `match` its JSON text contains. A request that finds
    none is answered with a 500 that the SDK does not retry, so that a test sees it.
    """

    _cues: list[_Cue] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._cues)

    def add(self, line: Line, match: str | None = None) -> None:
        """Queue one reply; see `reply_of` for its forms.

        Raises:
            ValueError: If the line says something that no reply can say.
        """
        if isinstance(line, Mapping) and match is None:
            match = line.get("match")
        self._cues.append(_Cue(reply_of(line), match))

    def clear(self) -> None:
        """Forget what is queued."""
        self._cues.clear()

    def __call__(self, prompt: Prompt) -> Reply:
        """Return the reply for this request and take it off the queue."""
        text = prompt.text
        for at, cue in enumerate(self._cues):
            if cue.match is None or _occurs(cue.match, text):
                return self._cues.pop(at).reply
        raise ApiError(
            "api_error",
            "The script has no reply left for this request",
            headers={"x-should-retry": "false"},
        )


def _occurs(match: str, text: str) -> bool:
    """Tell whether a text occurs in JSON text, as it stands or inside one of its strings."""
    return match in text or json.dumps(match, ensure_ascii=False)[1:-1] in text


def reply_of(line: Line) -> Reply:
    """Return a line of a script as a reply.

    Args:
        line: A text; a `Reply`; or a mapping with any of text, thinking, json (a value to send as
            text), tool_use (one or a list of {"name", "input"}), citations (of the text),
            stop_reason, stop_sequence, stop_details, error (a kind of `failures.KINDS`) with
            seconds, and match.

    Raises:
        ValueError: One sentence on what is wrong.
    """
    if isinstance(line, Reply):
        return line
    if isinstance(line, str):
        return text_reply(line)
    unknown = [name for name in line if name not in FIELDS]
    if unknown:
        raise ValueError(f"A reply has no {unknown[0]!r}; it has {', '.join(FIELDS)}.")
    stop_reason = line.get("stop_reason")
    if stop_reason is not None and stop_reason not in STOP_REASONS:
        raise ValueError(f"{stop_reason!r} is no stop_reason; use {', '.join(STOP_REASONS)}.")
    blocks = tuple(_blocks(line))
    details = line.get("stop_details")
    if stop_reason == "refusal" and details is None:
        details = {"type": "refusal", "category": None, "explanation": None}
    return Reply(blocks, stop_reason, line.get("stop_sequence"), details, _failure(line))


def _blocks(line: Mapping[str, Any]) -> list[Block]:
    """Return the content a line asks for: thinking, then text, then tool calls."""
    blocks = []
    if "thinking" in line:
        blocks.append(Block("thinking", line["thinking"]))
    if "text" in line:
        blocks.append(Block("text", line["text"], citations=tuple(line.get("citations", ()))))
    if "json" in line:
        blocks.append(Block("text", json.dumps(line["json"], ensure_ascii=False)))
    calls: Sequence[Json] | Json = line.get("tool_use", ())
    for call in [calls] if isinstance(calls, Mapping) else calls:
        if not isinstance(call, Mapping) or not isinstance(call.get("name"), str):
            raise ValueError('A tool_use is {"name": …, "input": {…}}.')
        blocks.append(Block("tool_use", name=call["name"], input=dict(call.get("input", {}))))
    return blocks


def _failure(line: Mapping[str, Any]) -> Failure | None:
    """Return the failure a line asks for, or None."""
    kind = line.get("error")
    if kind is None:
        return None
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no failure; use one of {', '.join(KINDS)}.")
    return Failure(kind, line.get("seconds"))
