"""What the engine takes for a decision, a promise, a question; and what it must not."""

from __future__ import annotations

import pytest

from digests.extract.cues import Cue, cues, in_context
from digests.extract.due import due
from digests.extract.sentences import Sentence, sentences
from digests.models import Message


def sentence(text: str, user: str = "U1", at: int = 0) -> Sentence:
    message = Message("T1", "C1", f"17000000{at:02d}.000100", text, user)
    (only,) = sentences(message, text, at)
    return only


@pytest.mark.parametrize(
    "text",
    [
        "Agreed: rate limits stay off until load tests pass.",
        "We decided to keep the old cluster for a week.",
        "Decided then, 25 March it is.",
        "So we'll go with the second offer.",
        "Beschlossen: wir ziehen im Februar um.",
        "On part sur la deuxième option.",
        "Quedamos en el jueves a las diez.",
        "来週の金曜日にリリースすることに決定しました。",
        "我们决定下周一发布。",
        "다음 주에 배포하기로 했어요.",
    ],
)
def test_a_decision_is_found(text: str) -> None:
    assert Cue.DECISION in cues(sentence(text))


@pytest.mark.parametrize(
    "text",
    [
        "Have we decided to keep the old cluster?",
        "I don't know what we decided to do.",
        "We have not agreed on a date.",
        "She agreed with me about the weather.",
        "If we decided to wait, nobody would notice.",
    ],
)
def test_talk_about_deciding_is_no_decision(text: str) -> None:
    assert Cue.DECISION not in cues(sentence(text))


@pytest.mark.parametrize(
    "text",
    [
        "I'll refund the orders by Friday.",
        "I’ll write it up.",
        "Ich kümmere mich morgen darum.",
        "Je m'en occupe demain.",
        "Voy a mandar el informe.",
        "明日までに対応します。",
        "我来修。",
        "제가 내일까지 할게요.",
    ],
)
def test_a_promise_is_found(text: str) -> None:
    assert Cue.PROMISE in cues(sentence(text))


@pytest.mark.parametrize("text", ["I'll be late today.", "We'll see about that.", "Will I pay?"])
def test_an_idle_will_is_no_promise(text: str) -> None:
    assert Cue.PROMISE not in cues(sentence(text))


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Could you look at the build", Cue.TASK),
        ("The report is due on Tuesday", Cue.DEADLINE),
        ("Sind wir um 14 Uhr fertig", Cue.DEADLINE),
        ("The root cause was a full disk", Cue.ANSWER),
        ("Es lag am Zertifikat", Cue.ANSWER),
        ("The fix is in https://git.example/pr/1", Cue.LINK),
        ("Who owns the staging cluster?", Cue.QUESTION),
        ("本番に出しても大丈夫ですか", Cue.QUESTION),
        ("这个可以合并吗？", Cue.QUESTION),
    ],
)
def test_other_cues_are_found(text: str, cue: Cue) -> None:
    assert cue in cues(sentence(text))


def test_plain_talk_carries_no_cue() -> None:
    assert cues(sentence("The lake was lovely in the evening light")) is Cue.NONE


def test_a_question_stays_open_until_somebody_else_says_something() -> None:
    asked = sentence("Who owns the staging cluster?", "U1", 0)
    added = sentence("It has been down since noon.", "U1", 1)
    asked_too = sentence("Wasn't it moved?", "U2", 2)
    answered = sentence("The platform team does.", "U2", 3)
    assert Cue.OPEN in in_context([asked, added, asked_too])[0]
    assert Cue.OPEN not in in_context([asked, added, asked_too, answered])[0]


def test_an_answer_in_another_thread_answers_nothing() -> None:
    def reply(text: str, user: str, ts: str, root: str) -> Sentence:
        message = Message("T1", "C1", ts, text, user, thread_ts=root)
        return sentences(message, text, int(ts[0]))[0]

    conversation = [
        reply("Who owns the staging cluster?", "U1", "1.0", "1.0"),
        reply("Lunch is at noon.", "U2", "2.0", "2.0"),
    ]
    assert Cue.OPEN in in_context(conversation)[0]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("I'll send it by Monday noon", "by Monday noon"),
        ("See you on 1 Dec then", "on 1 Dec"),
        ("Due Fri", "Due Fri"),
        ("Je vais envoyer mon rapport", None),
        ("We sit in the sun", None),
    ],
)
def test_a_day_is_told_by_its_words_and_its_short_form_only_after_by(
    text: str, by: str | None
) -> None:
    assert due(text) == by


@pytest.mark.parametrize("text", ["I decided that plots don't matter.", "不能只由我们决定。"])
def test_what_one_decides_alone_or_nobody_yet_is_no_decision(text: str) -> None:
    assert Cue.DECISION not in cues(sentence(text))


def test_what_is_decided_not_to_be_done_is_decided() -> None:
    assert Cue.DECISION in cues(sentence("We decided not to ship on Friday."))
