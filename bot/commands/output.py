"""What commands print: data on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from typing import Any

BAR = 30


def print_json(data: Any) -> None:
    """Data for programs, as one JSON document."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def say(line: str) -> None:
    """A line for the person at the terminal that is no data."""
    print(line, file=sys.stderr, flush=True)


class Progress:
    """A progress bar on stderr; plain lines where stderr is no terminal are left out."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Show that so much is done of the total."""
        if not self._shown or not total:
            return
        filled = BAR * done // total
        bar = "█" * filled + "░" * (BAR - filled)
        end = "\n" if done >= total else ""
        print(f"\r{self._what} {bar} {done}/{total}", end=end, file=sys.stderr, flush=True)
