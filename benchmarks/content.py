"""Invented talk of any size, the same for the same arguments; pure.

Every message carries a number of its own, so that a bench can see which of them reached the model.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from digests.models import Message
from sandbox.seed import Seed

TEAM = "T0BENCH001"
PEOPLE = tuple(f"U0BENCH{n:03d}" for n in range(40))
_FIRST = ("Mara", "Jon", "Wei", "Priya", "Ana", "Tomas", "Lena", "Omar", "Ines", "Kofi")
_LAST = ("Keller", "Adair", "Chen", "Novak")
_WHO = (
    "the importer", "the invoice page", "our search cluster", "the night job", "the login form",
    "the price table", "the mail gateway", "the export", "the mobile build", "the audit log",
    "the cache in front of checkout", "the translation file", "the payment webhook", "the backup",
)  # fmt: skip
_DOES = (
    "drops every third row", "takes twice as long since the last release", "fails for new accounts",
    "works again after a restart", "needs a second reviewer", "shows yesterday's numbers",
    "sends the same notice twice", "runs out of memory in the afternoon", "is ready for testing",
    "waits for the vendor's certificate", "was rolled back", "needs an owner before the audit",
)  # fmt: skip
_WHY = (
    "because the queue was never drained", "although the tests are green",
    "since we moved it to the other region", "and support has had calls about it",
    "which explains the gap in the report", "so the customer in Oslo had to wait",
    "and nobody had changed the limits", "while the old one still answers",
)  # fmt: skip
_ALSO = (
    "I looked at the traces for an hour and found nothing that points at the database.",
    "The graph from last week looks the same, only the mornings are quieter.",
    "Whoever reads this later: the runbook has the steps, but the third one is out of date.",
    "It would help to know whether the other office sees it as well.",
    "My guess is the clock, but I have been wrong about that before.",
    "There is a ticket for it with all the details and a recording.",
)  # fmt: skip
_SAID = (
    "Let's go with the smaller batch for now, everyone agreed in the call.",
    "I'll write the migration and have it reviewed by Monday.",
    "Does anybody know who owns the certificate for that host?",
    "We decided to keep the old endpoint until the partners have moved.",
    "Thanks, that was the missing piece.",
    "Could the limit be raised without a new contract?",
)  # fmt: skip
_USUAL = (1, 2, 3, 1, 5, 2, 8, 3, 1, 2, 4, 30, 2, 1, 3, 12, 2, 6, 1, 4)
_MARK = re.compile(rb"case (\d{1,7})\b")


@dataclass(frozen=True, slots=True)
class Said:
    """A message: epoch seconds, who, what, and the root's seconds if it stands in a thread."""

    at: int
    user_id: str
    text: str
    root: int | None = None

    @property
    def ts(self) -> str:
        """Slack's name for it."""
        return f"{self.at}.000100"

    @property
    def thread_ts(self) -> str | None:
        """The root's ts, None where it stands alone."""
        return None if self.root is None else f"{self.root}.000100"


def sentence(number: int, sentences: int = 3) -> str:
    """What the message of that number says, in one to three sentences."""
    rng = random.Random(number)
    who, does, why = rng.choice(_WHO), rng.choice(_DOES), rng.choice(_WHY)
    first = f"In case {number} {who} {does} {why}."
    return " ".join([first, rng.choice(_ALSO), rng.choice(_SAID)][:sentences])


def numbers(sent: bytes) -> set[int]:
    """The numbers of the messages that occur in what was sent somewhere."""
    return {int(found) for found in _MARK.findall(sent)}


def thread(first: int, length: int, at: int, *, step: int = 30, sentences: int = 3) -> list[Said]:
    """A thread of so many messages, numbered from `first`, one every `step` seconds."""
    return [
        Said(at + n * step, PEOPLE[(first + n * 7) % 11], sentence(first + n, sentences), at)
        for n in range(length)
    ]


def channel(first: int, messages: int, replies: int, start: int, seconds: int) -> list[Said]:
    """A channel's week: most threads are short, a few are long.

    Args:
        first: the number of its first message.
        messages: how many there are, replies included.
        replies: how many of them are replies, fewer than all.
        start: epoch seconds of the first one.
        seconds: how long it goes on.
    """
    roots = messages - replies
    lengths = _lengths(replies, roots)
    step, every = seconds // messages, roots // max(1, len(lengths))
    said: list[Said] = []
    for n in range(roots):
        number = first + len(said)
        at = start + len(said) * step
        if n % every == 0 and n // every < len(lengths):
            said += thread(number, lengths[n // every] + 1, at, step=step, sentences=2)
        else:
            said.append(Said(at, PEOPLE[number % len(PEOPLE)], sentence(number, 2)))
    return said


def _lengths(replies: int, threads: int) -> list[int]:
    """How many replies each thread gets, so many together, in at most so many threads."""
    lengths: list[int] = []
    for usual in itertools.cycle(_USUAL):
        if not replies:
            break
        lengths.append(min(usual, replies) if len(lengths) < threads - 1 else replies)
        replies -= lengths[-1]
    return lengths


def slack(said: Iterable[Said]) -> list[dict[str, Any]]:
    """As Slack's own message objects, replies included, roots knowing their replies."""
    found = list(said)
    replies: dict[int, list[Said]] = {}
    for one in found:
        if one.root is not None and one.root != one.at:
            replies.setdefault(one.root, []).append(one)
    return [_slack(one, replies.get(one.at, [])) for one in found]


def _slack(said: Said, replies: list[Said]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "type": "message", "user": said.user_id, "text": said.text, "ts": said.ts, "team": TEAM,
    }  # fmt: skip
    if said.thread_ts is not None:
        row["thread_ts"] = said.thread_ts
    if replies:
        users = list(dict.fromkeys(one.user_id for one in replies))
        row |= {"reply_count": len(replies), "reply_users": users, "latest_reply": replies[-1].ts}
        row["reply_users_count"] = len(users)
    elif said.root is not None and said.root != said.at:
        row["parent_user_id"] = PEOPLE[0]
    return row


def messages(said: Iterable[Said], channel_id: str) -> Iterator[Message]:
    """As stored messages of a channel."""
    for one in said:
        yield Message(TEAM, channel_id, one.ts, one.text, one.user_id, thread_ts=one.thread_ts)


def users() -> list[dict[str, Any]]:
    """The people as Slack's own user objects."""
    return [
        {"id": user_id, "team_id": TEAM, "name": f"person{n}", "deleted": False, "is_bot": False,
         "tz": "UTC", "real_name": name(n), "profile": {"real_name": name(n), "display_name": ""}}
        for n, user_id in enumerate(PEOPLE)
    ]  # fmt: skip


def name(person: int) -> str:
    """What colleagues call the person of that number."""
    return f"{_FIRST[person % len(_FIRST)]} {_LAST[person // len(_FIRST) % len(_LAST)]}"


def seed(rooms: dict[str, list[Said]]) -> Seed:
    """A workspace with these public channels, everybody and the bot in each; keys are ids."""
    newest = max((one.at for said in rooms.values() for one in said), default=0)
    oldest = min((one.at for said in rooms.values() for one in said), default=0)
    return Seed(
        team={"id": TEAM, "name": "Bench", "domain": "bench"},
        users=users(),
        channels=[_room(room_id, oldest) for room_id in rooms],
        messages={
            room_id: sorted(slack(said), key=lambda row: str(row["ts"]))
            for room_id, said in rooms.items()
        },
        newest=float(newest),
    )


def _room(room_id: str, created: int) -> dict[str, Any]:
    text = {"value": "", "creator": "", "last_set": 0}
    return {
        "id": room_id, "name": room_id.lower(), "is_channel": True, "is_private": False,
        "is_archived": False, "created": created, "creator": PEOPLE[0], "topic": text,
        "purpose": text, "members": list(PEOPLE), "bot_member": True,
    }  # fmt: skip
