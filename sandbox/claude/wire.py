"""Messages as JSON: the shapes the SDK reads; pure."""

from .cache import InputUsage
from .ids import Ids
from .ports import Json
from .reply import Block, Reply, signature

NO_OUTPUT_YET = 1


def message(
    reply: Reply, model: str, usage: InputUsage, ids: Ids, *, tier: str = "standard"
) -> Json:
    """Return a whole message as a non-streaming call gets it.

    Args:
        reply: What the voice said, already fitted to the limits.
        model: As requested.
        usage: Counted input.
        ids: Where the ids of the message and its tool calls come from.
        tier: service_tier of the usage: "standard" or "batch".
    """
    return {
        "id": ids.new("msg"),
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [_block(block, ids) for block in reply.blocks],
        "stop_reason": reply.ended().stop_reason,
        "stop_sequence": reply.stop_sequence,
        "stop_details": reply.stop_details,
        "usage": _usage(usage, reply, tier),
    }


def _usage(usage: InputUsage, reply: Reply, tier: str) -> Json:
    """Return the usage object; input_tokens excludes what the cache took."""
    return {
        "input_tokens": usage.input_tokens,
        "cache_creation_input_tokens": usage.written,
        "cache_read_input_tokens": usage.read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": usage.written_5m,
            "ephemeral_1h_input_tokens": usage.written_1h,
        },
        "output_tokens": reply.output_tokens,
        "output_tokens_details": {"thinking_tokens": reply.thinking_tokens},
        "service_tier": tier,
        "inference_geo": "not_available",
    }


def _block(block: Block, ids: Ids) -> Json:
    """Return one content block."""
    if block.kind == "tool_use":
        return {
            "type": "tool_use",
            "id": ids.new("toolu"),
            "name": block.name,
            "caller": {"type": "direct"},
            "input": block.input,
        }
    if block.kind == "thinking":
        seal = signature(block.text, ids.new("think"))
        return {"type": "thinking", "thinking": block.text, "signature": seal}
    text: Json = {"type": "text", "text": block.text}
    return text | {"citations": list(block.citations)} if block.citations else text
