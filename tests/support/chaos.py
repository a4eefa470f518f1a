"""Processes killed one by one while people go on asking: what was lost, what came twice."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from sandbox import Sandbox
from tests.support.processes import Fleet, said

READ = "Read "


@dataclass
class Question:
    """A mention in a thread of its own; `answered` is None until the answer is complete."""

    channel: str
    thread_ts: str
    asked: float
    answered: float | None = None
    answers: int = 0


@dataclass
class Ordeal:
    """What happened; times are of the monotonic clock.

    Attributes:
        kills: when a process was killed.
    """

    questions: list[Question] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Questions that got no complete answer."""
        return sum(q.answered is None for q in self.questions)

    @property
    def twice(self) -> int:
        """Questions that got more than one message."""
        return sum(q.answers > 1 for q in self.questions)

    @property
    def slowest(self) -> float:
        """The longest that anybody waited: since they asked, or since the last kill meanwhile."""
        return max((self._waited(q) for q in self.questions), default=0.0)

    def _waited(self, question: Question) -> float:
        end = question.answered or time.monotonic()
        kills = [kill for kill in self.kills if question.asked <= kill <= end]
        return end - max([question.asked, *kills])


async def ordeal(
    sandbox: Sandbox,
    fleet: Fleet,
    *,
    seconds: float,
    kill_every: float,
    ask_every: float,
    patience: float = 90.0,
) -> Ordeal:
    """Ask for so many seconds while processes are killed and started again, then wait for the rest.

    Args:
        sandbox: with Claude.
        fleet: its processes run already.
        seconds: how long people go on asking.
        kill_every: seconds between two kills.
        ask_every: seconds between two questions.
        patience: how long to wait for the last answers.
    """
    seen = Ordeal()
    end = time.monotonic() + seconds
    watching = asyncio.create_task(_watch(sandbox, seen))
    killing = asyncio.create_task(_kill(fleet, seen, kill_every, end))
    try:
        while time.monotonic() < end:
            seen.questions.append(ask(sandbox, len(seen.questions)))
            await asyncio.sleep(ask_every)
        await killing
        deadline = time.monotonic() + patience
        while seen.lost and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
    finally:
        killing.cancel()
        watching.cancel()
        await asyncio.gather(killing, watching, return_exceptions=True)
    _look(sandbox, seen.questions)
    return seen


def ask(sandbox: Sandbox, number: int) -> Question:
    """Begin a thread about something new and ask for its summary."""
    rooms = sandbox.workspace.conversations.values()
    room = next(r for r in rooms if r.info.get("name") == "general")
    members = sorted(m for m in room.members if m != sandbox.addresses.bot_user_id)
    one, two = members[0], members[1]
    post = sandbox.control.post
    root = post(one, room.id, f"Release {number} failed its checks because the disk was full.")
    post(two, room.id, f"I freed 40 GB and started release {number} again.", root)
    post(one, room.id, f"<@{sandbox.addresses.bot_user_id}>", root)
    return Question(room.id, root, time.monotonic())


def _look(sandbox: Sandbox, questions: list[Question]) -> None:
    for question in questions:
        messages = said(sandbox, question.channel, question.thread_ts)
        question.answers = len(messages)
        whole = any(
            READ in str(m.get("blocks")) and m.get("streaming_state") != "in_progress"
            for m in messages
        )
        if whole and question.answered is None:
            question.answered = time.monotonic()


async def _watch(sandbox: Sandbox, seen: Ordeal) -> None:
    while True:
        _look(sandbox, [q for q in seen.questions if q.answered is None])
        await asyncio.sleep(0.1)


async def _kill(fleet: Fleet, seen: Ordeal, every: float, end: float) -> None:
    chance = random.Random(1)
    while time.monotonic() + every < end:
        await asyncio.sleep(every)
        victim = chance.choice(fleet.processes)
        seen.kills.append(time.monotonic())
        await fleet.kill(victim)
        await fleet.start()
