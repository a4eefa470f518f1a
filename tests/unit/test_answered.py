"""Which questions of a thread that nobody replied to were answered all the same."""

import pytest

from digests.matters.answered import answered
from digests.models import Message
from tests.support.digest_messages import message, thread

ASKED = message(0, "U1", "Who owns the refunds page of the Lyon depot?")


def beside(*later: Message) -> bool:
    return answered(thread(ASKED), later)


@pytest.mark.parametrize(
    "text",
    [
        "That's with Jon's team",
        "Yes, we all do in some way or another, and it has been like that for years and years now",
        "The refunds are with the team in Ghent, and so are all the pages that hang on them today",
        "<@U1> the page moved to the team in Ghent last summer",
    ],
)
def test_the_next_remark_below_a_question_answers_it(text: str) -> None:
    assert beside(message(20, "U2", text))


@pytest.mark.parametrize(
    "text",
    [
        "Lunch is at noon today: soup, bread, two kinds of cake and the usual tea for all who come "
        "to the kitchen",
        "What's for lunch?",
    ],
)
def test_something_new_below_a_question_is_no_answer(text: str) -> None:
    assert not beside(message(20, "U2", text))


def test_without_anything_after_it_a_question_is_open() -> None:
    assert not beside()
    assert not beside(message(-5, "U2", "That's with Jon's team"))


def test_a_remark_hours_later_or_after_others_is_none_but_one_on_the_same_is() -> None:
    new = message(20, "U3", "What's for lunch?")
    assert not beside(message(300, "U2", "Soup again"))
    assert not beside(new, message(25, "U2", "Soup again"))
    assert beside(new, message(400, "U2", "The Lyon refunds are with Ghent"))
    assert not beside(message(60 * 30, "U2", "The Lyon refunds are with Ghent"))


def test_an_app_s_post_below_a_question_answers_only_what_it_is_about() -> None:
    assert not beside(message(5, None, "Deploy 4 is done", bot="B1"))
    assert beside(message(5, None, "Jo: the refunds of Lyon are with Ghent", bot="B1"))


def test_a_further_question_on_the_same_is_no_answer() -> None:
    assert not beside(message(60, "U3", "What's for lunch, and who owns the Lyon depot's fridge?"))


def test_an_asker_who_says_so_has_an_answer() -> None:
    assert beside(message(30, "U1", "Ah ok, found it"))
    assert answered(thread(ASKED, message(2, "U1", "thanks, all clear")), [])
    assert not answered(thread(ASKED, message(2, "U1", "It's urgent")), [])
    edited = message(0, "U1", "Who owns the refunds page? Edit: it's Jon")
    assert answered(thread(edited), [])
    checked = message(0, "U1", "Who owns it?", reactions={"white_check_mark": ["U1"]})
    assert answered(thread(checked), [])


def test_replies_to_how_the_asker_went_on_answer_and_replies_elsewhere_do_not() -> None:
    went_on = message(1, "U1", "It shows last week's numbers")
    reply = message(9, "U2", "On it", root=1)
    assert beside(went_on, reply)
    assert not beside(message(9, "U2", "On it", root=-60))
