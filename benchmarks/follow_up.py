"""How much of a follow-up's input the model reads from its cache, where it costs a tenth."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.place import Entry, model_calls
from benchmarks.report import Row

FIRST = "what was decided about the smaller batch?"
THEN = "and who writes the migration?"
LEAST = 0.9
"""Less would mean that a follow-up pays for the thread again."""


@dataclass(frozen=True)
class Input:
    """Input tokens of one call of the model."""

    cached: int
    whole: int

    @property
    def share(self) -> float:
        """The part that was read from the cache, 0 to 1."""
        return self.cached / self.whole if self.whole else 0.0


def first_input(entries: list[Entry]) -> Input:
    """What the first call of the model among some entries took; nothing if there was none."""
    calls = model_calls(entries)
    if not calls:
        return Input(0, 0)
    usage = calls[0]["usage"]
    cached = int(usage.get("cache_read_input_tokens") or 0)
    written = int(usage.get("cache_creation_input_tokens") or 0)
    return Input(cached, cached + written + int(usage["input_tokens"]))


def row(messages: int, ours: Input, plain: Input) -> Row:
    """The table's line."""
    case = f"follow-up in a thread of {messages}: input read from the cache"
    return Row(case, f"at least {LEAST:.0%}", _told(ours), ours.share >= LEAST, _told(plain))


def _told(found: Input) -> str:
    return f"{found.share:.0%} of {found.whole:,} tokens"
