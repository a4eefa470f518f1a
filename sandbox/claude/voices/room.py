"""How long a summary may become, as the request says it; pure."""

import re
from dataclasses import dataclass

_WORDS = re.compile(r"at most (\d+) words", re.IGNORECASE)
_ONE_LINE = re.compile(r"one line and nothing else\.?\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Room:
    """Limits of a summary.

    Attributes:
        overview: Most lines above the headings; None leaves it to the thread's length.
        items: Most lines under each heading.
        questions: Whether open questions are wanted.
        words: Most words of all lines together, citations not counted; None for no limit.
    """

    overview: int | None = None
    items: int = 5
    questions: bool = True
    words: int | None = None


USUAL = Room()


def room_for(request: str) -> Room:
    """Return the limits that a request states in words.

    Args:
        request: The user's own text, such as "Length: shorter." or "At most 60 words in all.".
    """
    found = _WORDS.search(request)
    words = int(found.group(1)) if found else None
    if _ONE_LINE.search(request):
        return Room(1, 0, False, words)
    if "Length: shorter" in request:
        return Room(1, 2, False, words)
    if "Length: longer" in request:
        return Room(6, 10, True, words)
    return Room(words=words)


def within_words(lines: list[str], room: Room) -> list[str]:
    """Return the lines that fit, the first one always; a heading without lines goes too."""
    if room.words is None:
        return lines
    kept: list[str] = []
    left = room.words
    for line in lines:
        size = 0 if line.startswith("## ") else len(re.sub(r"\[[a-z]\d+\]|^- ", "", line).split())
        if size <= left or not kept:
            kept.append(line)
            left -= size
    following = [*kept[1:], "## "]
    shown = [
        line
        for line, after in zip(kept, following, strict=True)
        if not (line.startswith("## ") and (after.startswith("## ") or not after))
    ]
    while shown and not shown[-1]:
        shown.pop()
    return shown
