"""What of a week concerns one person."""

from __future__ import annotations

from dataclasses import replace

from digests.digest import DigestLine
from digests.matters.concerns import concerns
from digests.matters.telling import Names
from digests.models import People, Reaction, Thread
from digests.schedule import week_of
from tests.support.digest_messages import START, message, thread

NAMES = Names(
    People({"U1": "Ana", "U2": "Ben", "U3": "Cy"}), {"C1": "ops"}, "https://acme.slack.com/"
)
WEEK = week_of(START, "UTC")


def told(*threads: Thread) -> list[tuple[str, str]]:
    lines: tuple[DigestLine, ...] = concerns(threads, "U1", WEEK, NAMES)
    return [(line.text, line.due) for line in lines]


def test_a_thread_of_theirs_is_named_by_the_whole_sentences_that_fit() -> None:
    said = "The oven of the second kitchen is broken since Monday. The electrician looks at it and "
    own = thread(message(0, "U1", said + "at all the others " * 5), message(5, "U2", "ok", root=0))
    assert told(own)[0][0] == "The oven of the second kitchen is broken since Monday."


def test_a_question_to_them_stands_before_a_mention_and_their_threads() -> None:
    own = thread(message(0, "U1", "The oven is broken"), message(5, "U2", "Looking", root=0))
    mention = thread(message(10, "U2", "<@U1> has the keys"))
    question = thread(message(1, "U3", "<@U1> may I order one?"))

    assert told(own, mention, question) == [
        ("Ana may I order one?", "asks you, not answered yet"),
        ("Ana has the keys", "mentions you"),
        ("The oven is broken", "1 reply after yours, the last by Ben"),
    ]


def test_what_they_answered_in_words_or_by_an_emoji_is_not_told() -> None:
    answered = thread(message(0, "U2", "<@U1> ok?"), message(1, "U1", "Yes", root=0))
    seen = message(2, "U3", "<@U1> fine?")
    seen = replace(seen, reactions=(Reaction("eyes", ("U1",), 1),))

    assert told(answered, thread(seen)) == []


def test_their_promise_is_told_until_it_is_closed() -> None:
    promise = message(0, "U1", "I'll send the report by Friday")
    done = message(9, "U1", "Sent it, done", root=0)

    assert told(thread(promise)) == [("I'll send the report by Friday", "you promised, by Friday")]
    assert told(thread(promise, done)) == []


def test_their_promise_for_tomorrow_is_told_with_the_day_and_what_they_quote_is_none() -> None:
    promise = message(0, "U1", "I'll send the report tomorrow")
    assert told(thread(promise)) == [("I'll send the report tomorrow", "you promised, by Tuesday")]
    assert told(thread(message(0, "U1", "> I'll send the report tomorrow"))) == []


def test_a_thread_in_which_their_promise_is_told_is_not_told_again_for_going_on() -> None:
    promise = message(0, "U1", "I'll send the report by Friday")
    reply = message(1, "U2", "Lovely, thank you", root=0)

    assert told(thread(promise, reply)) == [
        ("I'll send the report by Friday", "you promised, by Friday")
    ]


def test_what_its_author_keeps_out_and_what_is_older_is_not_told() -> None:
    hidden = message(0, "U2", "<@U1> psst?", reactions={"no_entry_sign": ["U2"]})
    older = message(-60 * 24 * 9, "U2", "<@U1> last week?")

    assert told(thread(hidden), thread(older)) == []


def test_nothing_of_others_concerns_them() -> None:
    assert told(thread(message(0, "U2", "Lunch?"), message(1, "U3", "Yes", root=0))) == []
