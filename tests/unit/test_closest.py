"""What a question is about, where messages that answer it are looked for."""

from __future__ import annotations

import pytest

from bot.answer.closest import subject


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Who said the zeppelin lands at noon?", "the zeppelin lands at noon?"),
        ("who mentioned the audit", "the audit"),
        ("Did anybody write about the audit?", "the audit?"),
        ("The zeppelin?", "The zeppelin?"),
        ("What did he say?", "What did he say?"),
        ("Who said?", "Who said?"),
        ("", ""),
    ],
)
def test_who_said_something_is_looked_for_like_the_something(prompt: str, expected: str) -> None:
    assert subject(prompt) == expected
