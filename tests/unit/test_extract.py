"""The extractive engine: what it keeps, what it cuts, and that the budget holds."""

from __future__ import annotations

from digests.extract import extract
from digests.models import Message, People, Section

PEOPLE = People({"U1": "Mara", "U2": "Jon", "U3": "Wei", "U4": "Priya"})


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


def shown(messages: list[Message], budget: int) -> list[str]:
    return " ".join(e.text for e in extract(messages, PEOPLE, max_words=budget)).split()


def test_an_empty_conversation_gives_nothing() -> None:
    assert extract([], PEOPLE) == ()
    assert extract(thread(("U1", ":tada:"), ("U2", "")), PEOPLE) == ()


def test_the_opening_message_comes_first_with_its_author() -> None:
    for budget in (8, 20, 50):
        first = extract(OUTAGE, PEOPLE, max_words=budget)[0]
        assert first.messages == (OUTAGE[0],)
        assert first.text.startswith("Mara: Heads up")


def test_the_budget_is_filled_but_for_a_clause_and_never_exceeded() -> None:
    for budget in (10, 15, 25, 40, 60):
        assert budget - 2 <= len(shown(OUTAGE, budget)) <= budget


def test_decisions_and_unanswered_questions_stand_in_their_sections() -> None:
    by_section = {e.section: e.text for e in extract(OUTAGE, PEOPLE, max_words=80)}
    assert "rate limits stay off" in by_section[Section.DECIDED]
    assert "fail open" in by_section[Section.OPEN]


def test_the_order_in_which_messages_are_given_does_not_matter() -> None:
    assert extract(OUTAGE[::-1], PEOPLE) == extract(OUTAGE, PEOPLE)
