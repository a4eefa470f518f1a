"""The lines a model writes, read into drafts of claims. Pure.

Payments failed for 41 minutes. [m3][m9]
## To do
- Jon: fix the clock, by Monday. [m11]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from digests.models import Section

HEADINGS = {
    Section.DECIDED: "Decided",
    Section.TO_DO: "To do",
    Section.OPEN: "Open",
}
MAX_IDS = 6
"""Most messages one claim may cite; more would be no source but a heap."""

_HEADING = re.compile(r"^\s*#{1,6}\s*(?P<title>[^#]+?)[\s#:]*$")
_TITLES = {title.casefold(): section for section, title in HEADINGS.items()}
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+)")
_REPLACES = re.compile(r"^\s*(?:[-*•–]\s+)?\(replaces (\d{1,3})\)\s*", re.IGNORECASE)
_ID = r"[ms]\d{1,6}"
# [m1], [m1][m4], [m1, m4], [m1-m4] and [m1–4], as models write them.
_CITATION = re.compile(rf"\s*[\[［]\s*({_ID}(?:\s*[,;–-]\s*[ms]?\d{{1,6}})*)\s*[\]］]")
_RANGE = re.compile(r"([ms])(\d+)\s*[–-]\s*[ms]?(\d+)")
_EMPHASIS = re.compile(r"\*\*|__")


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """What the model wrote, not yet checked.

    Attributes:
        text: one line without citations.
        ids: the messages it cites, in order; possibly ones that don't exist.
        section: under which heading it stood.
        replaces: the number of the written line it takes the place of, from 1; None usually.
    """

    text: str
    ids: tuple[str, ...]
    section: Section = Section.OVERVIEW
    replaces: int | None = None

    @property
    def line(self) -> str:
        """The draft as the model would write it."""
        return " ".join([self.text, "".join(f"[{name}]" for name in self.ids)]).strip()


class DraftReader:
    """Reads line after line, remembering under which heading it is."""

    def __init__(self) -> None:
        self._section = Section.OVERVIEW

    def read(self, line: str) -> DraftClaim | None:
        """The draft in a line; None for headings, blank lines and lines without any words."""
        heading = _HEADING.match(line)
        if heading:
            self._section = _TITLES.get(heading["title"].strip("*_ ").casefold(), self._section)
            return None
        replaces = _REPLACES.match(line)
        rest = _BULLET.sub("", line[replaces.end() :] if replaces else line, count=1)
        text, ids = cited(rest)
        if not any(character.isalnum() for character in text):
            return None
        return DraftClaim(text, ids, self._section, int(replaces[1]) if replaces else None)


def cited(line: str) -> tuple[str, tuple[str, ...]]:
    """A line without its citations and emphasis, and the ids it cites, each once, in order."""
    ids: list[str] = []
    for citation in _CITATION.finditer(line):
        ids.extend(_ids(citation[1]))
    text = _EMPHASIS.sub("", _CITATION.sub("", line))
    return " ".join(text.split()), tuple(dict.fromkeys(ids))[:MAX_IDS]


def written(drafts: Iterable[DraftClaim], *, numbered: bool = False) -> str:
    """Drafts as lines under their headings, in the form the model writes; "" for none."""
    lines: list[str] = []
    section = Section.OVERVIEW
    for index, draft in enumerate(sorted(drafts, key=lambda d: order(d.section)), 1):
        if draft.section is not section:
            section = draft.section
            lines.append(f"## {HEADINGS[section]}")
        bullet = f"{index}. " if numbered else "- " * (section is not Section.OVERVIEW)
        lines.append(bullet + draft.line)
    return "\n".join(lines)


def order(section: Section) -> int:
    """The place of a section in a summary."""
    return list(Section).index(section)


def _ids(inside: str) -> Iterable[str]:
    """The ids in one citation; a range names each message within it."""
    for item in re.split(r"[,;]", inside):
        spread = _RANGE.fullmatch(item.strip())
        if spread is None:
            name = item.strip()
            yield name if name[0] in "ms" else inside[0] + name
        else:
            first, last = int(spread[2]), int(spread[3])
            yield from (f"{spread[1]}{n}" for n in range(first, min(last, first + MAX_IDS) + 1))
