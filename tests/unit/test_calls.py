"""Requests and answers as values."""

from __future__ import annotations

from digests.claude.calls import ToolUse, tool_result, user


def test_a_user_message_has_no_empty_blocks_and_marks_the_prefix_to_cache() -> None:
    assert user("data", "", "ask", cached=1) == {
        "role": "user",
        "content": [
            {"type": "text", "text": "data", "cache_control": {"type": "ephemeral"}},
            {"type": "text", "text": "ask"},
        ],
    }


def test_a_tool_result_names_its_use_and_is_never_empty() -> None:
    use = ToolUse("toolu_1", "search_messages", {})

    assert tool_result(use, "") == {
        "type": "tool_result",
        "tool_use_id": "toolu_1",
        "content": "Nothing.",
    }
    assert tool_result(use, "It failed.", is_error=True)["is_error"] is True
