"""From the week's matters to the digest: what stands where, and nothing twice. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from digests.channel_week import ChannelWeek
from digests.choose import Matter
from digests.compose.wording import WEEKDAYS
from digests.digest import (
    ChannelNotes,
    Day,
    DigestItem,
    DigestLine,
    Numbers,
    ThreadRef,
)
from digests.extract.due import due
from digests.extract.words import terms
from digests.matters.gratitude import thanks_for
from digests.matters.spoken import LINK, spoken, without_addresses
from digests.matters.statements import closed, congratulates, thanked
from digests.matters.telling import LINE_WORDS, MatterText, Names, asked, line, read
from digests.matters.titles import shortened
from digests.models import Message, Source, Thread, Window
from digests.schedule import days

MOST_ITEMS = 8
MOST_ASKED_FOR = 3
"""Matters that are told only because people put them before the digest."""

MOST_LINES = 6
MOST_QUESTIONS = 4
MOST_THANKS = 3
MOST_CHANNELS = 40
NOTES_PER_CHANNEL = 3

_SOCIAL = """
    random off-topic offtopic watercooler water-cooler social fun banter chat chitchat chit-chat
    lounge memes jokes smalltalk small-talk plauderecke kaffeekueche
"""
SOCIAL = frozenset(_SOCIAL.split())
"""Names that companies give to channels for anything but work; "random" is Slack's own."""

WORTH_OF_CHAT = 15.0
"""What a talk there must be worth to be told: about a dozen people who answered each other."""

_ALIKE = 0.7
_FEW = 3


def item(matter: Matter, text: MatterText, names: Names) -> DigestItem:
    """A matter as an item, with everybody who wrote in it and every channel it went through."""
    wrote = Counter(
        message.user_id
        for thread in matter.threads
        for message in thread.messages
        if message.user_id and not message.is_bot
    )
    people = sorted(wrote, key=lambda user: (-wrote[user], user))
    channels = dict.fromkeys(thread.channel.name for thread in matter.threads)
    return DigestItem(
        matter.facts.key,
        text.title,
        text.claims,
        text.sources,
        tuple(names.people.names.get(user, "Someone") for user in people),
        tuple(channels),
        tuple(
            ThreadRef(
                thread.channel.channel_id,
                thread.ts,
                names.source(thread.messages[0]).permalink,
                len(thread.messages),
            )
            for thread in matter.threads
        ),
        matter.score.total,
        dict(matter.score.parts),
    )


def first_few(told: Sequence[tuple[Matter, MatterText]]) -> list[tuple[Matter, MatterText]]:
    """The best matters, and among them those that people put before the digest, in order.

    A matter whose title nobody understands who wasn't there is left to its channel, unless people
    asked for it; so is what only a few enjoyed in a channel for anything but work. At most three
    that wouldn't have got so far take the place of the last ones.
    """
    told = [pair for pair in told if _asked_for(pair) or (pair[1].stands and _is_news(pair[0]))]
    asked_for = [pair for pair in told[MOST_ITEMS:] if pair[0].facts.nominations][:MOST_ASKED_FOR]
    kept = list(told[:MOST_ITEMS])
    for _ in asked_for if len(kept) == MOST_ITEMS else ():
        last = next((at for at in range(len(kept) - 1, -1, -1) if not _asked_for(kept[at])), None)
        if last is not None:
            del kept[last]
    return [*kept, *asked_for][:MOST_ITEMS]


def _is_news(matter: Matter) -> bool:
    """Whether a matter is more than chat."""
    social = all(thread.channel.name.casefold() in SOCIAL for thread in matter.threads)
    return not (matter.threads and social) or matter.score.total >= WORTH_OF_CHAT


def _asked_for(pair: tuple[Matter, MatterText]) -> bool:
    return pair[0].facts.nominations > 0


def kindnesses(told: Iterable[tuple[Matter, MatterText]], names: Names) -> list[DigestLine]:
    """Congratulations that several people joined in, as lines of thanks.

    Who is welcomed stands under what is new.
    """
    return [
        DigestLine(
            text.title,
            text.sources,
            who=names.people.name(matter.threads[0].messages[0]),
            channel=matter.threads[0].channel.name,
        )
        for matter, text in told
        if matter.worth_knowing and congratulates(text.title)
    ]


def sentence(text: str) -> str:
    """A title as a sentence."""
    return text if text.endswith(("?", "…", "!", ".", "。", "？")) else f"{text}."


def promises(told: Iterable[tuple[Matter, MatterText]]) -> list[DigestLine]:
    """What was promised and, as far as the threads tell, not kept yet, in the order given."""
    lines = []
    for matter, text in told:
        known = {(m.channel_id, m.ts): (t, m) for t in matter.threads for m in t.messages}
        for one in text.promised:
            thread, made = known[one.sources[0].channel_id, one.sources[0].ts]
            if not closed(made.ts, made.user_id, thread):
                lines.append(one)
    return lines


def dated_first(lines: Iterable[DigestLine]) -> list[DigestLine]:
    """Promises that say by when before those that don't, else in the order given."""
    return sorted(lines, key=lambda one: not (one.due or due(one.text)))


class Said:
    """What has been said already, so that no list repeats an item or another list."""

    def __init__(self, items: Iterable[DigestItem] = ()) -> None:
        self._sources: set[Source] = set()
        self._sizes: list[int] = []
        self._texts: dict[str, list[int]] = {}
        for one in items:
            self._add(one.title, one.sources)
            for claim in one.claims:
                self._add(claim.text, claim.sources)

    def fresh(self, lines: Iterable[DigestLine], most: int = MOST_LINES) -> tuple[DigestLine, ...]:
        """Those lines that say something new, in order, at most `most`; they count as said now."""
        kept: list[DigestLine] = []
        for one in lines:
            if len(kept) == most:
                break
            if not self._known(one):
                self._add(one.text, one.sources)
                kept.append(one)
        return tuple(kept)

    def _known(self, line: DigestLine) -> bool:
        if any(source in self._sources for source in line.sources):
            return True
        own = frozenset(terms(line.text))
        shared = Counter(chain.from_iterable(self._texts.get(term, ()) for term in own))
        return any(
            both >= _ALIKE * (len(own) + self._sizes[at] - both) for at, both in shared.items()
        )

    def _add(self, text: str, sources: Iterable[Source]) -> None:
        self._sources.update(sources)
        own = frozenset(terms(text))
        for term in own:
            self._texts.setdefault(term, []).append(len(self._sizes))
        self._sizes.append(len(own))


def unanswered(threads: Iterable[Thread], names: Names, zone: str) -> list[DigestLine]:
    """The questions of threads that opened with one which nobody answered, in the order given."""
    lines = []
    for thread in threads:
        question = asked(read([thread], names))
        if question is None:
            continue
        since = WEEKDAYS[question.message.at.astimezone(ZoneInfo(zone)).weekday()]
        lines.append(line(question, names, due=f"since {since}"))
    return lines


def thanks(messages: Iterable[Message], names: Names) -> list[DigestLine]:
    """Thanks to people by name for something told, the most acclaimed first, each person once."""
    found = sorted(messages, key=lambda m: (-m.reaction_count, m.ts))
    lines, praised = [], set[str]()
    for message in found:
        whom = [user for user in thanked(message) if user in names.people.names]
        said = spoken(without_addresses(names.plain(message.text)))
        text = thanks_for(said, [LINK, *names.people.names.values()])
        if not text or not whom or praised & set(whom):
            continue
        praised |= set(whom)
        lines.append(
            DigestLine(
                shortened(text, LINE_WORDS),
                (names.source(message),),
                who=names.people.name(message),
                channel=names.channels.get(message.channel_id, ""),
            )
        )
    return lines


def channel_notes(
    weeks: Sequence[ChannelWeek], told: Iterable[tuple[Matter, MatterText]], said: Said
) -> tuple[ChannelNotes, ...]:
    """What else there was in each channel that its title tells, that with most people first."""
    by_channel: dict[str, list[DigestLine]] = {}
    for matter, text in told:
        if text.title and text.stands and not (matter.facts.routine or matter.facts.app_only):
            own = by_channel.setdefault(matter.facts.channel_id, [])
            own.append(DigestLine(text.title, text.sources))
    notes: list[ChannelNotes] = []
    for week in sorted(
        weeks, key=lambda week: (-len(week.people), -week.messages, week.channel.name)
    ):
        lines = said.fresh(by_channel.get(week.channel.channel_id, ()), NOTES_PER_CHANNEL)
        if lines and len(notes) < MOST_CHANNELS:
            channel, people = week.channel, len(week.people)
            notes.append(
                ChannelNotes(channel.name, channel.channel_id, week.messages, people, lines)
            )
    return tuple(notes)


def numbers(
    weeks: Sequence[ChannelWeek], window: Window, before: Mapping[str, int] | None
) -> Numbers:
    """The week in numbers.

    Args:
        weeks: of every channel read.
        window: the week.
        before: messages of the week before by date ("2026-11-17"), None if it isn't known.
    """
    per_day = [week.per_day for week in weeks]
    earlier = list(before.values()) if before and any(before.values()) else None
    shown = tuple(
        Day(day, sum(counts[n] for counts in per_day), _at(earlier, n))
        for n, day in enumerate(days(window))
    )
    return Numbers(
        sum(week.messages for week in weeks),
        sum(earlier) if earlier else None,
        len(frozenset[str]().union(*(week.people for week in weeks))),
        len([week for week in weeks if week.messages]),
        shown,
    )


def new_channels(weeks: Sequence[ChannelWeek], window: Window) -> tuple[str, ...]:
    """Names of the channels that were made in the window.

    None if that is most of them: then the workspace is new, or their dates are those of an export.
    """
    made = sorted(w.channel.name for w in weeks if _within(w.channel.created, window))
    return tuple(made) if 2 * len(made) <= len(weeks) or len(made) <= _FEW else ()


def _within(moment: datetime | None, window: Window) -> bool:
    return moment is not None and moment in window


def _at(counts: Sequence[int] | None, place: int) -> int | None:
    return counts[place] if counts is not None and place < len(counts) else None
