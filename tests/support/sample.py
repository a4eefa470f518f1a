"""The sample workspace as it is on one Friday, whatever the day on which tests run."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.seed import Seed, sample

NOW = datetime(2026, 11, 13, 16, 0, tzinfo=UTC).timestamp()


def the_sample() -> Seed:
    """Four weeks that end on that Friday at 16:00 UTC."""
    return sample(1, NOW)
