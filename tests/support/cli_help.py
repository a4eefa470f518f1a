"""The help of every command, and docs/cli.md made of it."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator

from bot.cli import run

COMMANDS = (
    ("run",),
    ("demo",),
    ("doctor",),
    ("import",),
    ("backfill",),
    ("summarize",),
    ("digest",),
    ("digest", "preview"),
    ("digest", "send"),
    ("digest", "list"),
    ("digest", "show"),
    ("db", "copy"),
    ("db", "migrate"),
    ("db", "check"),
)
HEAD = """# The command line

`digestif` is also `python -m bot`. Settings come from the environment or `.env`; `.env.example`
lists them. Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong
use. What follows is each command's own `--help`.
"""


def pages() -> Iterator[tuple[str, str]]:
    """Each command as it is typed, and its help."""
    columns = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "90"
    try:
        for words in COMMANDS:
            shown = io.StringIO()
            with contextlib.redirect_stdout(shown):
                run([*words, "--help"])
            yield " ".join(("digestif", *words)), shown.getvalue().strip()
    finally:
        if columns is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = columns


def documented() -> str:
    """All of docs/cli.md."""
    parts = [f"\n## `{typed}`\n\n```\n{text}\n```\n" for typed, text in pages()]
    return HEAD + "".join(parts)


if __name__ == "__main__":
    print(documented(), end="")
