"""The extractive engine: what it keeps, what it cuts, and that the budget holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests.extract import Extract, extract
from digests.models import Message, People, Reaction, Section

PEOPLE = People({"U1": "Mara Ilves", "U2": "Jon Pereira", "U3": "Wei Zhang", "U4": "Priya Nair"})


def thread(*lines: tuple[str, str]) -> list[Message]:
    return [
        Message("T1", "C1", f"17000000{at:02d}.000100", text, user, thread_ts="1700000000.000100")
        for at, (user, text) in enumerate(lines)
    ]


OUTAGE = thread(
    ("U1", "Heads up: checkout is failing for everyone since 9:12. I am looking at it with Jon."),
    ("U2", "The new rate limiter counts health checks as requests. I'm rolling it back now."),
    ("U3", "oh no"),
    ("U2", "Rolled back at 9:53, payments are green again"),
    ("U1", "Agreed: rate limits stay off until load tests pass."),
    ("U3", "I'll refund the 212 failed orders by Friday."),
    ("U4", "Should the limiter fail open when redis is down?"),
)


def joined(found: tuple[Extract, ...]) -> str:
    return " ".join(each.text for each in found)


def shown(messages: list[Message], budget: int | None = None) -> str:
    return joined(extract(messages, PEOPLE, max_words=budget))


def test_an_empty_conversation_gives_nothing() -> None:
    assert extract([], PEOPLE) == ()
    assert extract(thread(("U1", ":tada:"), ("U2", ""), ("U3", "👍 🎉")), PEOPLE) == ()


def test_one_message_is_its_own_extract() -> None:
    (only,) = extract(thread(("U1", "The office in Berlin opens on 2 February.")), PEOPLE)
    assert only.text.startswith("Mara: The office in Berlin")
    assert only.section is Section.OVERVIEW


@pytest.mark.parametrize("budget", [5, 8, 20, 50, None])
def test_the_opening_message_comes_first_with_its_author(budget: int | None) -> None:
    first = extract(OUTAGE, PEOPLE, max_words=budget)[0]
    assert first.messages[0] == OUTAGE[0]
    assert first.text.startswith("Mara: Heads up")


def test_an_opening_of_a_link_alone_is_kept_but_a_greeting_is_not() -> None:
    link = thread(("U1", "<https://x.example/a>"), ("U2", "That article explains our outage."))
    assert "https://x.example/a" in shown(link, 20)
    hello = thread(("U1", "Good morning!"), ("U2", "The build of the mobile app is broken."))
    assert shown(hello, 20) == "Jon: The build of the mobile app is broken."


@pytest.mark.parametrize("budget", [10, 15, 25, 40, 60])
def test_the_budget_is_filled_but_for_a_clause_and_never_exceeded(budget: int) -> None:
    assert budget - 2 <= len(shown(OUTAGE, budget).split()) <= budget


def test_an_opening_longer_than_the_budget_is_cut_with_an_ellipsis() -> None:
    long = thread(("U1", "We move the orders database to the new cluster " + "and test it " * 50))
    text = shown(long, 12)
    assert text.startswith("Mara: We move the orders database")
    assert text.endswith("…")
    assert len(text.split()) <= 12


def test_without_a_budget_sentences_stay_whole_and_long_threads_get_no_longer() -> None:
    assert "…" not in shown(OUTAGE)
    many = [
        Message("T1", "C1", f"{1700000000 + at}.000100", f"Topic{at} needs part{at} and bit{at}.")
        for at in range(2000)
    ]
    assert len(shown(many).split()) <= 120


def test_four_short_messages_get_about_a_sentence() -> None:
    short = thread(
        ("U1", "When does the mobile release go out?"),
        ("U2", "Thursday at ten, if the store approves it"),
        ("U1", "great, then I'll tell the press"),
        ("U2", "perfect"),
    )
    assert len(shown(short).split()) <= 14


def test_decisions_promises_and_unanswered_questions_stand_in_their_sections() -> None:
    by_section = {each.section: each.text for each in extract(OUTAGE, PEOPLE, max_words=80)}
    assert by_section[Section.DECIDED] == (
        "Mara: Agreed: rate limits stay off until load tests pass."
    )
    assert by_section[Section.TO_DO] == "Wei: I'll refund the 212 failed orders by Friday."
    assert by_section[Section.OPEN] == "Priya: Should the limiter fail open when redis is down?"


def test_a_mere_yes_answers_a_question() -> None:
    asked = thread(("U1", "The printer is here."), ("U2", "Shall I set it up in room four?"))
    yes = thread(("U1", "-"), ("U1", "-"), ("U3", "Yes, please."))[2]
    for messages, expected in ((asked, Section.OPEN), ([*asked, yes], Section.OVERVIEW)):
        assert extract(messages, PEOPLE, max_words=40)[-1].section is expected


def test_a_thing_said_many_times_is_said_once() -> None:
    said = thread(*[("U2", "The deploy to production failed again.")] * 9)
    assert shown(said, 60).count("deploy") == 1


def test_what_got_reactions_is_preferred() -> None:
    lines = [("U1", "Plans for the summer party?")]
    lines += [("U2", f"We could go {way} the lake.") for way in ("around", "across", "beside")]
    messages = thread(*lines)
    liked = replace(messages[2], reactions=(Reaction("heart", ("U1", "U3", "U4"), 3),))
    assert "across" not in shown(messages, 14)
    assert "across" in shown([messages[0], messages[1], liked, messages[3]], 14)


def test_mentions_become_names_and_nothing_can_ping() -> None:
    text = shown(thread(("U1", "<@U2> and <@U9> please test the login, <!here>")), 20)
    assert "Jon Pereira" in text
    assert "<" not in text


def test_code_quotes_and_signatures_are_left_out() -> None:
    mail = (
        "Hello all,\n\n> I think we should wait\n> for the audit\n\nThe audit is done and the "
        "release can go out on Monday, as far as I can see.\n\n```\nTraceback: boom\n```\n\n"
        "Regards,\nMara Ilves\nQuality"
    )
    assert shown(thread(("U1", mail)), 60) == (
        "Mara: The audit is done and the release can go out on Monday, as far as I can see."
    )


def test_names_stand_where_the_speaker_changes_and_only_there() -> None:
    lines = ("U1", "The heating in room four is broken."), ("U1", "The plumber comes on Tuesday.")
    (only,) = extract(thread(*lines), PEOPLE, max_words=30)
    assert only.text == "Mara: The heating in room four is broken. The plumber comes on Tuesday."
    assert len(only.messages) == 2


def test_people_who_share_a_first_name_keep_both() -> None:
    people = People({"U1": "Mara Ilves", "U2": "Mara Holt"})
    lines = ("U1", "The invoice is wrong by nine euros."), ("U2", "Rounding, fixed since noon.")
    assert joined(extract(thread(*lines), people, max_words=40)) == (
        "Mara Ilves: The invoice is wrong by nine euros. Mara Holt: Rounding, fixed since noon."
    )


def test_an_author_without_a_name_is_not_called_someone() -> None:
    assert joined(extract(thread(("U7", "The printer is jammed again.")), People())) == (
        "The printer is jammed again."
    )
    numbered = [Message("T1", "C1", "1.1", "My parcel never came.", "11820", "11820")]
    assert joined(extract(numbered, People())) == "My parcel never came."


def test_between_two_people_the_address_goes() -> None:
    lines = ("U1", "@nordpost my parcel is late again"), ("U2", "@mara Your parcel comes at noon.")
    assert "@" not in shown(thread(*lines), 30)


@pytest.mark.parametrize(
    ("opening", "answer", "word"),
    [
        ("決済が失敗しています。", "原因はレート制限です。明日までに直します。", "原因"),
        ("支付页面今天早上坏了。", "原因是限流器，我会在明天之前修好。", "限流器"),
        (
            "결제가 오늘 아침부터 실패하고 있어요.",
            "원인은 속도 제한이에요. 내일까지 고칠게요.",
            "제한",
        ),
        ("Die Zahlung schlägt seit heute fehl.", "Es lag am Limit, ich behebe es heute.", "Limit"),
    ],
)
def test_other_scripts_and_languages_are_read(opening: str, answer: str, word: str) -> None:
    text = shown(thread(("U1", opening), ("U2", "ok"), ("U2", answer)), 40)
    assert opening.rstrip("。.") in text
    assert word in text


LONG = (
    "a ",
    "a",
    "a. ",
    "日本語",
    "<@",
    "thanks, ",
    "```",
    "> ",
    "x\n",
    ".",
    "(",
    "ha",
    "1:",
    '."',
)


@pytest.mark.parametrize("text", [part * (40_000 // len(part)) for part in LONG], ids=LONG)
def test_a_message_of_40_000_characters_is_shortened(text: str) -> None:
    found = extract(thread(("U1", text), ("U2", "That log is from the build.")), PEOPLE)
    assert len(joined(found)) < 1500


@pytest.mark.untraced
def test_20_000_messages_are_read() -> None:
    many = [
        Message("T1", "C1", f"{1700000000 + at}.000100", text, f"U{at % 20}")
        for at in range(20_000)
        if (text := " ".join(f"w{at * step % 4999}" for step in range(1, 13)))
    ]
    assert extract(many, PEOPLE, max_words=100)
