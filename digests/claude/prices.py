"""What tokens cost, in US dollars per million, as Anthropic's price list of November 2026 says.

A model that isn't listed costs None: no estimate is better than a wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATED = re.compile(r"-\d{8}$")
_MILLION = 1_000_000

BATCH_SHARE = 0.5
"""What a batch costs of the price of single calls, caching included, as Anthropic's page on batch
processing says."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens; cache writes are those kept for five minutes."""

    input: float
    output: float
    cache_read: float
    cache_write: float


@dataclass(frozen=True, slots=True)
class PriceList:
    """A model's price; `long` holds from more than `long_from` prompt tokens on."""

    base: Price
    long: Price | None = None
    long_from: int = 0

    def at(self, prompt_tokens: int) -> Price:
        """The price of a prompt of that length."""
        return self.long if self.long and prompt_tokens > self.long_from else self.base


def _flat(input_price: float, output_price: float) -> PriceList:
    """The usual list: cache reads at a tenth of the input price, cache writes at 1.25 times."""
    return PriceList(Price(input_price, output_price, input_price * 0.1, input_price * 1.25))


PRICES = {
    "claude-haiku-5-5": PriceList(
        Price(0.10, 0.50, 0.01, 0.125), long=Price(0.50, 2.50, 0.05, 0.625), long_from=100_000
    ),
    "claude-sonnet-5-5": _flat(2.0, 10.0),
    "claude-opus-5-5": _flat(4.0, 20.0),
    "claude-fable-5-1": _flat(10.0, 50.0),
    "claude-haiku-4-5": _flat(1.0, 5.0),
}


def cost(
    model: str,
    input_tokens: int,
    output_tokens: int,
    cache_read: int = 0,
    cache_write: int = 0,
    *,
    batched: bool = False,
) -> float | None:
    """What a call cost, in US dollars; None for a model without a known price.

    Args:
        model: its id, with or without a date at the end.
        input_tokens: those neither read from nor written to the cache.
        output_tokens: thinking included.
        cache_read: prompt tokens read from the cache.
        cache_write: prompt tokens written to it.
        batched: whether the call was part of a batch.
    """
    listed = PRICES.get(_DATED.sub("", model))
    if listed is None:
        return None
    price = listed.at(input_tokens + cache_read + cache_write)
    full = (
        input_tokens * price.input
        + output_tokens * price.output
        + cache_read * price.cache_read
        + cache_write * price.cache_write
    ) / _MILLION
    return full * BATCH_SHARE if batched else full
