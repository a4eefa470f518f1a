"""What one answer has read so far: the messages it may cite, numbered, for one audience."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.services import Services
from digests.audience import Audience
from digests.models import Channel, Message, People
from digests.mrkdwn import plain
from digests.transcript import attached, contained, contained_name


@dataclass
class Reading:
    """The messages that tools have shown the model.

    Attributes:
        found: messages by the id under which the model saw them ("s1", "s2", …).
        searched: how many channels a search looks into.
        matched: how many messages all searches matched.
    """

    services: Services
    audience: Audience
    people: People
    zone: str
    channel_names: dict[str, str]
    searched: int = 0
    found: dict[str, Message] = field(default_factory=dict)
    matched: int = 0

    def show(self, messages: Iterable[tuple[Message, Channel]]) -> str:
        """The messages as lines the model can cite; "" for none. The same message keeps its id."""
        return "\n".join(self.line(message, channel) for message, channel in messages)

    def line(self, message: Message, channel: Channel, part: str | None = None) -> str:
        """One message as a line the model can cite; `part` of its text stands for all of it."""
        number = self._id(message)
        day = message.at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M")
        where = f"#{channel.name}" if channel.name else "direct message"
        said = message.text if part is None else part
        who = contained_name(self.people.name(message))
        text = contained(plain(said, self.people, self.channel_names)) + attached(message)
        return f"[{number} {day} {where} {who}] {text}"

    def _id(self, message: Message) -> str:
        for number, known in self.found.items():
            if (known.channel_id, known.ts) == (message.channel_id, message.ts):
                return number
        number = f"s{1 + sum(known.startswith('s') for known in self.found)}"
        self.found[number] = message
        return number
