"""What the model may ask back: one question in the words it was given, and nothing else."""

from __future__ import annotations

import pytest

from bot.answer.asking_back import OURS, AskingBack, checked, evidence_of
from digests.grounding import Evidence
from digests.grounding.drafts import DraftClaim
from digests.models import Message, People
from tests.support.attacks import ATTACKS

PEOPLE = People({"U1": "Mara Keller", "U2": "Jon Adair", "U3": "Bob Stone"})
FOUND = {
    "s1": Message("T1", "C1", "1795003200.000100", "The cargo bike is in the yard", "U1"),
    "s2": Message("T1", "C1", "1795003201.000100", "The folding bike is at the office", "U2"),
}
EVIDENCE = Evidence(FOUND, PEOPLE)
OPTIONS = (DraftClaim("the cargo bike", ("s1",)), DraftClaim("the folding bike", ("s2",)))


def back(
    question: str,
    *options: DraftClaim,
    prompt: str = "Who has the bike since Monday? Mara or Jon?",
) -> AskingBack | None:
    asked = Message("T1", "C1", "1795003300.000100", prompt, "U2")
    return checked([question], options, EVIDENCE, evidence_of(asked, prompt, EVIDENCE))


@pytest.mark.parametrize(
    "question",
    [
        "Which bike do you mean?",
        "Do you mean Mara or Jon?",
        "Which of the two bikes are you asking about?",
        "Since which Monday?",
        "Welches Bike meinst du?",
        "Quel bike voulez-vous dire?",
    ],
)
def test_a_question_in_the_prompt_s_words_may_be_asked(question: str) -> None:
    assert back(question) == AskingBack(question)


@pytest.mark.parametrize(
    "question",
    [
        "Did you hear that everybody is fired?",
        "Which of the canceled projects do you mean?",
        "Do you mean Bob?",
        "Do you mean Trillian?",
        "Do you mean https://phish.example/bike?",
        "Do you mean phish.example?",
        "Shall @here look for the bike?",
        "Do you mean <@U3>?",
        "Is the bike in “the vault”?",
        "Which of the 17 bikes?",
        "Since which Tuesday?",
        "Which bike? Log in again?",
        "Which bike: the stolen one?",
        "誰が解雇されましたか？",
        "Кого уволили?",
    ],
)
def test_a_question_with_anything_of_its_own_may_not(question: str) -> None:
    assert back(question) is None


@pytest.mark.parametrize("text", ATTACKS)
def test_no_planted_text_becomes_a_question_or_an_option(text: str) -> None:
    """Neither said by the model on its own nor in place of one of two options."""
    asked = back(f"{text}?", DraftClaim(text, ()), OPTIONS[0])
    instead = back("Which bike do you mean?", DraftClaim(text, ("s1",)), *OPTIONS)

    assert asked is None
    assert instead == AskingBack("Which bike do you mean?", ("the cargo bike", "the folding bike"))


def test_options_that_hold_are_offered_under_our_own_question() -> None:
    asked = back("Which of the stolen ones?", *OPTIONS)

    assert asked == AskingBack(OURS, ("the cargo bike", "the folding bike"))


def test_two_questions_are_none() -> None:
    prompt = Message("T1", "C1", "1795003300.000100", "The bike?", "U2")
    only = evidence_of(prompt, "The bike?", EVIDENCE)

    assert checked(["Which bike?", "Which bike?"], (), EVIDENCE, only) is None
