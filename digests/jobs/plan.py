"""The plan with the model's maker, cut into shares that can be counted; pure.

The engine's limiter counts starts, not tokens. So a minute of the plan is cut into equal shares, a
start is one share of requests and tokens alike, and a call takes as many as bound what it may use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MODEL_SHARE = "model_share"
"""The kind of job that a share is."""

# Ten shares a second: beyond that counting would cost more than it saves.
MOST_SHARES = 600
# No share is smaller: a mention in a short thread is about two of them.
LEAST_TOKENS_IN, LEAST_TOKENS_OUT = 1_000, 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What may be used within a minute; None where there is no limit.

    Attributes:
        requests: calls.
        tokens_in: what is sent, whether it is read from a cache or not.
        tokens_out: what comes back; a call counts for the most that it may write.
    """

    requests: int | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None

    @property
    def shares(self) -> int | None:
        """Into how many shares a minute is cut, at least 1; None if there is no limit at all."""
        cut = [
            self.requests,
            self.tokens_in and self.tokens_in // LEAST_TOKENS_IN,
            self.tokens_out and self.tokens_out // LEAST_TOKENS_OUT,
        ]
        limits = [each for each in cut if each is not None]
        return max(1, min(*limits, MOST_SHARES)) if limits else None

    def taken(self, tokens_in: int, tokens_out: int) -> int:
        """How many shares bound a call; one that is over the whole plan takes a whole minute."""
        shares = self.shares
        if shares is None:
            return 0
        parts = [
            tokens * shares / limit
            for tokens, limit in ((tokens_in, self.tokens_in), (tokens_out, self.tokens_out))
            if limit
        ]
        return min(shares, max(1, *map(math.ceil, parts)) if parts else 1)
