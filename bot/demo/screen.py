"""How the demo looks: a line per fact, aligned, readable without color."""

from __future__ import annotations

import html
import re
import textwrap

WIDTH = 96
INDENT = "    "

_MRKDWN_LINK = re.compile(r"<(https?://[^|>]+)\|(\[\d+\])>")
_MARKDOWN_LINK = re.compile(r"\[(\[\d+\])\]\((https?://[^)\s]+)\)")
_BOLD = re.compile(r"\*{1,2}(?=\S)(.+?)(?<=\S)\*{1,2}")


def plain(text: str) -> str:
    """A message's text without marks; links as their numbers."""
    unlinked = _MARKDOWN_LINK.sub(r"\1", _MRKDWN_LINK.sub(r"\2", text))
    return html.unescape(_BOLD.sub(r"\1", unlinked)).replace("\u2060", "")


def heading(text: str) -> None:
    """What comes next."""
    print(f"\n{text}\n{'─' * min(len(text), WIDTH)}", flush=True)


def fact(name: str, value: str) -> None:
    """A fact beside its name."""
    print(f"  {name:<10} {value}", flush=True)


def said(who: str, where: str, text: str) -> None:
    """What a person writes."""
    print(f"\n  {who} in {where}:", flush=True)
    body(text)


def body(text: str) -> None:
    """A message, indented and wrapped."""
    for line in plain(text).splitlines():
        print(_wrapped(line), flush=True)


def small(text: str) -> None:
    """What stands small below a message."""
    body(text.strip("_"))


class Growing:
    """A message that grows: every line is printed once, as soon as it is whole."""

    def __init__(self) -> None:
        self._printed = 0

    def __call__(self, text: str) -> None:
        """Show what is new; the last line only once `finish` is called."""
        self._print(plain(text).splitlines()[:-1])

    def finish(self, text: str) -> None:
        """Show the rest."""
        self._print(plain(text).splitlines())

    def _print(self, lines: list[str]) -> None:
        for line in lines[self._printed :]:
            print(_wrapped(line), flush=True)
        self._printed = max(self._printed, len(lines))


def _wrapped(line: str) -> str:
    if not line.strip():
        return ""
    hang = INDENT + ("  " if line.startswith(("- ", "• ")) else "")
    return textwrap.fill(line, WIDTH, initial_indent=INDENT, subsequent_indent=hang)
