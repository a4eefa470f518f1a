"""What a call costs."""

from __future__ import annotations

import pytest

from digests.claude.prices import PRICES, cost


def test_a_million_tokens_cost_what_the_list_says() -> None:
    assert cost("claude-sonnet-5-5", 1_000_000, 0) == pytest.approx(2.0)
    assert cost("claude-sonnet-5-5", 0, 1_000_000) == pytest.approx(10.0)
    assert cost("claude-sonnet-5-5", 0, 0, 1_000_000, 0) == pytest.approx(0.2)
    assert cost("claude-sonnet-5-5", 0, 0, 0, 1_000_000) == pytest.approx(2.5)


def test_long_prompts_cost_more_where_the_list_has_a_step() -> None:
    short = cost("claude-haiku-5-5", 100_000, 1000)
    long = cost("claude-haiku-5-5", 60_000, 1000, 40_001)

    assert short == pytest.approx(0.0105)
    assert long == pytest.approx(0.06 * 0.5 + 0.040001 * 0.05 + 0.001 * 2.5)


def test_a_dated_model_costs_as_much_as_its_name() -> None:
    assert cost("claude-haiku-4-5-20251001", 1_000_000, 0) == pytest.approx(1.0)


def test_in_a_batch_everything_costs_half() -> None:
    used = ("claude-sonnet-5-5", 1000, 200, 300, 400)
    assert cost(*used, batched=True) == pytest.approx((cost(*used) or 0) / 2)
    assert cost("claude-unheard-of", 1, 1, batched=True) is None


def test_an_unknown_model_has_no_price_rather_than_a_wrong_one() -> None:
    assert cost("claude-unheard-of", 1, 1) is None
    assert "claude-unheard-of" not in PRICES
