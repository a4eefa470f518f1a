"""A message as server-sent events, in the API's exact order; pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from .ports import Json
from .reply import pieces
from .tokens import count_text
from .wire import NO_OUTPUT_YET


@dataclass(frozen=True)
class Event:
    """One event and the output tokens it carries, for pacing."""

    data: Json
    tokens: int = 0

    def encoded(self) -> bytes:
        """Return the event as bytes on the wire."""
        data = json.dumps(self.data, ensure_ascii=False)
        return f"event: {self.data['type']}\ndata: {data}\n\n".encode()


def events(message: Json) -> Iterator[Event]:
    """Yield message_start, each block's start, deltas and stop, message_delta, message_stop.

    Args:
        message: A whole message as `wire.message` gives it.
    """
    yield Event({"type": "message_start", "message": _started(message)})
    for index, block in enumerate(message["content"]):
        yield Event(
            {"type": "content_block_start", "index": index, "content_block": _emptied(block)}
        )
        if index == 0:
            yield Event({"type": "ping"})
        for delta, tokens in _deltas(block):
            yield Event({"type": "content_block_delta", "index": index, "delta": delta}, tokens)
        yield Event({"type": "content_block_stop", "index": index})
    yield Event(_ending(message))
    yield Event({"type": "message_stop"})


def _started(message: Json) -> Json:
    """Return the message before anything was said."""
    usage = {key: value for key, value in message["usage"].items() if "details" not in key}
    usage["output_tokens"] = NO_OUTPUT_YET
    nothing: Json = {
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "stop_details": None,
    }
    return message | nothing | {"usage": usage}


def _emptied(block: Json) -> Json:
    """Return a block as content_block_start shows it."""
    if block["type"] == "tool_use":
        return block | {"input": {}}
    if block["type"] == "thinking":
        return block | {"thinking": "", "signature": ""}
    return {"type": "text", "text": ""} | ({"citations": []} if block.get("citations") else {})


def _deltas(block: Json) -> Iterator[tuple[Json, int]]:
    """Yield a block's deltas with the tokens each carries."""
    if block["type"] == "tool_use":
        yield {"type": "input_json_delta", "partial_json": ""}, 0
        if block["input"]:
            for piece in pieces(json.dumps(block["input"], ensure_ascii=False)):
                yield {"type": "input_json_delta", "partial_json": piece}, count_text(piece)
    elif block["type"] == "thinking":
        for piece in pieces(block["thinking"]):
            yield {"type": "thinking_delta", "thinking": piece}, count_text(piece)
        yield {"type": "signature_delta", "signature": block["signature"]}, 0
    else:
        for citation in block.get("citations", ()):
            yield {"type": "citations_delta", "citation": citation}, 0
        for piece in pieces(block["text"]):
            yield {"type": "text_delta", "text": piece}, count_text(piece)


def _ending(message: Json) -> Json:
    """Return message_delta: why it stopped and the cumulative usage."""
    names = ("stop_reason", "stop_sequence", "stop_details")
    counted = (
        "input_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "output_tokens",
        "output_tokens_details",
    )
    return {
        "type": "message_delta",
        "delta": {name: message[name] for name in names},
        "usage": {name: message["usage"][name] for name in counted},
    }
