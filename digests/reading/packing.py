"""Several threads in as few calls as their length allows: what each call reads. Pure.

Threads stand one after the other under ids that count through, and a long one goes on in the next
call; so the number of calls depends on how much there is to read, never on how many threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from digests import prompts
from digests.claude.calls import Call, Caller, user
from digests.grounding.drafts import DraftReader
from digests.models import Message, People, Section, Summary, Thread
from digests.transcript import (
    MAX_PART_TOKENS,
    Line,
    Transcript,
    build,
    contained_name,
    sanitize,
    split,
)

BUDGET = MAX_PART_TOKENS - 2_000
"""Tokens of transcript in one call; instructions and what was said before take the rest."""

_REQUEST = "<request>\nLength: longer.\n</request>"


@dataclass(frozen=True, slots=True)
class Unread:
    """A thread of which something has not been read.

    Attributes:
        thread: as the model may read it.
        new: its messages that have not been read, ascending; at least one, all with text.
        kept: what was said about the others, None if there are none.
    """

    thread: Thread
    new: tuple[Message, ...]
    kept: Summary | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one call reads; `owner` tells which of the threads a line id belongs to."""

    lines: tuple[Line, ...]
    owner: Mapping[str, int]

    @property
    def ids(self) -> dict[str, Message]:
        """The messages by the ids the model knows them under."""
        return {line.id: line.message for line in self.lines}

    @property
    def threads(self) -> frozenset[int]:
        """The places of the threads that it reads at least a line of."""
        return frozenset(self.owner[line.id] for line in self.lines)


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is to be read, in order; `owner` as in `Part`."""

    transcript: Transcript
    owner: Mapping[str, int]

    def parts(self, tokens: int | None = None) -> tuple[Part, ...]:
        """As few parts as fit, cut where talk paused; none of nothing.

        Args:
            tokens: the counted length, where that is known better than the estimate.
        """
        made = split(self.transcript, budget=BUDGET, tokens=tokens)
        return tuple(Part(part.lines, self.owner) for part in made)


def pack(unread: Sequence[Unread], people: People, zone: str, channels: Mapping[str, str]) -> Pack:
    """The new messages of some threads, one thread after the other, numbered through."""
    lines: list[Line] = []
    owner: dict[str, int] = {}
    for place, one in enumerate(unread):
        first = len(owner)
        for line in build(one.new, people, zone, channels=channels).lines:
            name = f"m{first + int(line.id[1:])}"
            text = line.text.replace(f"[{line.id} ", f"[{name} ", 1)
            lines.append(replace(line, id=name, text=text))
            owner[name] = place
    return Pack(Transcript(tuple(lines)), owner)


def call(part: Part, unread: Sequence[Unread], model: str, caller: Caller) -> Call:
    """The call that reads a part."""
    blocks = []
    for place, lines in groupby(part.lines, key=lambda line: part.owner[line.id]):
        one = unread[place]
        name = contained_name(one.thread.channel.name).replace('"', "")
        text = Transcript(tuple(lines)).text
        blocks.append(f'<thread number="{place + 1}" channel="{name}">\n{text}\n</thread>')
        blocks.extend(_said(one.kept))
    system = prompts.load("read").text
    return Call(model, system, (user("\n".join(blocks), _REQUEST),), caller=caller)


def reader_after(line: str, reader: DraftReader) -> DraftReader:
    """A new reader of drafts where a line begins another thread, else the one there was."""
    return DraftReader() if line.lstrip().startswith("# ") else reader


def _said(kept: Summary | None) -> Iterable[str]:
    """What was said about a thread's older messages, without ids: it can't be cited again."""
    if kept is None or not kept.claims:
        return
    told = [f"- {sanitize(claim.text)}" for section in Section for claim in kept.section(section)]
    yield "\n".join(["<written>", *told, "</written>"])
