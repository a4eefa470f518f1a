from dataclasses import replace

import pytest

from digests.audience import Audience, everyone
from digests.channel_week import look, midnights
from digests.collect import left_out, why_left_out
from digests.coverage import LeftOut
from digests.matters.pieces import Frame, without_own
from digests.models import ChannelKind, Message
from digests.schedule import parse_week
from tests.support.digest_messages import channel, message, ts

WEEK = parse_week("2026-W47", "UTC")
ALL = everyone("T1")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, ""),
        ({"kind": ChannelKind.PRIVATE}, "private"),
        ({"is_shared": True}, "shared outside"),
        ({"opted_out": True}, "opted out"),
        ({"topic": "Lunch, No-Digest please"}, "opted out"),
        ({"is_archived": True}, ""),
    ],
)
def test_each_channel_left_out_has_a_reason(fields: dict[str, object], reason: str) -> None:
    assert why_left_out(channel(**fields), ALL) == reason  # type: ignore[arg-type]


def test_a_personal_digest_has_the_private_channels_its_reader_is_in() -> None:
    own = Audience("T1", org_wide=True, channel_ids=frozenset({"C1"}))
    assert why_left_out(channel(kind=ChannelKind.PRIVATE), own) == ""


def test_only_public_channels_shared_outside_are_named_among_those_left_out() -> None:
    told = left_out(
        [
            channel("C1", "legal-ext", is_shared=True),
            channel("C2", "secret-merger", kind=ChannelKind.PRIVATE),
            channel("C3", "secret-deal", kind=ChannelKind.PRIVATE, is_shared=True),
            channel("C4", "shy", opted_out=True),
            channel("C5", "", kind=ChannelKind.IM),
        ],
        [channel("C6", "far-away")],
        ALL,
    )
    assert told == (
        LeftOut("#legal-ext", "shared outside"),
        LeftOut("1 channel", "opted out"),
        LeftOut("2 channels", "private"),
        LeftOut("1 channel", "I'm not a member"),
    )


def test_a_week_counts_what_was_posted_in_it_and_not_the_older_roots_it_was_given() -> None:
    week = look(
        channel(),
        [
            message(-20_000, "U1", "An old question about the budget", root=-20_000),
            message(0, "U2", "An answer to it", root=-20_000),
            message(5, "U3", "Something else"),
            message(6, None, "alert", bot="B1"),
        ],
        WEEK,
    )
    assert week.messages == 3
    assert week.people == {"U2", "U3"}
    assert sum(week.per_day) == 3
    assert week.best[0].root == ts(-20_000)


def test_questions_thanks_and_links_are_noted() -> None:
    other = "https://acme.slack.com/archives/C9/p1700000000000100"
    week = look(
        channel(),
        [
            message(0, "U1", "Who owns the refund page?"),
            message(90, "U2", f"See {other}"),
            message(200, "U3", "Thanks <@U4> for the fix", reactions={"tada": ["U1", "U2"]}),
        ],
        WEEK,
    )
    assert [p.root for p in week.questions] == [ts(0)]
    assert week.thanks == ((ts(200), 2),)
    assert week.links == {("C9", "1700000000.000100")}


def test_an_empty_channel_has_an_empty_week() -> None:
    week = look(channel(), [], WEEK)
    assert (week.messages, week.people, week.best) == (0, frozenset(), ())


def test_what_its_author_keeps_out_is_in_no_list() -> None:
    out = {"no_entry_sign": ["U1"]}
    messages: list[Message] = [
        message(0, "U1", "Who is let go next month, <@U2>? Thanks", reactions=out)
    ]
    week = look(channel(), messages, WEEK)
    assert (week.best, week.questions, week.thanks) == ((), (), ())


def test_days_are_counted_in_the_weeks_own_zone() -> None:
    week = parse_week("2026-W47", "Pacific/Auckland")
    late = message(120, "U1", "midnight there")  # Mon 11:00 UTC is Tuesday 0:00 there
    assert late.at.hour == 11
    counts = look(channel(), [late], week).per_day
    assert [n for n, count in enumerate(counts) if count] == [4]


def test_what_the_bot_wrote_and_talk_under_its_digest_is_no_news() -> None:
    messages = [
        message(0, "UBOT", "Week 46", root=0, bot="BBOT"),
        message(1, "U1", "Nice digest", root=0),
        message(2, "U2", "Checkout fails", root=2),
        message(3, "UBOT", "A summary of it", root=2, bot="BBOT"),
    ]
    frame = Frame(channel(), WEEK, midnights(WEEK), frozenset({"UBOT", "BBOT"}))
    assert [m.text for m in without_own(messages, frame)] == ["Checkout fails"]
    assert without_own(messages, replace(frame, own=frozenset())) == messages
