"""Small things at the edge: the log, Slack's errors in words, limits kept in memory."""

from __future__ import annotations

import pytest

from bot.intake import asks, joined_itself
from bot.learn import most_common_zone
from bot.logs import redact
from bot.slack_errors import SlackRefused, SlackUnreachable, sentence_for
from digests.errors import NothingToRead, NotReadable, SlackUnavailable
from digests.models import User

ME = "U0BOT"


@pytest.mark.parametrize(
    "secret",
    ["xoxb-1-2-abc", "xapp-1-A-2-abc", "xoxe.xoxp-1-abc", "sk-ant-api03-abc"],
)
def test_no_token_reaches_the_log(secret: str) -> None:
    line = redact(None, "info", {"event": f"refused {secret} twice", "exception": secret})

    assert "abc" not in str(line)


def test_a_database_password_does_not_reach_the_log() -> None:
    line = redact(None, "info", {"event": "postgresql://me:hunter2@db/x failed"})

    assert "hunter2" not in str(line)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("not_in_channel", NotReadable, "I'm not in #ops. Invite me with `/invite @Digestif`"),
        ("channel_not_found", NotReadable, "/invite"),
        ("is_archived", NotReadable, "#ops is archived"),
        ("thread_not_found", NothingToRead, "deleted"),
        ("missing_scope", NotReadable, "channels:history"),
        ("token_revoked", SlackUnavailable, "SLACK_BOT_TOKEN"),
        ("ratelimited", SlackUnreachable, "try again soon"),
        ("anything_new", SlackRefused, "anything_new"),
    ],
)
def test_slack_s_codes_become_sentences(code: str, kind: type[Exception], words: str) -> None:
    error = sentence_for(code, {"needed": "channels:history"}, "read this thread", "#ops")

    assert type(error) is kind
    assert words in str(error)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"type": "app_mention", "user": "U1", "text": f"<@{ME}>"}, True),
        ({"type": "message", "user": "U1", "text": f"<@{ME}> hi"}, True),
        ({"type": "message", "user": "U1", "text": "hi", "channel_type": "im"}, True),
        ({"type": "message", "user": "U1", "text": "hi", "channel_type": "channel"}, False),
        ({"type": "message", "user": "U1", "bot_id": "B1", "text": f"<@{ME}>"}, False),
        ({"type": "message", "user": ME, "text": f"<@{ME}>"}, False),
        ({"type": "message", "subtype": "message_changed", "text": f"<@{ME}>"}, False),
        ({"type": "message", "subtype": "channel_join", "user": "U1", "text": f"<@{ME}>"}, False),
        ({"type": "message", "subtype": "file_share", "user": "U1", "text": f"<@{ME}>"}, True),
        ({"type": "reaction_added", "user": "U1"}, False),
    ],
)
def test_only_a_person_addressing_the_bot_asks(event: dict[str, str], expected: bool) -> None:
    assert asks(event, ME) is expected


def test_the_bot_notices_that_it_was_added_to_a_channel() -> None:
    assert joined_itself({"type": "member_joined_channel", "user": ME}, ME)
    assert not joined_itself({"type": "member_joined_channel", "user": "U1"}, ME)


def test_the_workspace_s_zone_is_the_one_most_people_are_in() -> None:
    def person(n: int, tz: str, *, is_bot: bool = False) -> User:
        return User("T1", f"U{n}", f"P{n}", tz=tz, is_bot=is_bot)

    people = [
        person(1, "Europe/Berlin"),
        person(2, "Asia/Tokyo"),
        person(3, "Asia/Tokyo"),
        *(person(n, "UTC", is_bot=True) for n in range(4, 9)),
    ]

    assert most_common_zone(people) == "Asia/Tokyo"
    assert most_common_zone([]) == "UTC"
