"""The text form the sample is written in, read into lines; pure. README.md documents the form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HEADER = re.compile(r"^([a-z]+): (.*)$")
_DAY = re.compile(r"^== w(\d) (mon|tue|wed|thu|fri|sat|sun)$")
_LINE = re.compile(r"^(  )?(?:\+(\d+) )?(?:(\d\d?):(\d\d) )?([a-z]+): (.+)$")
_MORE = re.compile(r"^\s*\| ?(.*)$")
_MARKS = re.compile(r" ?\{([a-z0-9_+][^{}]*)\}$")


class ScriptError(Exception):
    """Raised when a line of the sample can't be read; the text names the file and the line."""


@dataclass(frozen=True)
class Line:
    """One message as written.

    Attributes:
        day: Days since the Monday of the first week, 0 to 27.
        minute: Minutes since midnight in the company's zone; None: shortly after the line before.
        author: A handle of `cast`.
        text: What is said, with @handles, #channels and [w4fri] dates unresolved.
        marks: What stands in braces: reactions and things done to the message.
        replies: The thread below it, empty for a reply.
    """

    day: int
    minute: int | None
    author: str
    text: str
    marks: tuple[str, ...] = ()
    replies: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Script:
    """One channel as written: its header fields and its top-level lines in order."""

    header: dict[str, str]
    lines: list[Line] = field(default_factory=list)


def parse(text: str, name: str = "script") -> Script:
    """Read one channel's file.

    Args:
        text: The file's text.
        name: The file's name, for errors.

    Raises:
        ScriptError: At the first line that is neither header, day, message nor continuation.
    """
    script = Script(header={})
    day = -1
    for number, raw in enumerate(text.splitlines(), 1):
        row = raw.rstrip()
        if not row or row.startswith("#"):
            continue
        if found := _DAY.match(row):
            day = (int(found[1]) - 1) * 7 + DAYS.index(found[2])
        elif found := _MORE.match(row):
            _continue(script, found[1])
        elif day < 0:
            _head(script, row, f"{name}:{number}")
        else:
            _say(script, row, day, f"{name}:{number}")
    return Script(script.header, [_with_marks(line) for line in script.lines])


def _head(script: Script, row: str, where: str) -> None:
    found = _HEADER.match(row)
    if not found:
        raise ScriptError(f"{where} isn't a header field: {row!r}")
    script.header[found[1]] = found[2]


def _say(script: Script, row: str, day: int, where: str) -> None:
    found = _LINE.match(row)
    if not found or (found[1] and not script.lines):
        raise ScriptError(f"{where} isn't a message: {row!r}")
    reply, later, hour, minutes, author, text = found.groups()
    minute = None if hour is None else int(hour) * 60 + int(minutes)
    if not reply:
        script.lines.append(Line(day, minute, author, text))
        return
    root = script.lines[-1]
    before = root.replies[-1] if root.replies else root
    at = root.day + int(later) if later else before.day
    script.lines[-1] = replace(root, replies=(*root.replies, Line(at, minute, author, text)))


def _continue(script: Script, text: str) -> None:
    root = script.lines[-1]
    if root.replies:
        last = root.replies[-1]
        grown = replace(last, text=f"{last.text}\n{text}")
        script.lines[-1] = replace(root, replies=(*root.replies[:-1], grown))
    else:
        script.lines[-1] = replace(root, text=f"{root.text}\n{text}")


def _with_marks(line: Line) -> Line:
    """Take the braces off the end of a message's first line, and of each reply's."""
    replies = tuple(_with_marks(reply) for reply in line.replies)
    first, newline, rest = line.text.partition("\n")
    found = _MARKS.search(first)
    if not found:
        return replace(line, replies=replies)
    marks = tuple(mark.strip() for mark in found[1].split(";"))
    text = first[: found.start()] + newline + rest
    return replace(line, text=text, marks=marks, replies=replies)
