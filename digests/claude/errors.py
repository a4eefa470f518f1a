"""How Claude fails, in words for people. Pure: from a status and a type to one of our errors.

The API's own error types stand in its reference. A stream that has begun fails under status 200,
so the type decides before the status does.
"""

from __future__ import annotations

from digests.errors import (
    ClaudeCutOff,
    ClaudeMisconfigured,
    ClaudeOverloaded,
    ClaudeRefused,
    ClaudeUnavailable,
)

OVERLOADED = "Claude is overloaded; try again in a few minutes."
UNREACHABLE = "Claude can't be reached; try again in a few minutes."
SLOW = "Claude took too long to answer; try again in a few minutes."
BROKEN_OFF = "Claude's answer broke off; try again in a few minutes."
REFUSED = "Claude declined to answer this."
CUT_OFF = "Claude's answer was cut off before its end."
EMPTY = "Claude's answer was empty."
_BUSY = ("overloaded_error", "rate_limit_error", "api_error", "timeout_error")
_BUSY_STATUS = (408, 409, 429)


def failure(kind: str | None, status: int | None, model: str) -> ClaudeUnavailable:
    """What the API's refusal of a call means.

    Args:
        kind: the API's error type, None where it sent none.
        status: the HTTP status, 200 within a stream, None if there was no response.
        model: the model that was asked.
    """
    if status == 401 or kind == "authentication_error":
        return ClaudeMisconfigured(
            "Claude refuses the API key; whoever runs me has to check ANTHROPIC_API_KEY."
        )
    if status == 402 or kind == "billing_error":
        return ClaudeMisconfigured("The Anthropic account has no credit left.")
    if status in (403, 404) or kind in ("permission_error", "not_found_error"):
        return ClaudeMisconfigured(
            f"Claude has no model {model} for this API key; whoever runs me has to check both."
        )
    if status == 413 or kind == "request_too_large":
        return ClaudeUnavailable("This is more than Claude can read at once.")
    if kind in _BUSY or status in _BUSY_STATUS or (status or 0) >= 500:
        return ClaudeOverloaded(OVERLOADED)
    if status in (400, 422) or kind == "invalid_request_error":
        return ClaudeUnavailable("Claude didn't accept the request; the log says why.")
    return ClaudeOverloaded(UNREACHABLE)


def ending(stop_reason: str | None, *, has_content: bool) -> ClaudeUnavailable | None:
    """What is wrong with an answer that has ended; None if nothing is.

    Args:
        stop_reason: the API's, None where the stream ended without one.
        has_content: whether there is any text or tool use in it.
    """
    if stop_reason is None:
        return ClaudeOverloaded(BROKEN_OFF)
    if stop_reason == "refusal":
        return ClaudeRefused(REFUSED)
    if stop_reason not in ("end_turn", "tool_use", "stop_sequence"):
        return ClaudeCutOff(CUT_OFF)
    return None if has_content else ClaudeCutOff(EMPTY)
