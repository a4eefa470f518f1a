"""A digest to the messages that are posted: the main one, then its details for the thread. Pure.

Order is by worth: the week in three sentences, what is worth knowing, decisions, promises, open
questions, thanks, numbers; last what was read. If something must be shortened to fit into Slack's
limits, the lists go before the items, and the details go to the thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from digests.compose import blocks, controls
from digests.compose.blocks import Block, safe
from digests.compose.footer import coverage_line, footer, numbers_line
from digests.compose.limits import (
    FALLBACK_TEXT,
    MESSAGE_BLOCKS,
    MESSAGE_TEXT,
    SECTION_TEXT,
    text_of,
)
from digests.compose.wording import count, names, title
from digests.coverage import IN_PARTS
from digests.digest import ChannelNotes, Digest, DigestItem, DigestLine
from digests.models import Claim, Source


@dataclass(frozen=True, slots=True)
class OutMessage:
    """A message to post.

    Attributes:
        text: the fallback that notifications and screen readers use; never empty.
        blocks: what is shown; none for a message of plain text.
        simpler: the same without what Slack may refuse (the chart), None where there is none.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    simpler: tuple[Block, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of everything is shown, tried from the roomiest to the tightest."""

    items: int
    claims: int
    lines: int
    characters: int
    marks: int


_IN_DEPTH = 3
_FOR_YOU = 8
_MOST_PROMPTS = 3
_CORRECTED = " _(corrected)_"
_ROOMS = (
    _Room(8, 2, 4, 320, 3),
    _Room(8, 2, 4, 280, 2),
    _Room(8, 2, 3, 220, 2),
    _Room(8, 1, 3, 180, 1),
    _Room(6, 1, 2, 140, 1),
    _Room(5, 1, 1, 100, 1),
)
# From here on only what Slack refuses is a reason to tell still less.
_TIGHT = _ROOMS[3:]

TWO_MINUTES = 450
"""Words that are read in two minutes (Brysbaert 2019: 238 a minute, less where there are names)."""

_MARK = re.compile(r"<[^|>]*\|\[\d+\]>")


def compose(digest: Digest, digest_id: str = "") -> list[OutMessage]:
    """The main message and, after it, what goes into its thread; at least one message.

    Each is within every limit in `limits`, and links only to the digest's own sources.

    Args:
        digest: what to show.
        digest_id: its id in the archive, for menus and buttons; "" shows it without any.
    """
    if digest.quiet:
        return [_quiet(digest)]
    numbering: dict[Source, int] = {}
    main = _main(digest, numbering, digest_id)
    return [main, *_details(digest.channels, numbering)]


def as_text(shown: Sequence[Block]) -> str:
    """Blocks as mrkdwn text, for where Slack refuses blocks; the chart is left out."""
    parts = []
    for block in shown:
        if block["type"] == "header":
            parts.append(f"*{blocks.safe(block['text']['text'], 200)}*")
        elif block["type"] == "section":
            parts.append(block["text"]["text"])
        elif block["type"] == "context":
            parts.extend(element["text"] for element in block["elements"])
    return "\n\n".join(parts)


def _quiet(digest: Digest) -> OutMessage:
    numbers = digest.numbers
    held = f"{count(numbers.messages, 'message')} in {count(numbers.channels, 'channel')}"
    text = f"A quiet week: {held if numbers.messages else 'no messages'}, nothing that needs you."
    told = [safe(note, 300) for note in digest.notes[:3]]
    unknown = tuple(one for one in digest.coverage.left_out if one.reason == IN_PARTS)
    if unknown:
        read = replace(digest.coverage, left_out=unknown)
        told.append(safe(coverage_line(read), 600))
    return OutMessage(" ".join([text, *told]))


def words_in(shown: Sequence[Block]) -> int:
    """How many words blocks have for who reads them: marks and separators are none."""
    words = _MARK.sub("", as_text(shown)).split()
    return sum(any(map(str.isalnum, word)) for word in words)


def _fits(shown: Sequence[Block]) -> bool:
    return text_of(shown) <= MESSAGE_TEXT and len(shown) <= MESSAGE_BLOCKS


def _main(digest: Digest, numbering: dict[Source, int], digest_id: str) -> OutMessage:
    for room in _ROOMS:
        numbers: dict[Source, int] = {}
        shown = list(_main_blocks(digest, room, numbers, digest_id))
        if _fits(shown) and (room in _TIGHT or words_in(shown) <= TWO_MINUTES):
            break
    numbering.update(numbers)
    chart = next((n for n, block in enumerate(shown) if block["type"] == "data_visualization"), 0)
    simpler = shown
    if chart:
        line = blocks.section(numbers_line(digest.numbers, sparkline=True))
        simpler = [*shown[: chart - 1], line, *shown[chart + 1 :]]
    return OutMessage(_fallback(digest), tuple(shown), tuple(simpler) if chart else None)


def _main_blocks(
    digest: Digest, room: _Room, numbers: dict[Source, int], digest_id: str
) -> Iterator[Block]:
    yield blocks.header(heading(digest))
    if digest.headline:
        told = [_claim(claim, room, numbers) for claim in digest.headline[:3]]
        yield from _sections([" ".join(part for part in told if part)])
    yield from _sections([_list("For you", digest.for_you, room, numbers, _FOR_YOU)])
    if digest.items:
        yield blocks.section("*Worth knowing*")
    for place, item in enumerate(digest.items[: room.items], 1):
        section = blocks.section(_item(place, item, room, numbers))
        yield controls.item_menu(section, digest_id, item) if digest_id else section
    yield from _lists(digest, room, numbers)
    if new := _new(digest):
        yield blocks.section(f"*New here*\n{new}")
    yield blocks.section(numbers_line(digest.numbers))
    if len(digest.numbers.days) > 1 and digest.numbers.messages:
        yield blocks.chart("Messages per day", digest.numbers.days)
    yield from _prompts(digest, room, numbers, digest_id)
    yield blocks.context(footer(digest))
    if digest_id:
        yield controls.buttons(digest, digest_id)


def heading(digest: Digest) -> str:
    """What a digest is called: "Week 47 · 16–20 November", with what it is confined to."""
    return " · ".join(part for part in (title(digest.window), digest.about) if part)


def _lists(digest: Digest, room: _Room, numbers: dict[Source, int]) -> Iterator[Block]:
    for name, lines in (
        ("Decided", digest.decided),
        ("Promised", digest.promised),
        ("Still open from last week", digest.still_open),
        ("Nobody has answered", digest.unanswered),
        ("Thanks", digest.thanks),
    ):
        yield from _sections([_list(name, lines, room, numbers)])


def _prompts(
    digest: Digest, room: _Room, numbers: dict[Source, int], digest_id: str
) -> Iterator[Block]:
    shown = [one for one in digest.prompts if one.text.strip() and one.sources][:_MOST_PROMPTS]
    for place, prompt in enumerate(shown):
        text = f"“{safe(prompt.text, room.characters)}” by {safe(prompt.who, 60) or 'someone'}"
        text += blocks.marks(prompt.sources, numbers, room.marks)
        section = blocks.section(text if place else f"*Prompts that worked*\n{text}")
        yield controls.reuse(section, prompt) if digest_id else section


def _sections(texts: Iterable[str]) -> Iterator[Block]:
    """A section for each text that says something."""
    yield from (blocks.section(text) for text in texts if text.strip())


def _item(place: int, item: DigestItem, room: _Room, numbers: dict[Source, int]) -> str:
    claims = item.claims[: room.claims if place <= _IN_DEPTH else 1]
    told = [_claim(claim, room, numbers) for claim in claims]
    text = f"*{place}. {safe(item.title, 140)}*{_CORRECTED if item.corrected else ''}"
    if told:
        text += f" — {' '.join(told)}"
    else:
        text += blocks.marks(item.sources, numbers, room.marks)
    where = ", ".join(f"#{safe(name, 80)}" for name in item.channels[:3])
    who = safe(names(item.people), 160)
    return _within(f"{text}\n{' · '.join(part for part in (who, where) if part)}")


def _list(
    name: str, lines: Sequence[DigestLine], room: _Room, numbers: dict[Source, int], most: int = 0
) -> str:
    readable = [one for one in lines if one.text.strip()]
    most = most or room.lines
    told = [_line(one, room, numbers) for one in readable[:most]]
    if len(readable) > most:
        told.append(f"and {len(readable) - most} more")
    return _joined([f"*{name}*", *told], "\n") if told else ""


def _line(one: DigestLine, room: _Room, numbers: dict[Source, int]) -> str:
    who = f"{safe(one.who, 60)}: " if one.who else ""
    due = f" ({safe(one.by_when, 60)})" if one.by_when else ""
    where = f" · #{safe(one.channel, 80)}" if one.channel else ""
    text = safe(one.text, room.characters)
    corrected = _CORRECTED if one.corrected else ""
    marks = blocks.marks(one.sources, numbers, room.marks)
    return f"• {who}{text}{due}{where}{marks}{corrected}"


def _claim(claim: Claim, room: _Room, numbers: dict[Source, int]) -> str:
    text = safe(claim.text, room.characters)
    return text + blocks.marks(claim.sources, numbers, room.marks) if text else ""


def _new(digest: Digest) -> str:
    told = []
    if digest.new_channels:
        told.append("Channels: " + _channels(digest.new_channels))
    if digest.new_people:
        told.append("People: " + safe(names(digest.new_people, 8), 400))
    return "\n".join(told)


def _channels(channels: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(f"#{safe(name, 80)}" for name in channels[:most])
    return f"{shown} and {len(channels) - most} more" if len(channels) > most else shown


def _details(channels: Sequence[ChannelNotes], numbers: dict[Source, int]) -> list[OutMessage]:
    """What else there was, channel by channel, in as few messages as the limits allow."""
    messages: list[list[Block]] = []
    for notes in channels:
        block = blocks.section(_channel(notes, numbers))
        full = not messages or (
            text_of(messages[-1]) + text_of(block) > MESSAGE_TEXT
            or len(messages[-1]) == MESSAGE_BLOCKS
        )
        if full:
            messages.append([])
        messages[-1].append(block)
    return [OutMessage(_summary(own), tuple(own)) for own in messages]


def _channel(notes: ChannelNotes, numbers: dict[Source, int]) -> str:
    room = replace(_ROOMS[0], characters=240, marks=1)
    head = f"*#{safe(notes.channel, 80)}* · {count(notes.messages, 'message')}"
    head += f", {count(notes.people, 'person', 'people')}"
    return _joined([head, *(_line(one, room, numbers) for one in notes.lines[:5])], "\n")


def _fallback(digest: Digest) -> str:
    parts = [heading(digest), " ".join(claim.text for claim in digest.headline[:3])]
    parts += [f"{place}. {item.title}" for place, item in enumerate(digest.items, 1)]
    return "\n".join(safe(part, FALLBACK_TEXT // 12) for part in parts if part)


def _summary(shown: Sequence[Block]) -> str:
    heads = [block["text"]["text"].partition("\n")[0].replace("*", "") for block in shown]
    return _joined(heads, "\n", FALLBACK_TEXT)


def _joined(parts: Iterable[str], between: str, limit: int = SECTION_TEXT) -> str:
    """As many whole parts as fit, so that no link or escape is ever cut in two."""
    text = ""
    for part in parts:
        if len(text) + len(between) + len(part) > limit:
            break
        text += between + part if text else part
    return text


def _within(text: str) -> str:
    """A section's text as it is where it fits; without its second line where it doesn't."""
    return text if len(text) <= SECTION_TEXT else text.partition("\n")[0][:SECTION_TEXT]
