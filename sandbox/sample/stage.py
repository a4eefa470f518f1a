"""Lines of one channel made into Slack's message objects; pure."""

from __future__ import annotations

import random
import re
import uuid
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import Any

from sandbox.rich_text import rich_text
from sandbox.sample.attachments import contents_of, file_object
from sandbox.sample.calendar import Calendar
from sandbox.sample.cast import CAST, CHANNELS, Ids, Person
from sandbox.sample.script import Line
from sandbox.threads import Message, tombstone

_PEOPLE = {person.handle: person for person in CAST}
_REFERENCE = re.compile(
    r"(?<![\w@#/&.])([@#])([a-z][a-z-]*[a-z])\b|(https?://[^\s|)]+[^\s|).,;:!?])"
)
_EVERYONE = ("here", "channel", "everyone")
_DONE = ("edited", "broadcast", "file")
_GAP_MIN, _GAP_MAX = 25, 200  # seconds between a line and one without a time of its own


class Stage:
    """Gives one channel's lines their times, ids and people.

    Attributes:
        contents: File id -> contents of the files shared so far.
    """

    def __init__(self, channel: str, members: list[str], ids: Ids, when: Calendar) -> None:
        self._channel, self._members, self._ids, self._when = channel, members, ids, when
        self._taken: set[str] = set()
        self.contents: dict[str, bytes] = {}

    def messages(self, lines: list[Line]) -> list[Message]:
        """Return a message per line and reply, in the order written."""
        said = []
        for line, at in zip(lines, self._times(lines, 0), strict=True):
            root = self._message(line, at)
            said.append(root)
            said.extend(self._thread(line, root, at))
        return said

    def _thread(self, line: Line, root: Message, at: int) -> Iterator[Message]:
        for reply, later in zip(line.replies, self._times(line.replies, at), strict=True):
            message = self._message(reply, later)
            message["thread_ts"] = root["ts"]
            if "broadcast" in reply.marks:
                message["subtype"] = "thread_broadcast"
            yield message

    def _times(self, lines: Sequence[Line], at: int) -> list[int]:
        """Return epoch seconds per line: as written, and spread between for lines without a time."""
        times: list[int] = []
        for timed, run in groupby(lines, lambda line: line.minute is not None):
            following = list(run)
            if timed:
                for line in following:
                    at = max(self._written(line), at + 1 + self._chance(line) % 5)
                    times.append(at)
            else:
                after = next((m for m in lines[len(times) :] if m.minute is not None), None)
                times.extend(self._between(following, at, after))
                at = times[-1]
        return times

    def _between(self, lines: list[Line], at: int, after: Line | None) -> Iterator[int]:
        """Yield times at a talker's pace, faster where the next written time leaves less room."""
        gaps = [_GAP_MIN + self._chance(line) % (_GAP_MAX - _GAP_MIN) for line in lines]
        room = self._written(after) - at if after else 0
        pace = min(1.0, max(room, 2) / (sum(gaps) + _GAP_MIN)) if after else 1.0
        for passed in accumulate(gaps):
            yield at + max(1, int(passed * pace))

    def _written(self, line: Line) -> int:
        return self._when.epoch(line.day, line.minute or 0) + self._chance(line) % 60

    def _chance(self, line: Line) -> int:
        return self._ids.number(self._channel, line.day, line.author, line.text)

    def _ts(self, at: int, line: Line) -> str:
        micros = self._ids.number("ts", self._channel, line.text) % 999_000 + 100
        while (ts := f"{at}.{micros:06d}") in self._taken:
            micros += 1
        self._taken.add(ts)
        return ts

    def _message(self, line: Line, at: int) -> Message:
        ts = self._ts(at, line)
        if line.text == "/deleted":
            return tombstone(ts)
        person = _PEOPLE[line.author]
        message: Message = {
            "type": "message",
            "user": self._ids.make("U", line.author),
            "text": self._text(line.text),
            "ts": ts,
            "team": self._ids.team(person),
        }
        if person.kind == "stranger":
            message["user_team"] = message["source_team"] = message["team"]
        if person.kind == "bot":
            self._as_bot(message, person, line.text)
        elif line.text.startswith("/"):
            self._as_notice(message, line.text)
        else:
            message["client_msg_id"] = str(
                uuid.UUID(int=self._ids.number("id", ts) << 64 | 4 << 12)
            )
        if person.kind != "bot" and "subtype" not in message:
            block_id = self._ids.make("", ts)[:5]
            message["blocks"] = rich_text(message["text"], block_id)
        self._mark(message, line.marks, at)
        return message

    def _as_bot(self, message: Message, person: Person, text: str) -> None:
        message["bot_id"] = self._ids.make("B", person.handle)
        message["app_id"] = self._ids.make("A", person.handle)
        message["bot_profile"] = {
            "id": message["bot_id"],
            "app_id": message["app_id"],
            "name": person.name,
            "deleted": False,
            "team_id": message["team"],
        }
        if text.startswith("/card "):
            title, _, body = text.removeprefix("/card ").partition("\n")
            message["text"] = ""
            message["attachments"] = [
                {"id": 1, "color": "a30200", "fallback": title, "title": title, "text": body}
            ]

    def _as_notice(self, message: Message, text: str) -> None:
        """Make /join, /topic … and /purpose … what Slack says when it happens."""
        verb, _, rest = text.removeprefix("/").partition(" ")
        message["subtype"] = f"channel_{verb}"
        if verb == "join":
            message["text"] = f"<@{message['user']}> has joined the channel"
        else:
            message[verb] = rest
            message["text"] = f"<@{message['user']}> set the channel {verb}: {self._text(rest)}"

    def _mark(self, message: Message, marks: tuple[str, ...], at: int) -> None:
        reactions = []
        for mark in marks:
            name, *rest = mark.split()
            if name == "edited":
                later = at + 40 + self._ids.number("edit", message["ts"]) % 300
                message["edited"] = {"user": message["user"], "ts": f"{later}.000000"}
            elif name == "file":
                self._share(message, rest[0], at)
            elif name not in _DONE:
                reactions.append(self._reaction(name, rest, message))
        if reactions:
            message["reactions"] = reactions

    def _reaction(self, name: str, who: list[str], message: Message) -> dict[str, Any]:
        """Read `tada ana tom` as those people, `tada 3` as any three members."""
        if len(who) == 1 and who[0].isdigit():
            others = [m for m in self._members if self._ids.make("U", m) != message["user"]]
            pick = random.Random(self._ids.number(name, message["ts"]))
            who = pick.sample(others, min(int(who[0]), len(others)))
        users = [self._ids.make("U", handle) for handle in who]
        return {"name": name, "users": users, "count": len(users)}

    def _share(self, message: Message, name: str, at: int) -> None:
        file_id = self._ids.make("F", f"{self._channel}/{name}")
        body = contents_of(name)
        message["files"] = [file_object(file_id, name, body, message["user"], at)]
        message["upload"] = False
        self.contents[file_id] = body

    def _text(self, text: str) -> str:
        """Return mrkdwn as Slack stores it: entities escaped, references resolved."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return _REFERENCE.sub(self._reference, self._when.dated(escaped))

    def _reference(self, found: re.Match[str]) -> str:
        sign, name, url = found.groups()
        if url:
            return f"<{url}>"
        if sign == "@" and name in _PEOPLE:
            return f"<@{self._ids.make('U', name)}>"
        if sign == "@" and name in _EVERYONE:
            return f"<!{name}>"
        if sign == "#" and name in CHANNELS:
            return f"<#{self._ids.make('C', name)}|{name}>"
        return str(found[0])
