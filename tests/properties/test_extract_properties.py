"""What holds for every extract, whatever people write."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from digests.extract import extract
from digests.models import Message, People, Reaction, Section

WORDS = st.sampled_from(
    """deploy|Deployed.|checkout?|fails,|because|Monday|I'll|fix|it|ok|thanks!|:tada:|決定しました。|明日
    |배포|<@U1>|https://x.example/1|**bold**|```|>|\n|\n\n|12:30|-|…|?|Hello,|decided:|@jon|été
    """.strip().split("|")
)
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=200))
USERS = st.sampled_from(["U1", "U2", "U3", "118204", None])
PEOPLE = People({"U1": "Mara Ilves", "U2": "Jon", "U3": "Mara Holt"})


@st.composite
def conversations(draw: st.DrawFn) -> list[Message]:
    texts = draw(st.lists(TEXTS, max_size=12))
    root = "1700000000.000000"
    return [
        Message(
            "T1",
            "C1",
            f"1700000000.{at:06d}",
            text,
            draw(USERS),
            thread_ts=root,
            reactions=(Reaction("eyes", (), draw(st.integers(0, 3))),),
        )
        for at, text in enumerate(texts)
    ]


BUDGETS = st.integers(1, 120)


@given(conversations(), BUDGETS)
def test_the_joined_texts_never_exceed_the_budget(messages: list[Message], budget: int) -> None:
    found = extract(messages, PEOPLE, max_words=budget)
    assert len(" ".join(each.text for each in found).split()) <= budget


@given(conversations(), st.none() | BUDGETS, st.integers(0, 99))
def test_the_order_in_which_messages_are_given_changes_nothing(
    messages: list[Message], budget: int | None, seed: int
) -> None:
    turned = random.Random(seed).sample(messages, len(messages))
    assert extract(turned, PEOPLE, max_words=budget) == extract(messages, PEOPLE, max_words=budget)


@given(conversations(), st.none() | BUDGETS)
def test_every_extract_is_one_line_and_names_its_messages(
    messages: list[Message], budget: int | None
) -> None:
    for each in extract(messages, PEOPLE, max_words=budget):
        assert each.text.strip()
        assert len(each.text.splitlines()) == 1
        assert each.messages
        assert set(each.messages) <= set(messages)
        assert len({message.user_id for message in each.messages}) == 1


@given(conversations(), st.none() | BUDGETS)
def test_sections_come_in_order_and_each_is_chronological(
    messages: list[Message], budget: int | None
) -> None:
    found = extract(messages, PEOPLE, max_words=budget)
    places = [(list(Section).index(each.section), each.messages[0].ts) for each in found]
    assert places == sorted(places)
    assert all(list(each.messages) == sorted(each.messages, key=lambda m: m.ts) for each in found)


@given(conversations(), st.none() | BUDGETS)
def test_something_is_said_wherever_somebody_wrote_words(
    messages: list[Message], budget: int | None
) -> None:
    readable = [m for m in messages if "```" not in m.text and ">" not in m.text]
    if any("deploy" in message.text.split() for message in readable):
        assert extract(readable, PEOPLE, max_words=budget)
