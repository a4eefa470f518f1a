"""The Friday digest as values: what is said about a week, before it becomes Slack messages.

Everything that stands here was read from messages its readers may see; every line names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from digests.coverage import Coverage
from digests.models import Claim, Engine, Source, Window

YOUR_CHANNELS = "your channels"
"""What a personal digest is about."""


@dataclass(frozen=True, slots=True)
class ThreadRef:
    """Where a thread stands, for the one click from an item to it.

    Attributes:
        ts: its root's ts (the first message's, for unthreaded talk).
        permalink: "" where the workspace's address is unknown.
        messages: how many were read, at least 1.
    """

    channel_id: str
    ts: str
    permalink: str = ""
    messages: int = 1


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One thing worth knowing; several threads about the same matter are one item.

    Attributes:
        item_id: "CHANNEL_ID/TS" of its leading thread, the same for any run over the same messages.
        title: plain words, one line, never cut within a word.
        claims: one to three sentences with their sources; empty where the title says it all, in
            which case `sources` still has the message it comes from.
        sources: messages the title rests on.
        people: plain names, those who wrote most first.
        channels: names without "#", the leading thread's first.
        score: what `rank` gave it; `parts` explains it by named contributions that add up to it.
        corrected: one of the people it is about, or an admin, changed its words.
    """

    item_id: str
    title: str
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    people: tuple[str, ...]
    channels: tuple[str, ...]
    threads: tuple[ThreadRef, ...]
    score: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One line of a list: a decision, a promise, a question, thanks.

    Attributes:
        text: plain words, one line.
        who: the plain name of its owner or asker, "" if it has none.
        due: what was said about when, in the words of the message; "" if nothing was.
        channel: name without "#".
        corrected: somebody it is about, or an admin, changed its words.
    """

    text: str
    sources: tuple[Source, ...]
    who: str = ""
    due: str = ""
    channel: str = ""
    corrected: bool = False

    @property
    def by_when(self) -> str:
        """What to say of when beside the text; "" where the text says it itself."""
        return "" if self.due.casefold() in self.text.casefold() else self.due


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt whose answer people liked.

    Attributes:
        text: what was asked, in one line, without the mention of the bot.
        who: the plain name of who asked.
        sources: the message that asked.
    """

    text: str
    who: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day's messages: this week and seven days earlier (None: not known)."""

    day: date
    messages: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The week in numbers.

    Attributes:
        messages: all that were posted in the channels read.
        before: the same for the week before, None where nothing of it is stored.
        people: how many people wrote.
        channels: how many channels had messages.
        days: the days the window touches, ascending.
    """

    messages: int = 0
    before: int | None = None
    people: int = 0
    channels: int = 0
    days: tuple[Day, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelNotes:
    """What is said about one channel in the digest's thread; `lines` has at least one."""

    channel: str
    channel_id: str
    messages: int
    people: int
    lines: tuple[DigestLine, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """One week for one audience.

    Attributes:
        headline: up to three sentences.
        about: what it is confined to, shown beside the week: "#payments", "your channels"; "" for
            the whole workspace's.
        for_you: in a personal digest, what concerns its reader.
        items: best first, at most eight; none (nor anything for its reader, nor a headline) makes
            it a quiet week. One whose items were all taken out has its headline still.
        prompts: those that worked, liked most first.
        canvas: address of the canvas that holds the whole digest, "" where there is none.
        still_open: promises of the week before that nobody has closed.
        coverage: what was read of what there was, and what was left out and why.
        cost: US dollars, None where nothing was paid or the price is unknown.
        late: it is sent so long after its moment that readers are told.
        notes: sentences for readers on anything unusual (a model that failed, gaps).
    """

    team_id: str
    window: Window
    headline: tuple[Claim, ...] = ()
    items: tuple[DigestItem, ...] = ()
    decided: tuple[DigestLine, ...] = ()
    promised: tuple[DigestLine, ...] = ()
    still_open: tuple[DigestLine, ...] = ()
    unanswered: tuple[DigestLine, ...] = ()
    thanks: tuple[DigestLine, ...] = ()
    new_channels: tuple[str, ...] = ()
    new_people: tuple[str, ...] = ()
    numbers: Numbers = field(default_factory=Numbers)
    channels: tuple[ChannelNotes, ...] = ()
    coverage: Coverage = field(default_factory=lambda: Coverage(0, 0, 0))
    engine: Engine = Engine.EXTRACTIVE
    model: str = ""
    cost: float | None = None
    late: bool = False
    notes: tuple[str, ...] = ()
    about: str = ""
    for_you: tuple[DigestLine, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    canvas: str = ""

    @property
    def quiet(self) -> bool:
        """Nothing in this week needs its readers: it is told in one line."""
        owed = self.decided or self.promised or self.still_open
        return not (self.items or self.for_you or self.headline or owed)

    @property
    def sources(self) -> frozenset[Source]:
        """Every message that anything in this digest rests on."""
        return frozenset(source for sources in self._cited() for source in sources)

    @property
    def permalinks(self) -> frozenset[str]:
        """Every address this digest may link to; nothing else is ever a link."""
        threads = (thread.permalink for item in self.items for thread in item.threads)
        return frozenset(link for link in (*threads, *(s.permalink for s in self.sources)) if link)

    def _cited(self) -> Iterable[tuple[Source, ...]]:
        yield from (claim.sources for claim in self.headline)
        for item in self.items:
            yield item.sources
            yield from (claim.sources for claim in item.claims)
        notes = (line for channel in self.channels for line in channel.lines)
        for line in (*self.lines, *notes):
            yield line.sources
        yield from (prompt.sources for prompt in self.prompts)

    @property
    def lines(self) -> tuple[DigestLine, ...]:
        """Every line of every list in the main message."""
        lists = (
            self.for_you, self.decided, self.promised, self.still_open, self.unanswered,
            self.thanks,
        )  # fmt: skip
        return tuple(line for part in lists for line in part)
