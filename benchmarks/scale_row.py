"""One line of a table with targets beside what was reached."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A figure; `met` is None where there is no target."""

    case: str
    target: str
    reached: str
    met: bool | None = None

    def __str__(self) -> str:
        """The line in Markdown."""
        mark = {True: "yes", False: "NO", None: ""}[self.met]
        return f"| {self.case} | {self.target} | {self.reached} | {mark} |"


HEAD = "| case | at least | reached | met |\n|---|---|---|---|"


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not pass; values must not be empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]
