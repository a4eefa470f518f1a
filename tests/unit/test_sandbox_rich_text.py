"""Typed text as Slack's rich_text."""

from typing import Any

import pytest

from sandbox.blocks import check
from sandbox.rich_text import rich_text


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("plain", [{"type": "text", "text": "plain"}]),
        ("1 &lt; 2 &amp; 3", [{"type": "text", "text": "1 < 2 & 3"}]),
        (
            "<@U1> hi",
            [{"type": "user", "user_id": "U1"}, {"type": "text", "text": " hi"}],
        ),
        ("<#C1|general>", [{"type": "channel", "channel_id": "C1"}]),
        ("<!here>", [{"type": "broadcast", "range": "here"}]),
        ("<!subteam^S1|@team>", [{"type": "usergroup", "usergroup_id": "S1"}]),
        ("<https://example.com>", [{"type": "link", "url": "https://example.com"}]),
        (
            "<https://example.com|there>",
            [{"type": "link", "url": "https://example.com", "text": "there"}],
        ),
        (":100:", [{"type": "emoji", "name": "100"}]),
        ("at 10:30:00", [{"type": "text", "text": "at 10:30:00"}]),
    ],
)
def test_each_kind_of_token_becomes_its_element(text: str, elements: list[Any]) -> None:
    found = rich_text(text, "b")[0]["elements"][0]["elements"]
    assert found[: len(elements)] == elements
    assert check(rich_text(text, "b"), "message") == []


def test_no_text_is_no_block() -> None:
    assert rich_text("", "b") == []
