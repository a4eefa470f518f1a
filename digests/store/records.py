"""What the store keeps beside Slack's own nouns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digests.audience import Audience
from digests.models import Channel, Message, Source, Summary, Window


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack workspace.

    Attributes:
        url: its address, such as "https://example.slack.com/"; "" where unknown.
        zone: IANA name of its time zone; "" where unknown.
        bot_user_id: the bot's own user, None where the bot was never connected (import only).
    """

    team_id: str
    name: str = ""
    url: str = ""
    zone: str = ""
    bot_user_id: str | None = None
    bot_id: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for.

    Attributes:
        text: words, all of which must occur (if no message has all, any of them), and "phrases" in
            quotes; nothing else in it is syntax. "" finds the newest of a person or channel.
        after: the oldest ts, inclusive.
        before: the newest ts, exclusive.
        limit: at most this many hits, 1 to 200.
    """

    text: str
    user_id: str | None = None
    channel_id: str | None = None
    after: str | None = None
    before: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A message found; `snippet` is one line around the match, `rank` 0 to 1, the best highest."""

    message: Message
    channel: Channel
    snippet: str
    rank: float


@dataclass(frozen=True, slots=True)
class StoredSummary:
    """A summary under the key of the content it rests on; `sources` are every (channel_id, ts)."""

    key: str
    team_id: str
    channel_id: str
    summary: Summary
    prompt_version: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DigestRecord:
    """A compiled digest.

    Attributes:
        audience: for whom it was made; it can be read by those who may read all of that.
        text: everything it says, as plain text: what the archive is searched by.
        body: the whole of it as JSON values.
        sources: every message it rests on.
        stale: a message it rests on was edited or deleted since; putting it again, without what was
            deleted, clears that.
    """

    digest_id: str
    team_id: str
    window: Window
    audience: Audience
    text: str
    body: Any
    created_at: datetime
    sources: tuple[Source, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that is to stand in one place exactly once.

    Attributes:
        state: "new" (claimed by this very call), "claimed" (claimed before, perhaps posted),
            "posted" (it has a ts), or "done".
        at: when it was claimed.
        stale: a message that it cites was edited or deleted since.
        stopped_by: user id of who pressed Stop while it was written, "" for somebody; None if
            nobody did.
    """

    key: str
    team_id: str
    channel_id: str
    state: str
    at: datetime
    thread_ts: str | None = None
    ts: str | None = None
    stale: bool = False
    stopped_by: str | None = None


@dataclass(frozen=True, slots=True)
class BatchNote:
    """What the model was asked to read in a batch; ids only, no text.

    Attributes:
        key: stands for the asking itself.
        at: when it was asked, noted before the model was told.
        zone: in which the threads' times were written.
        tokens: about how much it reads.
        requests: the ids of the batch's requests, in order.
        threads: what they read, in order: each thread's channel id and the ts of its messages.
        batch_id: the API's; None while nobody knows whether the API took it in.
    """

    key: str
    team_id: str
    at: datetime
    zone: str
    tokens: int
    requests: tuple[str, ...]
    threads: tuple[tuple[str, tuple[str, ...]], ...]
    batch_id: str | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thinks of something the bot said; `verdict` is "up" or "down"."""

    team_id: str
    channel_id: str
    ts: str
    user_id: str
    verdict: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what that others may want to look up; `detail` holds ids, never message text."""

    team_id: str
    at: datetime
    actor: str
    action: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Executor:
    """A process at work.

    Attributes:
        host: the machine, and the process namespace on it, within which `pid` is unique.
        version: of the order of steps; it resumes jobs of that version only.
        at: its last heartbeat, by its own clock. Compared with itself, never with another clock.
    """

    executor_id: str
    host: str
    pid: int
    version: str
    at: datetime
