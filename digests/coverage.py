"""What was read of what there was, and what was left out and why, as every summary tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

IN_PARTS = "not known to be complete"
"""Of a channel of which something may be missing."""

OPTED_OUT = "opted out"
"""Of a channel that its members or its topic keep out; it is counted, not named."""

SHARED = "shared outside"
NO_MEMBER = "I'm not a member"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not read ("#channel", or a count) and why, in words for people."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of what there was, in messages.

    Attributes:
        files: what was read of the files, as in "1 of 2 files (the video can't be read)"; "" if
            there are none or nobody tried.
    """

    read: int
    total: int
    channels: int = 1
    left_out: tuple[LeftOut, ...] = ()
    files: str = ""

    @property
    def complete(self) -> bool:
        """Nothing is missing."""
        return self.read >= self.total and not self.left_out

    @staticmethod
    def sum(parts: Iterable[Coverage]) -> Coverage:
        """The coverage of several parts read side by side; zero parts give 0 of 0."""
        read = total = channels = 0
        left_out: list[LeftOut] = []
        for part in parts:
            read, total, channels = read + part.read, total + part.total, channels + part.channels
            left_out.extend(part.left_out)
        return Coverage(read, total, channels, tuple(left_out))
