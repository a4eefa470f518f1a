"""The ways Claude fails, by name, and where in a request each one strikes.

Before the first byte: every error type of `errors.STATUS`, the statuses as text ("429", "500",
"503", "504", "529"), "cut_before" (the socket closes without an answer) and "slow" (the answer
waits `seconds`). While answering: "error_event", "stall", "cut" and "no_stop". In the
answer itself: "refusal", "max_tokens" and "empty".
"""

from dataclasses import replace

from .errors import STATUS, ApiError
from .ports import Fault
from .reply import Block, Reply, refusal

BY_STATUS = {
    "400": "invalid_request_error",
    "401": "authentication_error",
    "402": "billing_error",
    "403": "permission_error",
    "404": "not_found_error",
    "413": "request_too_large",
    "429": "rate_limit_error",
    "500": "api_error",
    "503": "api_error",
    "504": "timeout_error",
    "529": "overloaded_error",
}
BEFORE = ("cut_before", "slow")
DURING = ("error_event", "stall", "cut", "no_stop")
IN_REPLY = ("refusal", "max_tokens", "empty")
KINDS = (*STATUS, *BY_STATUS, *BEFORE, *DURING, *IN_REPLY)

# What the API says is short; nobody should match on it.
_MESSAGES = {
    "rate_limit_error": "This request would exceed your organization's rate limit.",
    "overloaded_error": "Overloaded",
    "api_error": "Internal server error",
    "timeout_error": "Request timed out",
    "authentication_error": "invalid bearer token",
    "billing_error": "Your credit balance is too low to access the API.",
    "request_too_large": "Request exceeds the maximum size",
}


def error_of(fault: Fault) -> ApiError | None:
    """Return the error this fault answers with before the first byte, or None."""
    kind = BY_STATUS.get(fault.kind, fault.kind)
    if kind not in STATUS:
        return None
    headers = {}
    if kind == "rate_limit_error" or fault.seconds is not None:
        headers["retry-after"] = f"{1 if fault.seconds is None else fault.seconds:g}"
    status = int(fault.kind) if fault.kind in BY_STATUS else None
    return ApiError(
        kind, _MESSAGES.get(kind, "Refused by a fault."), status=status, headers=headers
    )


def overloaded() -> ApiError:
    """Return the error that arrives in the middle of a stream."""
    return ApiError("overloaded_error", _MESSAGES["overloaded_error"])


def altered(reply: Reply, fault: Fault | None) -> Reply:
    """Return the reply as a fault of the `IN_REPLY` kind leaves it."""
    if fault is None or fault.kind not in IN_REPLY:
        return reply
    if fault.kind == "refusal":
        return refusal()
    if fault.kind == "empty":
        return Reply((Block("text", ""),), "end_turn")
    return replace(reply, blocks=tuple(map(_halved, reply.blocks)), stop_reason="max_tokens")


def _halved(block: Block) -> Block:
    """Return the first half of a text; other blocks stay."""
    if block.kind != "text":
        return block
    return replace(block, text=block.text[: max(1, len(block.text) // 2)])
