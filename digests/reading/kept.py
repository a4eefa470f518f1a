"""What was said about threads for the digest, kept under their content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digests import prompts
from digests.audience import Audience
from digests.claude.calls import Caller
from digests.matters.telling import Names
from digests.models import Message, Summary, Thread
from digests.summarize.cache import Summaries
from digests.summarize.request import content_hash, digest


@dataclass(frozen=True, slots=True)
class Readers:
    """For whom threads are read: the names they may know, their zone, and who pays."""

    names: Names
    zone: str
    caller: Caller


class Kept:
    """The summaries of one model; None for `summaries` keeps nothing."""

    def __init__(self, summaries: Summaries | None, model: str) -> None:
        self._summaries, self._model = summaries, model

    async def of(self, thread: Thread, zone: str) -> tuple[Summary | None, int]:
        """What is kept about a thread, and how many of its first messages that covers."""
        channel = thread.channel
        if self._summaries is None:
            return None, 0
        only_here = Audience(channel.team_id, channel_ids=frozenset({channel.channel_id}))
        stored = await self._summaries.get(only_here, self._key(thread, zone))
        if stored is None:
            return None, 0
        here = {ts for channel_id, ts in stored.sources if channel_id == channel.channel_id}
        covered = tuple(m for m in thread.messages if m.ts in here)
        same = covered == thread.messages[: len(covered)]
        if not same or stored.prompt_version != _version(covered):
            return None, 0
        return stored.summary, len(covered)

    async def put(self, thread: Thread, zone: str, summary: Summary) -> None:
        """Keep what was said about all the messages of a thread."""
        if self._summaries is None:
            return
        channel, messages = thread.channel, thread.messages
        await self._summaries.put(
            self._key(thread, zone),
            channel.team_id,
            channel.channel_id,
            summary,
            _version(messages),
            [message.ts for message in messages],
        )

    def _key(self, thread: Thread, zone: str) -> str:
        """One key per thread, model and zone: newer content replaces older."""
        channel = thread.channel
        asked = digest(["digest", self._model, zone])
        return f"{channel.team_id}/{channel.channel_id}/{thread.messages[0].ts}/{asked}"


def _version(covered: Sequence[Message]) -> str:
    """What a kept summary depends on besides its key: the instructions and the exact content."""
    return f"{prompts.load('read').version}/{content_hash(covered)}"
