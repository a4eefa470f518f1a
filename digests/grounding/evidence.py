"""What messages say, read once for all claims that cite them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from zoneinfo import ZoneInfo

from digests.grounding import dates, numbers, times
from digests.grounding.names import Names
from digests.grounding.text import bare, even, sentences
from digests.models import Message, People, Source
from digests.mrkdwn import bare_links, links_in, neutral, plain
from digests.permalinks import permalink
from digests.transcript import contained

_RAW_LINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^<>|\s]+)")
_MENTION = re.compile(r"<@([A-Z0-9]+)")


@dataclass(frozen=True)
class Facts:
    """What one message says.

    Attributes:
        text: evened, capitals kept, files' names included.
        lower: the same casefolded.
        bare: the same without accents.
        sentences: the same in sentences, bare.
        author: the key of who wrote it.
        mentioned: keys of those it mentions with an @.
        links: the addresses in it, as `same_link` makes them.
        calendar: every date it speaks of; its own day if it speaks of none.
        day: its own day.
        minutes: every time of day it speaks of, and its own, in minutes after midnight.
        channel: the name of its channel, bare, "" if unknown.
    """

    text: str
    lower: str
    bare: str
    sentences: tuple[str, ...]
    author: str
    mentioned: frozenset[str]
    links: frozenset[str]
    numbers: tuple[numbers.Number, ...]
    days: tuple[dates.Day, ...]
    calendar: frozenset[date]
    day: date
    minutes: frozenset[int]
    channel: str


class Evidence:
    """The messages that claims may rest on, by id.

    Attributes:
        ids: messages by the ids the model knows them under.
        zone: IANA name of the zone that times are meant in.
    """

    def __init__(
        self,
        ids: Mapping[str, Message],
        people: People,
        *,
        zone: str = "UTC",
        channels: Mapping[str, str] | None = None,
        workspace_url: str = "",
    ) -> None:
        """Nothing is read until a claim cites it.

        Args:
            ids: from `Transcript.ids`, and those of search results; it may grow later.
            people: names by user id.
            zone: IANA name.
            channels: channel names by id, without "#"; None takes those that the messages give.
            workspace_url: for permalinks; "" leaves them out.
        """
        self.ids, self.zone = ids, zone
        self.people, self._channels, self._url = people, channels, workspace_url
        self._names: Names | None = None
        self._indexing = Lock()
        self._facts: dict[str, tuple[Message, Facts]] = {}

    @property
    def names(self) -> Names:
        """Everybody who can be named.

        Indexed with the first claim, which is checked off the event loop: a large workspace's
        people take a second.
        """
        with self._indexing:
            if self._names is None:
                self._names = Names(self.people.names)
                for message in list(self.ids.values()):
                    self._names.add(_key(message), self.people.name(message))
            return self._names

    def facts(self, name: str) -> Facts:
        """What the message with an id says. Raises KeyError if there is none."""
        message, known = self.ids[name], self._facts.get(name)
        # A message says more once its files were read; it stands under its id anew then.
        if known is None or known[0] is not message:
            self.names.add(_key(message), self.people.name(message))
            known = self._facts[name] = (message, self._read(message))
        return known[1]

    def only(self, ids: Mapping[str, Message]) -> Evidence:
        """Other messages for the same readers."""
        return Evidence(
            ids, self.people, zone=self.zone, channels=self._channels, workspace_url=self._url
        )

    def source(self, message: Message) -> Source:
        """A message as a source, with its permalink where the workspace's address is known."""
        link = ""
        if self._url:
            link = permalink(self._url, message.channel_id, message.ts, message.thread_ts)
        return Source(message.channel_id, message.ts, link, message.edited_ts or "")

    def _read(self, message: Message) -> Facts:
        read = contained(plain(message.text, self.people, self._channels))
        said = as_seen(read, self.people)
        files = " ".join(file.name for file in message.files)
        text = even(f"{said} {files}")
        moment = message.at.astimezone(ZoneInfo(self.zone))
        clocks, days = times.clocks(text, loose=False), dates.days(text)
        raw = [found[1].replace("&amp;", "&") for found in _RAW_LINK.finditer(message.text)]
        lines = [sentence for line in said.split("\n") for sentence in sentences(even(line))]
        return Facts(
            text,
            text.casefold(),
            bare(text),
            tuple(bare(line) for line in lines),
            _key(message),
            frozenset(_MENTION.findall(message.text)),
            frozenset(same_link(link) for link in [*raw, *links_in(said)]),
            tuple(numbers.numbers(without(text, clocks, days), loose=True)[0]),
            tuple(days),
            frozenset(dates.resolved(days, moment.date()) or {moment.date()}),
            moment.date(),
            frozenset(minute for clock in clocks for minute in clock.minutes)
            | {moment.hour * 60 + moment.minute},
            bare((self._channels or {}).get(message.channel_id, "")),
        )


def as_seen(text: str, people: People) -> str:
    """Text without control forms and with its links bare, as claims and messages are compared."""
    return bare_links(neutral(text, people))


def same_link(link: str) -> str:
    """A link in the form in which two spellings of the same address are equal."""
    scheme, separator, rest = link.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.casefold()}{separator}{host.casefold()}{slash}{path}".rstrip("/")


def without(text: str, clocks: list[times.Clock], days: list[dates.Day]) -> str:
    """A text with its times and certain dates blanked out, so that they aren't read as numbers."""
    spans = [clock.span for clock in clocks] + [day.span for day in days if day.sure]
    return blanked(text, spans)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """A text with some stretches replaced by semicolons, which are part of nothing."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = ";" * (end - start)
    return "".join(letters)


def _key(message: Message) -> str:
    """Who wrote a message: the user id, or the name of an app or import."""
    return message.user_id or f"~{message.author}"
