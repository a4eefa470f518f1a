"""Which events have what is posted edited."""

from __future__ import annotations

from typing import Any

import pytest

from bot.changes import changes_text, hidden_channel


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "subtype": "message_changed", "channel": "C1"},
        {"type": "message", "subtype": "message_deleted", "channel": "C1"},
        {"type": "channel_deleted", "channel": "C1"},
        {"type": "group_deleted", "channel": "C1"},
        {"type": "file_deleted", "file_id": "F1"},
    ],
)
def test_what_takes_text_away_has_posts_edited(event: dict[str, Any]) -> None:
    assert changes_text(event)
    assert hidden_channel(event) == ""


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_shared", "channel": "C1"},
        {"type": "message", "subtype": "channel_convert_to_private", "channel": "C1"},
        {"type": "message", "subtype": "channel_topic", "channel": "C1", "topic": "No-Digest"},
    ],
)
def test_a_channel_that_fewer_may_read_has_digests_edited(event: dict[str, Any]) -> None:
    assert hidden_channel(event) == "C1"
    assert not changes_text(event)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel": "C1", "text": "no-digest"},
        {"type": "message", "subtype": "channel_topic", "channel": "C1", "topic": "Lunch"},
        {"type": "channel_unshared", "channel": "C1"},
        {"type": "channel_archive", "channel": "C1"},
        {"type": "reaction_added", "user": "U1"},
    ],
)
def test_everything_else_leaves_posts_alone(event: dict[str, Any]) -> None:
    assert hidden_channel(event) == ""
    assert not changes_text(event)
