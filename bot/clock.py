"""The time, as an argument: only edges call a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, aware UTC."""
    return datetime.now(UTC)
