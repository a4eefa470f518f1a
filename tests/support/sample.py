"""The sample workspace as it is on one Friday, whatever the day on which tests run."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from functools import cache

from sandbox.seed import Seed, sample

NOW = datetime(2026, 11, 13, 16, 0, tzinfo=UTC).timestamp()


def the_sample() -> Seed:
    """Four weeks that end on that Friday at 16:00 UTC."""
    return sample_at(NOW)


def sample_at(now: float) -> Seed:
    """Four weeks that end at a moment; a copy of one's own, since building them takes longer."""
    seed: Seed = pickle.loads(_built(now))
    return seed


@cache
def _built(now: float) -> bytes:
    return pickle.dumps(sample(1, now))
