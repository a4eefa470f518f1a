"""Messages as the numbered transcript a model reads, within a budget of tokens. Pure.

A transcript looks like this, one line per message, times in the readers' zone:

    --- 2026-11-17 ---
    [m1 14:03 Alice Kim] Payments are failing since the deploy
    [m2 14:05 Jon Park] Looking into it
      second line of the same message

Ids count from m1 by age and stay the same in every part. What messages contain can't pass for
something else: it holds no line that starts like another message, no `[m3]` that could be copied
as a citation, and nothing that ends the data block it is put into.

Left out: reactions (they would double the length), avatars, and messages without any text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

from digests.models import Message, People
from digests.mrkdwn import plain, visible

MAX_PART_TOKENS = 60_000
"""Most tokens of transcript in one call; longer threads are read in parts."""

_CITATION = re.compile(r"[\[［](?=\s*[ms]\d)", re.IGNORECASE)
# The names of the blocks that content is put into; see the prompts.
_BLOCKS = "transcript|thread|part|messages|results|request|prompt|question|ask|written|failed|file"
_BLOCK_TAG = re.compile(rf"<(?=\s*/?\s*(?:{_BLOCKS}))", re.IGNORECASE)
_NAME_BREAKS = re.compile(r"[\[\]［］<>\s]+")
_MAX_NAME = 80
# A split may fall anywhere within this share of a part, at the longest silence found there.
_LEEWAY = 0.15


@dataclass(frozen=True, slots=True)
class Line:
    """One message, or a piece of one too long for a part; `tokens` is an upper-bound estimate."""

    id: str
    message: Message
    text: str
    day: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """Numbered messages. Empty if none of them has any text."""

    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """What the model reads, the same for the same messages; "" if there are no lines."""
        shown: list[str] = []
        day = ""
        for line in self.lines:
            if line.day != day:
                day = line.day
                shown.append(f"--- {day} ---")
            shown.append(line.text)
        return "\n".join(shown)

    @property
    def ids(self) -> dict[str, Message]:
        """The messages by id ("m17")."""
        return {line.id: line.message for line in self.lines}

    @property
    def tokens(self) -> int:
        """An upper-bound estimate of its length in tokens."""
        return sum(line.tokens for line in self.lines)

    def since(self, ts: str) -> Transcript:
        """Its lines from messages younger than a ts, under the same ids."""
        newer = (int(ts.split(".")[0]), ts)
        return Transcript(tuple(line for line in self.lines if _age(line.message.ts) > newer))

    def only(self, ids: Iterable[str]) -> Transcript:
        """Its lines with these ids, in the transcript's order."""
        wanted = frozenset(ids)
        return Transcript(tuple(line for line in self.lines if line.id in wanted))


def build(
    messages: Iterable[Message],
    people: People,
    zone: str,
    *,
    channels: Mapping[str, str] | None = None,
) -> Transcript:
    """The transcript of some messages, in any order, of one channel.

    Args:
        messages: those without text take no line and no number.
        people: names for authors and mentions.
        zone: IANA name of the readers' time zone.
        channels: channel names by id, for mentions of channels.
    """
    place = ZoneInfo(zone)
    spoken = [m for m in sorted(messages, key=lambda m: _age(m.ts)) if m.text.strip()]
    lines: list[Line] = []
    for index, message in enumerate(spoken, 1):
        text = contained(plain(message.text, people, channels)) + attached(message)
        lines.extend(_lines(f"m{index}", message, text, people, place))
    return Transcript(tuple(lines))


def split(
    transcript: Transcript, *, budget: int = MAX_PART_TOKENS, tokens: int | None = None
) -> tuple[Transcript, ...]:
    """The transcript in as few parts of even length as a budget allows, cut where talk paused.

    Args:
        transcript: of any length; an empty one gives no parts.
        budget: most tokens per part, at least 1,000.
        tokens: its counted length, where that is known better than the estimate.
    """
    if not transcript.lines:
        return ()
    estimate = transcript.tokens
    scale = (tokens or estimate) / estimate
    weights = [line.tokens * scale for line in transcript.lines]
    parts: list[Transcript] = []
    start = 0
    while start < len(weights):
        end = _cut(transcript.lines, weights, start, budget)
        parts.append(Transcript(transcript.lines[start:end]))
        start = end
    return tuple(parts)


def estimate_tokens(text: str) -> int:
    """How many tokens a text has at most, near enough to decide whether it has to be counted.

    Latin text is taken at 2.5 characters a token, everything else at one token per two bytes:
    above what current tokenizers need for prose in any script.
    """
    size = len(text)
    extra = len(text.encode("utf-8", "replace")) - size
    if not extra:
        return math.ceil(size / 2.5)
    wide = sum(1 for character in text if character > "\u007f")
    return math.ceil((size - wide) / 2.5 + (extra + wide) / 2)


def contained(text: str) -> str:
    """Message text that can't be taken for a citation, another line or the end of its block."""
    quiet = _BLOCK_TAG.sub("‹", _CITATION.sub("(", visible(text).strip()))
    return "\n  ".join(part.rstrip() for part in quiet.splitlines() if part.strip())


def sanitize(
    text: str, people: People | None = None, channels: Mapping[str, str] | None = None
) -> str:
    """One line that may stand among material: Slack's mrkdwn read if `people` are given."""
    spoken = plain(text, people, channels) if people is not None else text
    return " ".join(contained(spoken).split())


def attached(message: Message) -> str:
    """What a line says of a message's files: " (file: plan.pdf)"; "" where its text names them."""
    names = [contained_name(file.name) for file in message.files if file.name.strip()]
    untold = [name for name in names if name not in message.text]
    if not untold:
        return ""
    return f" ({'file' if len(untold) == 1 else 'files'}: {', '.join(untold)})"


def contained_name(name: str) -> str:
    """A display name that can't break the line it stands in; "Someone" if nothing is left."""
    return _NAME_BREAKS.sub(" ", visible(name)).strip()[:_MAX_NAME] or "Someone"


def _lines(name: str, message: Message, text: str, people: People, place: tzinfo) -> Iterable[Line]:
    """The line of a message; several, under one id, if it wouldn't fit half a part."""
    moment = message.at.astimezone(place)
    head = f"[{name} {moment:%H:%M} {contained_name(people.name(message))}]"
    for piece in _pieces(text, MAX_PART_TOKENS // 2):
        shown = f"{head} {piece}"
        yield Line(name, message, shown, f"{moment:%Y-%m-%d}", estimate_tokens(shown) + 2)


def _pieces(text: str, tokens: int) -> Iterable[str]:
    """A text in pieces of at most so many tokens, cut at spaces where there are any."""
    while estimate_tokens(text) > tokens:
        end = tokens // 2
        space = text.rfind(" ", end // 2, end)
        end = space if space > 0 else end
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def _cut(lines: tuple[Line, ...], weights: list[float], start: int, budget: int) -> int:
    """Where the part that begins at `start` ends: even parts, cut at the longest silence."""
    left = sum(weights[start:])
    parts = math.ceil(left / budget)
    if parts <= 1:
        return len(lines)
    target = left / parts
    low = max(target * (1 - _LEEWAY), left - budget * (parts - 1))
    best, silence, total = start + 1, -1.0, 0.0
    for index in range(start, len(lines) - 1):
        total += weights[index]
        if total > min(budget, target * (1 + _LEEWAY)):
            break
        pause = _pause(lines[index], lines[index + 1])
        if total < low or pause >= silence:
            best, silence = index + 1, pause if total >= low else -1.0
    return best


def _pause(before: Line, after: Line) -> float:
    """Seconds of silence between two lines; nothing within a message cut in pieces."""
    return (after.message.at - before.message.at).total_seconds()


def _age(ts: str) -> tuple[int, str]:
    return int(ts.split(".")[0]), ts
