import pytest

from digests.matters.gratitude import thanks_for
from digests.matters.statements import asks, closed, decides, promised, thanked, welcomes
from tests.support.digest_messages import message, thread, ts


@pytest.mark.parametrize(
    "sentence",
    [
        "Decided: 5.14 needs Android 10.",
        "We agreed to keep the limiter off",
        "Then that's the decision: twenty in Utrecht from Thursday.",
        "The budget is approved.",
        "Let's go with option B",
        "The board decided to open the Berlin office",
        "Mara and Jon decided to keep the limiter off",
        "Entschieden: kein Stand, zwei Tage.",
        "On a décidé de repousser",
        "Decidimos esperar a enero",
        "来月からにしましょう。",
        "Then the decision of 22 Oct is withdrawn",
    ],
)
def test_a_decision_is_told_by_its_words(sentence: str) -> None:
    assert decides(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I agree that it looks better",
        "I decided that for plotting it doesn't matter",
        "We haven't decided yet",
        "Should we go with B?",
        "Nothing was decided today",
        "If it is approved we start",
        "Agreed, nice weather",
        "They decided against it because nobody wrote that way",
        "The parser decided to wrap the line",
        "Sometimes it decided to wrap at fifty",
        "A few versions ago we decided to keep the type",
        "I thought we had agreed on the blue one",
        "",
    ],
)
def test_agreeing_asking_and_not_yet_are_no_decisions(sentence: str) -> None:
    assert not decides(sentence)


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("I'll fix the bucket by Monday noon", "by Monday noon"),
        ("I will send it tomorrow.", "tomorrow"),
        ("We’ll ship on 1 Dec", "on 1 Dec"),
        ("Ich schicke die Liste bis Freitag", "bis Freitag"),
        ("Je vais corriger ça demain", "demain"),
        ("明日やります", "明日"),
        ("Update: I'll fix the bucket by Monday", "by Monday"),
        ("Je vais envoyer mon rapport demain", "demain"),
    ],
)
def test_a_promise_is_ones_own_word_with_a_time(sentence: str, due: str) -> None:
    assert promised(sentence) == due


@pytest.mark.parametrize(
    "sentence",
    [
        "I'll try to look on Monday",
        "I'll fix it",
        "Will you fix it by Monday?",
        "We should fix it by Monday",
        "I'll be away on Monday",
        "For the record, as I'll forget it by Monday",
        "Next week I'll show you how we pin a map",
        "First Thursday: soup for sixteen. I'll order more.",
        "Wei: I'll fix the bucket by Monday",
        "And then Jon said: I'll fix the bucket by Monday",
        "Jon said I'll fix the bucket by Monday",
        'He wrote "I will fix the bucket by Monday" and left',
        "Maybe I'll fix the bucket by Monday",
        "If nobody speaks against it by Monday, I'll fix the bucket",
        "",
    ],
)
def test_trying_wishing_and_no_time_promise_nothing(sentence: str) -> None:
    assert promised(sentence) is None


def test_a_promise_is_closed_by_its_owner_saying_so_or_by_a_check_mark() -> None:
    made = message(0, "U1", "I'll fix it by Monday", root=0)
    assert not closed(ts(0), "U1", thread(made))
    assert not closed(ts(0), "U1", thread(made, message(5, "U2", "is it fixed?", root=0)))
    assert closed(ts(0), "U1", thread(made, message(5, "U1", "It's fixed now", root=0)))
    marked = message(0, "U1", "I'll fix it", root=0, reactions={"white_check_mark": ["U1"]})
    assert closed(ts(0), "U1", thread(marked))


def test_a_promise_whose_message_is_gone_is_no_promise_any_more() -> None:
    assert closed(ts(0), "U1", thread(message(3, "U2", "what?", root=0)))


def test_thanks_go_to_people_by_name_and_not_to_oneself() -> None:
    assert thanked(message(0, "U1", "Thanks <@U2> and <@U3|jo>, also <@U1>")) == ("U2", "U3")
    assert thanked(message(0, "U1", "Thanks everybody")) == ()
    assert thanked(message(0, "U1", "<@U2> look at this")) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It runs. Thanks Jon for the night shift!", "Thanks Jon for the night shift!"),
        ("It all works now, thanks to Jon", ""),
        ("The importer of the invoices runs twice as fast now, thanks to Jon", None),
        ("Kudos to Jon, the release went out without a hitch", None),
        ("Danke an Jon für die Nachtschicht", None),
        ("Gracias a Jon por revisar las facturas", None),
        ("Jonさん、資料をありがとうございます", None),
        ("Thanks Jon!", ""),
        ("Thanks in advance for the invoices", ""),
        ("Thanks for the quick reply and your help, Jon", ""),
        ("Thanks Jon, I had not thought about the invoices before", ""),
        ("Sorry and thanks for the night shift", ""),
        ("Who thanks Jon for the night shift?", ""),
        ("", ""),
    ],
)
def test_thanks_count_if_they_say_what_for(text: str, reason: str | None) -> None:
    assert thanks_for(text, ["Jon"]) == (text if reason is None else reason)


@pytest.mark.parametrize(
    "sentence",
    [
        "Does that include the pharmacy work?",
        "Question from Hamburg: can two dispatchers plan the same depot?",
        "Ok, but who pays for it?",
        "Question ouverte : que fait-on des colis ?",
        "Gibt es dafür schon ein Ticket?",
        "誰が対応しますか",
    ],
)
def test_a_question_is_told_by_how_it_is_put(sentence: str) -> None:
    assert asks(sentence)


@pytest.mark.parametrize(
    "sentence", ["It feels like it's still in beta?", "We could poll folks for a weekday date?"]
)
def test_wondering_aloud_asks_nobody(sentence: str) -> None:
    assert not asks(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Welcome Theo, first day in backend",
        "A warm welcome to Mirela",
        "Two new colleagues start today: Mirela and Theo",
        "Congratulations Dr. Mogensen!",
        "Willkommen im Team, Wei",
    ],
)
def test_welcomes_and_congratulations_are_told_from_news(sentence: str) -> None:
    assert welcomes(sentence)
    assert not welcomes("You're welcome to join the rollout on Monday")
