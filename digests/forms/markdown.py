"""A digest as a Markdown document: for a canvas, a file, another tool. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digests.compose.footer import bars, coverage_line, engine_line, numbers_line
from digests.compose.messages import heading
from digests.compose.wording import names
from digests.digest import Digest, DigestItem, DigestLine
from digests.models import Source
from digests.mrkdwn import safe_markdown

_MOST_MARKS = 4


def to_markdown(digest: Digest) -> str:
    """The whole digest, its channels included; one line for a quiet week. Ends with a newline."""
    numbers: dict[Source, int] = {}
    return "\n\n".join(_parts(digest, numbers)) + "\n"


def _parts(digest: Digest, numbers: dict[Source, int]) -> Iterator[str]:
    yield f"# {safe_markdown(heading(digest))}"
    if digest.quiet:
        yield "A quiet week: nothing that needs you."
    told = (safe_markdown(c.text) + marks(c.sources, numbers) for c in digest.headline)
    if headline := " ".join(told):
        yield headline
    yield from _list("For you", digest.for_you, numbers)
    if digest.items:
        yield "## Worth knowing"
        yield "\n".join(_item(n, item, numbers) for n, item in enumerate(digest.items, 1))
    for name, lines in lists(digest):
        yield from _list(name, lines, numbers)
    if digest.new_channels or digest.new_people:
        new = [f"#{safe_markdown(name)}" for name in digest.new_channels]
        yield "## New here\n\n" + ", ".join([*new, *map(safe_markdown, digest.new_people)])
    for number, prompt in enumerate(digest.prompts):
        title = "" if number else "## Prompts that worked\n\n"
        said = f"“{safe_markdown(prompt.text)}” by {safe_markdown(prompt.who)}"
        yield f"{title}{said}{marks(prompt.sources, numbers)}"
    yield "## The week in numbers"
    yield f"{bars(digest.numbers)} {safe_markdown(numbers_line(digest.numbers))}".strip()
    for notes in digest.channels:
        yield from _list(f"#{notes.channel}", notes.lines, numbers, level=3)
    yield f"*{safe_markdown(small_print(digest))}*"


def lists(digest: Digest) -> list[tuple[str, Sequence[DigestLine]]]:
    """The digest's lists under the names that people read, in order."""
    return [
        ("Decided", digest.decided),
        ("Promised", digest.promised),
        ("Still open from last week", digest.still_open),
        ("Nobody has answered", digest.unanswered),
        ("Thanks", digest.thanks),
    ]


def small_print(digest: Digest) -> str:
    """What was read, noticed and paid, as plain text."""
    parts = [coverage_line(digest.coverage), *digest.notes, engine_line(digest)]
    return " ".join(part for part in parts if part)


def marks(sources: Sequence[Source], numbers: dict[Source, int]) -> str:
    """Sources as ` [[1]](address)`; new ones get the next number, "" without any."""
    shown = []
    for source in sources[:_MOST_MARKS]:
        number = numbers.setdefault(source, len(numbers) + 1)
        link = source.permalink
        plain = link.startswith(("https://", "http://")) and not set(link) & set(" ()<>|\n")
        shown.append(f" [[{number}]]({link})" if plain else f" [{number}]")
    return "".join(shown)


def _item(number: int, item: DigestItem, numbers: dict[Source, int]) -> str:
    corrected = " *(corrected)*" if item.corrected else ""
    text = f"{number}. **{safe_markdown(item.title)}**{corrected}"
    told = [safe_markdown(c.text) + marks(c.sources, numbers) for c in item.claims]
    text += " — " + " ".join(told) if told else marks(item.sources, numbers)
    where = ", ".join(f"#{safe_markdown(name)}" for name in item.channels)
    small = " · ".join(p for p in (safe_markdown(names(item.people)), where) if p)
    return f"{text}\n   {small}" if small else text


def _list(
    name: str, lines: Sequence[DigestLine], numbers: dict[Source, int], level: int = 2
) -> Iterator[str]:
    if lines:
        yield f"{'#' * level} {safe_markdown(name)}"
        yield "\n".join(_line(line, numbers) for line in lines)


def _line(line: DigestLine, numbers: dict[Source, int]) -> str:
    who = f"{safe_markdown(line.who)}: " if line.who else ""
    due = f" ({safe_markdown(line.by_when)})" if line.by_when else ""
    where = f" · #{safe_markdown(line.channel)}" if line.channel else ""
    corrected = " *(corrected)*" if line.corrected else ""
    return f"- {who}{safe_markdown(line.text)}{due}{where}{marks(line.sources, numbers)}{corrected}"
