from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from digests.compose import wording
from digests.compose.messages import TWO_MINUTES, as_text, compose, words_in
from digests.coverage import IN_PARTS, Coverage, LeftOut
from digests.digest import Digest, Numbers
from digests.forms import digest_json
from digests.forms.plain import plain_digest
from digests.models import Engine, Window
from digests.schedule import parse_week
from tests.support.digests import WEEK, small

SMALL = small()


def test_the_main_message_reads_like_this() -> None:
    assert plain_digest(compose(SMALL)[:1]) == "\n\n".join(
        [
            "Week 47 · 16–20 November",
            "Checkout had an outage and is stable again. [1]",
            "Worth knowing",
            "1. Checkout outage, 41 minutes — Caused by the new rate limiter, rolled back."
            " [1] [2]\nMara, Jon, Wei · #payments, #incidents",
            "Decided\n• Mara: Rate limits stay off. · #payments [2]",
            "Promised\n• Jon: I'll fix the bucket. (by Monday) · #payments [2]",
            "Nobody has answered\n• Priya: Should it fail open? (since Tuesday) [2]",
            "Thanks\n• Ana: Thanks to Wei for the refunds [2]",
            "New here\nChannels: #berlin-office\nPeople: Nour",
            "▁▂▃▄▅▆▇█ 1,204 messages from 80 people in 38 channels, 9 % fewer than last week",
            "Read 1,204 of 1,204 messages in 38 channels. Left out: #legal-ext (shared outside). "
            "Made by claude-sonnet-5-5 for $0.31.",
        ]
    )


def test_a_week_with_much_in_it_is_read_in_two_minutes_and_keeps_its_items() -> None:
    item = SMALL.items[0]
    long = replace(item.claims[0], text=" ".join(["The limiter was rolled back."] * 4))
    items = (replace(item, claims=(long, long)),) * 8
    lines = (replace(SMALL.decided[0], text=" ".join(["Rate limits stay off."] * 3)),) * 4
    full = replace(SMALL, items=items, decided=lines, promised=lines, unanswered=lines)
    shown = compose(full)[0].blocks

    assert 300 < words_in(shown) <= TWO_MINUTES
    assert sum("Checkout outage" in str(block) for block in shown) == 8


def test_details_go_to_the_thread_channel_by_channel() -> None:
    details = compose(SMALL)[1:]
    assert [plain_digest([one]) for one in details] == [
        "#payments · 120 messages, 9 people\n• Refund page is slow [2]"
    ]


def test_the_same_message_has_the_same_number_wherever_it_is_cited() -> None:
    text = plain_digest(compose(SMALL), links=True)
    assert text.endswith(
        "[1] https://acme.slack.com/archives/C1/p1700000000000100\n"
        "[2] https://acme.slack.com/archives/C2/p1700000001000100"
    )


def test_the_chart_shows_both_weeks_and_the_fallback_a_sparkline() -> None:
    main = compose(SMALL)[0]
    (chart,) = [b for b in main.blocks if b["type"] == "data_visualization"]
    assert [series["name"] for series in chart["chart"]["series"]] == ["This week", "Last week"]
    assert chart["chart"]["axis_config"]["categories"][0] == "Fri 13"
    assert main.simpler is not None
    assert "▁" in as_text(main.simpler)
    assert "▁" not in as_text(main.blocks)


def test_the_fallback_text_has_the_headline_and_the_titles() -> None:
    assert compose(SMALL)[0].text == (
        "Week 47 · 16–20 November\n"
        "Checkout had an outage and is stable again.\n"
        "1. Checkout outage, 41 minutes"
    )


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        (
            Numbers(14, channels=3),
            "A quiet week: 14 messages in 3 channels, nothing that needs you.",
        ),
        (Numbers(1, channels=1), "A quiet week: 1 message in 1 channel, nothing that needs you."),
        (Numbers(), "A quiet week: no messages, nothing that needs you."),
    ],
)
def test_a_quiet_week_is_one_line(numbers: Numbers, text: str) -> None:
    little = replace(SMALL, items=(), headline=(), decided=(), promised=(), numbers=numbers)
    (message,) = compose(little)
    assert message.text == text
    assert message.blocks == ()


def test_a_quiet_week_says_of_which_channels_something_may_be_missing() -> None:
    left_out = (LeftOut("parts of #ops", IN_PARTS), LeftOut("1 channel", "opted out"))
    coverage = Coverage(2, 2, 1, left_out)
    quiet = Digest("T1", WEEK, numbers=Numbers(2, channels=1), coverage=coverage)
    assert compose(quiet)[0].text == (
        "A quiet week: 2 messages in 1 channel, nothing that needs you. Read 2 of 2 messages in "
        "1 channel. Left out: parts of #ops (not known to be complete)."
    )


def test_an_extract_says_that_it_is_one() -> None:
    text = plain_digest(compose(replace(SMALL, engine=Engine.EXTRACTIVE))[:1])
    assert text.endswith("Made without a model, from people's own sentences.")


def test_a_late_digest_says_so() -> None:
    late = replace(SMALL, notes=(f"This was due on {wording.due(WEEK)}.",))
    assert "This was due on Friday 20 November at 16:00." in plain_digest(compose(late))


def test_a_digest_comes_back_from_the_archive_as_it_was() -> None:
    assert digest_json.from_json(digest_json.to_json(SMALL)) == SMALL


def test_a_field_that_an_older_archive_did_not_have_takes_its_default() -> None:
    body = digest_json.to_json(SMALL)
    del body["still_open"]
    assert digest_json.from_json(body).still_open == ()


@pytest.mark.parametrize(
    ("at", "title"),
    [
        ("fri 16:00", "Week 47 · 16–20 November"),
        ("mon 09:00", "Week 47 · 9–13 November"),
        ("sun 18:00", "Week 47 · 16–20 November"),
        ("thu 16:00", "Week 47 · 13–19 November"),
    ],
)
def test_a_week_is_called_by_its_working_days(at: str, title: str) -> None:
    assert wording.title(parse_week("2026-W47", "Europe/Berlin", at)) == title


def test_a_week_across_two_months_names_both() -> None:
    window = parse_week("2026-W49", "Europe/Berlin")
    assert wording.title(window) == "Week 49 · 30 November – 4 December"


def test_a_window_of_a_weekend_is_called_by_its_days() -> None:
    window = Window(datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert wording.title(window) == "21–22 November"
    assert wording.span(date(2026, 1, 1), date(2026, 1, 1)) == "1 January"


def test_many_names_are_some_and_a_number() -> None:
    assert wording.names(["A", "B", "C", "D", "E", "F"]) == "A, B, C, D and 2 more"
    assert wording.names([]) == ""


def test_a_number_is_compared_in_percent_unless_the_week_before_was_quiet() -> None:
    assert wording.compared(91, 100) == ", 9 % fewer than last week"
    assert wording.compared(300, 100) == ", 200 % more than last week"
    assert wording.compared(43, 2) == ", after 2 last week"
    assert wording.compared(5_001, 1_000) == ", after 1,000 last week"
    assert wording.compared(1_000, 1_001) == ", as many as last week"
    assert wording.compared(7, 0) == wording.compared(7, None) == ""
