"""Tables of what was asked and what was reached, in Markdown; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MET, MISSED = "yes", "**MISSED**"


@dataclass(frozen=True, slots=True)
class Row:
    """One number.

    Attributes:
        case: what was done and measured.
        target: what is asked, in words; "" where the number is only told.
        reached: what came out, in words.
        met: whether that is enough; None where nothing is asked.
        beside: the same of whatever it is compared with.
    """

    case: str
    target: str
    reached: str
    met: bool | None = None
    beside: str = ""


def markdown(title: str, rows: Iterable[Row], notes: Sequence[str] = (), beside: str = "") -> str:
    """A table with its title and notes.

    Args:
        title: in one line.
        rows: the numbers.
        notes: sentences below the table.
        beside: head of the column of comparisons; "" leaves it out.
    """
    head = ["case", "at most", "reached", "met", *([beside] if beside else [])]
    lines = [title, "", _line(head), "|" + "---|" * len(head)]
    for row in rows:
        met = "" if row.met is None else MET if row.met else MISSED
        cells = [row.case, row.target, row.reached, met, *([row.beside] if beside else [])]
        lines.append(_line(cells))
    return "\n".join([*lines, *(part for note in notes for part in ("", note))])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def seconds(value: float | None) -> str:
    """A time as read by people: milliseconds below one second; "never" for None."""
    if value is None:
        return "never"
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def quantile(values: Sequence[float], share: float) -> float:
    """The value that a share of the values doesn't exceed; 0.0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
