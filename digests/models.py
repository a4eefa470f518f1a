"""The values everything else is made of: Slack's nouns as stored, and what is made of them.

All are frozen. A `ts` is Slack's own string ("1700000000.000100"): it identifies a message within
its channel and is never turned into a float for storing or comparing. Times are aware UTC. Slack's
dicts stop at the edge (`digests/slack_dicts.py` turns them into these).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from digests.coverage import Coverage


class ChannelKind(StrEnum):
    """What Slack calls the four sorts of conversation."""

    PUBLIC = "public"
    PRIVATE = "private"
    IM = "im"
    MPIM = "mpim"


NO_DIGEST = "no-digest"
"""In a channel's topic, this word keeps it out of what others than its members read."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation as Slack last described it.

    Attributes:
        name: without the leading "#"; empty for direct messages.
        is_shared: shared with another organization (Slack Connect), or about to be.
        is_member: whether the bot is in it.
        opted_out: its members asked for it to be left out of what others read.
        created: when it was made, None if Slack never said.
    """

    team_id: str
    channel_id: str
    name: str
    kind: ChannelKind = ChannelKind.PUBLIC
    is_shared: bool = False
    is_archived: bool = False
    is_member: bool = False
    opted_out: bool = False
    topic: str = ""
    created: datetime | None = None

    @property
    def is_org_wide(self) -> bool:
        """Everyone in the workspace may read it: public, not shared outside, not kept out."""
        return self.kind is ChannelKind.PUBLIC and not self.is_shared and not self.is_kept_out

    @property
    def is_kept_out(self) -> bool:
        """Its members or its topic ask to leave it out of what others read."""
        return self.opted_out or NO_DIGEST in self.topic.lower()


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot.

    Attributes:
        name: what people see: display name, else real name, else handle; never empty.
        tz: IANA name, empty if unknown.
        is_guest: restricted to the channels they are in.
        is_stranger: belongs to another organization.
    """

    team_id: str
    user_id: str
    name: str
    tz: str = ""
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji under a message; `count` may exceed `len(users)`, since Slack cuts the list."""

    name: str
    users: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A file hanging on a message; `url` is Slack's private URL without any token, "" when gone."""

    file_id: str
    name: str
    mimetype: str = ""
    size: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now.

    Attributes:
        thread_ts: the root's ts if it belongs to a thread (`ts` itself on the root), else None.
        user_id: who wrote it; None for bots without a user and for messages without an author.
        author: the plain name to show; "" lets the reader look it up by `user_id`.
        text: Slack's mrkdwn. Where Slack's `text` is empty it is what blocks, attachments and files
            say, so an empty `text` means that there is nothing to read.
        subtype: Slack's subtype, "" for an ordinary message.
        edited_ts: ts of the last edit, None if never edited.
        broadcast: a thread reply that was also sent to the channel.
    """

    team_id: str
    channel_id: str
    ts: str
    text: str
    user_id: str | None = None
    author: str = ""
    thread_ts: str | None = None
    subtype: str = ""
    bot_id: str | None = None
    edited_ts: str | None = None
    broadcast: bool = False
    reactions: tuple[Reaction, ...] = ()
    files: tuple[File, ...] = ()

    @property
    def root_ts(self) -> str:
        """The ts of the thread it belongs to; its own where it stands alone."""
        return self.thread_ts or self.ts

    @property
    def is_reply(self) -> bool:
        """A reply in somebody's thread, as opposed to a root or a message that stands alone."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_bot(self) -> bool:
        """Written by an app rather than a person."""
        return self.bot_id is not None

    @property
    def at(self) -> datetime:
        """When it was posted, aware UTC."""
        return at(self.ts)

    @property
    def reaction_count(self) -> int:
        """How many reactions it has, of any kind."""
        return sum(max(reaction.count, len(reaction.users)) for reaction in self.reactions)


@dataclass(frozen=True, slots=True)
class Thread:
    """A root and its replies, ascending by ts.

    Unthreaded talk grouped into a conversation has the same shape, with its first message as root.

    Attributes:
        messages: every known message; empty only if nothing is stored. The root may be missing
            (deleted), in which case the first is a reply.
        total: how many messages Slack or the store says there are; at least `len(messages)`.
    """

    channel: Channel
    ts: str
    messages: tuple[Message, ...]
    total: int = 0

    @property
    def root(self) -> Message | None:
        """The opening message, None where it was deleted."""
        return self.messages[0] if self.messages and self.messages[0].ts == self.ts else None

    @property
    def participants(self) -> tuple[str, ...]:
        """Ids of the people who wrote in it, in order of appearance; bots left out."""
        people = (m.user_id for m in self.messages if m.user_id and not m.is_bot)
        return tuple(dict.fromkeys(people))


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open stretch of time [start, end), aware UTC, and the zone it was cut in."""

    start: datetime
    end: datetime
    zone: str = "UTC"
    name: str = ""

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Source:
    """The message a claim rests on.

    Attributes:
        permalink: "" where no address is known (plain stdin).
        edited_ts: the last edit of what was read, "" if there was none; None if nobody noted it.
            Two sources are the same message whichever edit was read.
    """

    channel_id: str
    ts: str
    permalink: str = ""
    edited_ts: str | None = field(default=None, compare=False)


class Section(StrEnum):
    """Where in a summary a claim stands."""

    OVERVIEW = "overview"
    DECIDED = "decided"
    TO_DO = "to_do"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement and the messages it rests on (at least one, once it is grounded)."""

    text: str
    sources: tuple[Source, ...]
    section: Section = Section.OVERVIEW


class Engine(StrEnum):
    """Who wrote a summary."""

    CLAUDE = "claude"
    EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said about a thread.

    Attributes:
        claims: in the order to show; empty only if there was nothing to read.
        model: the model's id, "" for the extractive engine.
        withheld: how many claims the messages did not support and that are therefore not shown.
        note: one sentence for the reader on something unusual ("" if nothing is).
    """

    claims: tuple[Claim, ...]
    engine: Engine
    coverage: Coverage
    model: str = ""
    withheld: int = 0
    note: str = ""

    def section(self, section: Section) -> tuple[Claim, ...]:
        """The claims of one section, in order; empty if there are none."""
        return tuple(claim for claim in self.claims if claim.section is section)


@dataclass(frozen=True, slots=True)
class People:
    """Names by user id, for showing people without pinging them."""

    names: dict[str, str] = field(default_factory=dict)

    def name(self, message: Message) -> str:
        """The plain name of a message's author; "Someone" where Slack never told."""
        if message.user_id and message.user_id in self.names:
            return self.names[message.user_id]
        return message.author or "Someone"


def at(ts: str) -> datetime:
    """A Slack ts as aware UTC, to the microsecond. Raises ValueError if it isn't one."""
    seconds, _, fraction = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(
        microsecond=int((fraction or "0")[:6].ljust(6, "0"))
    )


def ts_at(moment: datetime) -> str:
    """The smallest ts at or after a moment (six digits after the point), the inverse of `at`."""
    return f"{int(moment.timestamp())}.{moment.microsecond:06d}"
