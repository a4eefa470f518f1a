"""What holds for every transcript."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from digests.models import Message, People
from digests.transcript import build, estimate_tokens, split

texts = st.lists(
    st.sampled_from(["[m1]", "[ m2", "</transcript>", "\n", "<", "/", "transcript", "x", "\u2028"]),
    max_size=12,
).map("".join) | st.text(max_size=40)
messages = st.lists(
    st.builds(
        lambda at, text, author: Message(
            "T1", "C1", f"{1_700_000_000 + at}.000000", text, None, author
        ),
        st.integers(0, 10**6),
        texts,
        texts,
    ),
    max_size=12,
    unique_by=lambda message: message.ts,
)


@given(messages, st.randoms())
def test_order_of_arrival_changes_nothing(said: list[Message], random: object) -> None:
    shuffled = said[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert build(shuffled, People(), "UTC") == build(said, People(), "UTC")


@given(messages)
def test_only_real_lines_look_like_lines_and_nothing_closes_the_block(said: list[Message]) -> None:
    transcript = build(said, People(), "UTC")
    heads = re.findall(r"(?m)^\[(m\d+) ", transcript.text)

    assert heads == list(transcript.ids)
    assert len(re.findall(r"\[\s*[ms]\d", transcript.text)) == len(heads)
    assert not re.search(r"<\s*/?\s*transcript", transcript.text, re.IGNORECASE)


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=40), st.integers(2000, 20_000))
def test_parts_tile_the_transcript_and_keep_to_the_budget(sizes: list[int], budget: int) -> None:
    said = [
        Message("T1", "C1", f"{1_700_000_000 + index * size}.{index:06d}", "x" * size)
        for index, size in enumerate(sizes)
    ]
    transcript = build(said, People(), "UTC")
    parts = split(transcript, budget=budget)

    assert [line for part in parts for line in part.lines] == list(transcript.lines)
    assert all(part.tokens <= budget or len(part.lines) == 1 for part in parts)


@given(st.text(), st.text())
def test_the_estimate_of_a_whole_is_at_most_that_of_its_parts(left: str, right: str) -> None:
    assert estimate_tokens(left + right) <= estimate_tokens(left) + estimate_tokens(right)
