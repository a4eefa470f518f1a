"""A week's matters from messages at hand, by the same steps as from a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digests.channel_week import ChannelWeek, Promising, look
from digests.choose import Choice, Matter, choose, shortlist
from digests.matters.same_matter import Told, telling
from digests.matters.same_matter import matters as grouped
from digests.matters.studies import Study, study
from digests.matters.telling import Names
from digests.models import Channel, Message, Thread, Window
from digests.week_texts import whole


@dataclass(frozen=True)
class Said:
    """What was said in a channel in a week."""

    channel: Channel
    messages: tuple[Message, ...]
    window: Window

    @property
    def week(self) -> ChannelWeek:
        return look(self.channel, self.messages, self.window)

    def thread(self, one: Promising) -> Thread:
        by_ts = {message.ts: message for message in self.messages}
        messages = tuple(by_ts[ts] for ts in one.messages)
        return Thread(self.channel, one.root, messages, len(messages))

    @property
    def questions(self) -> list[Thread]:
        return [self.thread(one) for one in self.week.questions]

    @property
    def thanks(self) -> list[Message]:
        wanted = {ts for ts, _ in self.week.thanks}
        return [message for message in self.messages if message.ts in wanted]


def matters_of(said: Sequence[Said], names: Names) -> list[Matter]:
    """The matters of some channels, best first, each with all its sentences."""
    by_id = {one.channel.channel_id: one for one in said}
    short = list(shortlist([one.week for one in said]))
    threads = {one.facts.key: by_id[one.facts.channel_id].thread(one) for one in short}
    studies = {one.facts.key: study(Study(), threads[one.facts.key], one.ts) for one in short}

    def matter(choice: Choice) -> Matter:
        own = tuple(threads[one.facts.key] for one in choice.threads)
        return whole(Matter(own, (), choice.facts, choice.score), names)

    return [matter(choice) for choice in choose(short, studies)]


def same_matter(threads: Sequence[Thread]) -> list[tuple[Thread, ...]]:
    """Threads grouped by matter."""
    told = [
        Told(
            thread.channel.channel_id,
            [m.ts for m in thread.messages],
            telling(thread.messages),
        )
        for thread in threads
    ]
    return [tuple(threads[at] for at in group) for group in grouped(told)]
