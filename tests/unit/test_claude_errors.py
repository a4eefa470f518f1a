"""What the API's refusals mean to a person."""

from __future__ import annotations

import pytest

from digests.claude.errors import ending, failure
from digests.errors import (
    ClaudeCutOff,
    ClaudeMisconfigured,
    ClaudeOverloaded,
    ClaudeRefused,
    ClaudeUnavailable,
)


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("overloaded_error", 200, ClaudeOverloaded),
        ("rate_limit_error", 429, ClaudeOverloaded),
        (None, 502, ClaudeOverloaded),
        (None, None, ClaudeOverloaded),
        ("billing_error", 402, ClaudeMisconfigured),
        ("not_found_error", 404, ClaudeMisconfigured),
        ("request_too_large", 413, ClaudeUnavailable),
        ("invalid_request_error", 400, ClaudeUnavailable),
    ],
)
def test_the_type_decides_before_the_status_does(
    kind: str | None, status: int | None, expected: type[ClaudeUnavailable]
) -> None:
    error = failure(kind, status, "claude-x")

    assert type(error) is expected
    assert str(error).endswith(".")


def test_a_missing_model_is_named() -> None:
    assert "claude-x" in str(failure("not_found_error", 404, "claude-x"))


@pytest.mark.parametrize(
    ("stop_reason", "has_content", "expected"),
    [
        ("end_turn", True, None),
        ("tool_use", True, None),
        ("stop_sequence", True, None),
        ("end_turn", False, ClaudeCutOff),
        ("max_tokens", True, ClaudeCutOff),
        ("model_context_window_exceeded", True, ClaudeCutOff),
        ("pause_turn", True, ClaudeCutOff),
        ("refusal", True, ClaudeRefused),
        (None, True, ClaudeOverloaded),
    ],
)
def test_only_a_whole_answer_is_one(
    stop_reason: str | None, has_content: bool, expected: type[ClaudeUnavailable] | None
) -> None:
    wrong = ending(stop_reason, has_content=has_content)

    assert (type(wrong) if wrong else None) is expected
