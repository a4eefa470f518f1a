"""What people see, as blocks and Markdown."""

from __future__ import annotations

import pytest

from bot.blocks.feedback import in_words
from bot.blocks.home import MOST_COUNTED, Home, home_view, nothing_yet
from bot.blocks.markdown import MARKDOWN_LIMIT, TEXT_LIMIT, markdown_block, to_mrkdwn
from bot.blocks.summary import below, coverage_line, last_line, markdown, small_print
from digests.coverage import Coverage, LeftOut
from digests.models import Channel, Claim, Engine, Section, Source, Summary

ONE = Source("C1", "1.000001", "https://x.slack.com/archives/C1/p1000001")
TWO = Source("C1", "2.000001", "https://x.slack.com/archives/C1/p2000001")


def summary(*claims: Claim, engine: Engine = Engine.CLAUDE, **more: object) -> Summary:
    return Summary(claims, engine, Coverage(3, 3), **more)  # type: ignore[arg-type]


def test_the_first_statement_is_bold_and_sections_are_lists() -> None:
    said = markdown(
        summary(
            Claim("It broke.", (ONE,)),
            Claim("It lasted 41 minutes.", (TWO,)),
            Claim("Rate limits stay off.", (TWO,), Section.DECIDED),
            Claim("Jon: fix it.", (ONE,), Section.TO_DO),
            Claim("Wei: refund.", (), Section.TO_DO),
        )
    )

    assert said == (
        f"**It broke.** [[1]]({ONE.permalink}) It lasted 41 minutes. [[2]]({TWO.permalink})\n\n"
        f"**Decided**\n- Rate limits stay off. [[2]]({TWO.permalink})\n\n"
        f"**To do**\n- Jon: fix it. [[1]]({ONE.permalink})\n- Wei: refund."
    )


def test_an_extract_has_a_line_for_each_person_s_sentence() -> None:
    said = markdown(
        summary(Claim("mara: A", (ONE,)), Claim("jon: B", (TWO,)), engine=Engine.EXTRACTIVE)
    )

    assert [line[:9] for line in said.splitlines()] == ["- mara: A", "- jon: B "]


def test_no_claims_are_no_text() -> None:
    assert markdown(summary()) == ""


def test_the_last_line_tells_what_was_read_left_out_and_withheld() -> None:
    coverage = Coverage(38, 40, left_out=(LeftOut("2 videos", "can't be read"),))
    line = last_line(Summary((), Engine.CLAUDE, coverage, withheld=2))

    assert line == (
        "Read 38 of 40 messages. Left out: 2 videos (can't be read). "
        "2 statements were left out: the messages don't support it."
    )


def test_an_extract_without_a_note_says_that_it_is_one() -> None:
    assert "without Claude" in last_line(summary(engine=Engine.EXTRACTIVE))


def test_one_message_is_singular() -> None:
    assert coverage_line(Coverage(1, 1)) == "Read 1 of 1 message."


def test_small_print_can_not_ping() -> None:
    assert "<!here>" not in str(small_print("<!here> <@U1> left out"))


def test_below_a_summary_stand_the_small_print_thumbs_and_buttons() -> None:
    kinds = [block["type"] for block in below(summary(), "C1", "1.000001", ("Mara",))]

    assert kinds == ["context", "context_actions", "actions"]


def test_markdown_becomes_mrkdwn_with_the_same_links() -> None:
    assert to_mrkdwn("**It broke.** [[1]](https://x/p1)\n- Jon") == (
        "*It broke.* <https://x/p1|[1]>\n• Jon"
    )


def test_what_is_too_long_for_slack_is_cut_at_a_line_and_says_so() -> None:
    long = "\n".join("a line of words" for _ in range(2000))

    assert len(markdown_block(long)["text"]) <= MARKDOWN_LIMIT
    assert markdown_block(long)["text"].endswith("The rest doesn't fit here.")
    assert len(to_mrkdwn(long)) <= TEXT_LIMIT
    assert len(to_mrkdwn("x" * 9000)) <= TEXT_LIMIT


def test_home_shows_the_next_digest_the_last_one_and_the_channels() -> None:
    channels = [Channel("T1", f"C{n}", f"channel-{n}") for n in range(80)]
    view = home_view(Home("general", "Friday 20 November, 16:00 (UTC)", "Week 46", channels, 1204))

    assert "Friday 20 November, 16:00 (UTC), in #general" in str(view)
    assert "Week 46" in str(view)
    assert "1,204 messages" in str(view)
    assert "and 20 more" in str(view)
    assert len(view["blocks"]) <= 100


def test_home_names_archived_channels_last_and_says_that_they_are() -> None:
    channels = [Channel("T1", "C1", "a-closed", is_archived=True), Channel("T1", "C2", "open")]
    view = home_view(Home("general", "Friday", "Week 46", channels, 3))

    assert "Channels: #open, #a-closed (archived)." in str(view)


def test_home_says_more_than_where_counting_would_take_long() -> None:
    channels = [Channel("T1", "C1", "general")]
    many = Home("general", "Friday", "", channels, MOST_COUNTED + 1, own_messages=None)
    few = Home("general", "Friday", "", channels, MOST_COUNTED, own_messages=1)

    assert "More than 100,000 messages stored." in str(home_view(many))
    assert "I keep your messages as long as they stand in Slack;" in str(home_view(many))
    assert "'100,000 messages stored." in str(home_view(few))
    assert "I keep 1 message of yours, as long as they stand in Slack;" in str(home_view(few))


def test_without_a_digest_channel_home_says_what_to_set() -> None:
    assert "DIGESTIF_DIGEST_CHANNEL" in nothing_yet("")
    assert "DIGESTIF_DIGEST_CHANNEL" not in nothing_yet("general")


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("Wrong name: Jon, right: Joan", "Wrong name: Jon, right: Joan"),
        ("41", "41"),
        ('{"why": "source", "should": ""}', "A source doesn't fit."),
        (
            '{"why": "missing", "should": "Wei said so"}',
            "Something is missing. It should have said: Wei said so",
        ),
        ('{"why": "new", "should": ""}', "Something else."),
    ],
)
def test_what_was_reported_is_shown_in_words(kept: str, shown: str) -> None:
    assert in_words(kept) == shown
