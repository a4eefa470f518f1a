"""A plan's minute in shares: whatever starts within it stays within every limit of the plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.claude.calls import Call
from digests.claude.pacing import IMAGE_TOKENS, tokens_in
from digests.jobs.plan import MOST_SHARES, Plan

LIMITS = st.none() | st.integers(1_000, 10_000_000)


def test_without_a_limit_nothing_is_counted() -> None:
    assert Plan().shares is None
    assert Plan().taken(1_000_000, 8_000) == 0


@pytest.mark.parametrize(
    ("plan", "shares"),
    [
        (Plan(50, 30_000, 8_000), 30),
        (Plan(1_000, 450_000, 90_000), 450),
        (Plan(4_000, 2_000_000, 400_000), MOST_SHARES),
        (Plan(requests=1), 1),
    ],
)
def test_a_minute_is_cut_into_shares_that_a_small_call_needs_one_or_two_of(
    plan: Plan, shares: int
) -> None:
    assert plan.shares == shares
    assert plan.taken(900, 200) <= 2


@given(
    st.none() | st.integers(1, 5_000),
    LIMITS,
    LIMITS,
    st.lists(st.tuples(st.integers(0, 300_000), st.integers(0, 32_000)), max_size=40),
)
def test_calls_whose_shares_fit_a_minute_stay_within_the_plan(
    requests: int | None,
    most_in: int | None,
    most_out: int | None,
    calls: list[tuple[int, int]],
) -> None:
    plan = Plan(requests, most_in, most_out)
    left, begun = plan.shares, list[tuple[int, int]]()
    if left is None:
        return
    for call in calls:
        if call[0] <= (most_in or call[0]) and call[1] <= (most_out or call[1]):
            left -= plan.taken(*call)
            if left < 0:
                break
            begun.append(call)

    assert len(begun) <= (requests or len(begun))
    assert sum(tokens for tokens, _ in begun) <= (most_in or float("inf"))
    assert sum(tokens for _, tokens in begun) <= (most_out or float("inf"))


def test_a_call_over_the_whole_plan_takes_the_whole_minute_and_no_more() -> None:
    assert Plan(tokens_in=30_000).taken(200_000, 0) == 30


def test_a_picture_counts_as_a_picture_and_not_as_its_bytes() -> None:
    picture = {"type": "image", "source": {"type": "base64", "data": "A" * 1_000_000}}
    messages = ({"role": "user", "content": [picture, {"type": "text", "text": "What is it?"}]},)

    assert IMAGE_TOKENS < tokens_in(Call("claude", "Say it.", messages)) < IMAGE_TOKENS + 200
