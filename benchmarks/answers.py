"""What an answer costs and how soon it is there, beside a plain script doing the same.

Slack answers in 60 ms here, Claude begins after 0.6 s and writes 80 tokens a second.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from benchmarks import bots, content, follow_up
from benchmarks.asked import Asked, Talk, ended, talks
from benchmarks.heartbeat import Heartbeat, beating
from benchmarks.place import Entry, Place, api, model_calls, place
from benchmarks.report import Row, markdown, quantile, seconds
from sandbox.seed import Seed

ROOM = "C0BENCH001"
START = 1_795_000_000
TALKS, TALK = 5, 300
LONGS, LONG = 2, 1_500
WARM = 12
LENGTHS = [*[TALK] * TALKS, *[LONG] * LONGS, WARM]
MENTIONS, MENTIONS_SECONDS = 20, 5.0
QUIET = 2.0
"""Seconds after a message in which a call because of it would come."""
GIVEN_UP = 12.0
"""Seconds without a sign after which nobody waits for an answer any more."""
PART_TOKENS = 60_000
SUM_UP = "summarize this"

Connect = Callable[[Place], AbstractAsyncContextManager[Any]]


@dataclass
class Run:
    """What one bot did with all of it."""

    talks: list[Asked]
    again: Asked
    follow_up: follow_up.Input
    longs: list[tuple[Asked, Heartbeat]]
    aside: list[Entry]
    acks: list[float]
    answered: int
    streams: int


async def ask(where: Place, talk: Talk, what: str = SUM_UP) -> Asked:
    """Mention the bot in a thread and wait until it has answered."""
    before = await where.mark()
    ts = await where.post(content.PEOPLE[0], ROOM, _mention(where, what), talk.ts)
    entries = await where.until(before, lambda seen: bool(ended(seen, talk.ts)), 300)
    # what follows the last word (a status taken back, a session ended) belongs to it, too
    await asyncio.sleep(0.5)
    entries += await where.entries(entries[-1]["n"])
    numbers = content.numbers("\n".join(s.text for s in talk.said).encode())
    return Asked(entries, float(ts), talk.ts, numbers)


async def run(connect: Connect) -> Run:
    """Let one bot do everything."""
    several = talks(LENGTHS, START)
    async with place(_seed(several)) as where, connect(where):
        await where.like_the_real_ones()
        await ask(where, several[-1])
        short = [await ask(where, talk) for talk in several[:TALKS]]
        again = await ask(where, several[0])
        await ask(where, several[1], follow_up.FIRST)
        followed = await ask(where, several[1], follow_up.THEN)
        aside = await _aside(where)
        longs = [await _watched(where, talk) for talk in several[TALKS:-1]]
    many = talks([12] * MENTIONS, START)
    async with place(_seed(many), limits=True) as where, connect(where):
        await where.like_the_real_ones()
        entries = await _mentions(where, many)
    answered = sum(bool(ended(entries, talk.ts)) for talk in many)
    streams = len(api(entries, "chat.startStream"))
    cached = follow_up.first_input(followed.entries)
    return Run(short, again, cached, longs, aside, _acks(entries), answered, streams)


async def _watched(where: Place, talk: Talk) -> tuple[Asked, Heartbeat]:
    async with beating() as heart:
        return await ask(where, talk), heart


async def _aside(where: Place) -> list[Entry]:
    """What a message causes that doesn't address the bot."""
    before = await where.mark()
    await where.post(content.PEOPLE[1], ROOM, "The coffee machine on the third floor is back.")
    await asyncio.sleep(QUIET)
    return await where.entries(before)


async def _mentions(where: Place, many: list[Talk]) -> list[Entry]:
    before = await where.mark()
    for talk in many:
        await where.post(content.PEOPLE[0], ROOM, _mention(where), talk.ts)
        await asyncio.sleep(MENTIONS_SECONDS / len(many))
    return await where.until(
        before, lambda seen: all(ended(seen, talk.ts) for talk in many), 180, silence=GIVEN_UP
    )


def _acks(entries: list[Entry]) -> list[float]:
    sent = {e["envelope_id"]: e["at"] for e in entries if e["kind"] == "delivery" and "type" in e}
    acked = [e for e in entries if e["kind"] == "ack" and e["envelope_id"] in sent]
    return [float(e["at"]) - float(sent[e["envelope_id"]]) for e in acked]


def _seed(several: list[Talk]) -> Seed:
    return content.seed({ROOM: [said for talk in several for said in talk.said]})


def _mention(where: Place, what: str = SUM_UP) -> str:
    return f"<@{where.addresses.bot_user_id}> {what}"


def table() -> str:
    """The table in Markdown, ours beside the plain script."""
    ours, plain = asyncio.run(run(bots.digestif)), asyncio.run(run(bots.plain))
    tokens = talks(LENGTHS, START)[TALKS].tokens
    return markdown(
        "Answers: Slack answers in 60 ms, Claude begins after 0.6 s and writes 80 tokens/s",
        [*_talk_rows(ours, plain), *_long_rows(ours, plain, tokens), *_many_rows(ours, plain)],
        NOTES,
        beside="plain script",
    )


NOTES = (
    f"Times of the thread of {TALK} are medians of {TALKS} threads, the slowest in brackets, after "
    "one mention elsewhere. They are real time: on a machine with other work they come out longer.",
    "Longest block: how late a task came that wants to run every 5 ms, as far as the process "
    "itself was computing meanwhile, so that other work on the machine doesn't count; in brackets "
    f"by the clock. The quieter of {LONGS} threads.",
    "The plain script (benchmarks/plain_bot.py) checks nothing of what it says and has no event "
    "loop.",
)


def _talk_rows(ours: Run, plain: Run) -> list[Row]:
    def calls(run: Run) -> str:
        return " / ".join(
            str(max(found)) for found in ([a.calls_before for a in run.talks], _models(run))
        )

    met = max(a.calls_before for a in ours.talks) <= 5 and max(_models(ours)) <= 1
    case = f"thread of {TALK}: Slack calls before the answer begins / model calls"
    signs, lines = [a.sign for a in ours.talks], [a.line for a in ours.talks]
    return [
        Row(case, "5 / 1", calls(ours), met, calls(plain)),
        Row(
            "first sign of life", "300 ms", _several(signs), _within(signs, 0.3),
            _several([a.sign for a in plain.talks]),
        ),
        Row(
            "first checked line after the model's first complete line", "200 ms",
            _several(lines), _within(lines, 0.2),
            "no line before all are there: " + _several([a.words for a in plain.talks])
            + " after the mention",
        ),
        Row(
            "the same thread again, nothing new: model calls", "0",
            str(ours.again.models), ours.again.models == 0, str(plain.again.models),
        ),
        follow_up.row(TALK, ours.follow_up, plain.follow_up),
        Row(
            "a message that doesn't address the bot: Slack calls / model calls", "0 / 0",
            _aside_calls(ours), _aside_calls(ours) == "0 / 0", _aside_calls(plain),
        ),
    ]  # fmt: skip


def _long_rows(ours: Run, plain: Run, tokens: int) -> list[Row]:
    limit = math.ceil(tokens / PART_TOKENS) + 1
    heart = min((heart for _, heart in ours.longs), key=lambda heart: heart.longest)
    worst = min((asked for asked, _ in ours.longs), key=lambda asked: len(asked.read))
    other = min((asked for asked, _ in plain.longs), key=lambda asked: len(asked.read))
    calls, parallel = max(a.models for a, _ in ours.longs), min(a.at_once for a, _ in ours.longs)

    def share(asked: Asked) -> str:
        return f"{100 * len(asked.read) / LONG:.0f} % ({len(asked.read)} of {LONG})"

    return [
        Row(
            f"thread of {LONG:,}: messages that reached the model", "100 %",
            share(worst), len(worst.read) == LONG, share(other),
        ),
        Row(
            f"its model calls ({tokens:,} tokens)", f"{limit}",
            str(calls), calls <= limit, str(other.models),
        ),
        Row(
            "its parts in parallel: calls at the same moment", "at least 2",
            str(parallel), parallel >= 2, str(other.at_once),
        ),
        Row(
            "its longest block of the event loop", "50 ms",
            f"{seconds(heart.own)} ({seconds(heart.longest)})", heart.own <= 0.05, "–",
        ),
        Row(
            "its first sign of life / first words / end", "",
            _course(worst), None, _course(other),
        ),
    ]  # fmt: skip


def _many_rows(ours: Run, plain: Run) -> list[Row]:
    def acked(run: Run) -> str:
        return f"{seconds(quantile(run.acks, 0.99))} of {len(run.acks)}"

    case = f"{MENTIONS} mentions within {MENTIONS_SECONDS:.0f} s"
    return [
        Row(
            f"{case}: ack p99", "200 ms", acked(ours),
            quantile(ours.acks, 0.99) <= 0.2, acked(plain),
        ),
        Row(
            f"{case}: answered", f"{MENTIONS}", str(ours.answered),
            ours.answered == MENTIONS, str(plain.answered),
        ),
        Row(
            f"{case}: chat.startStream within the minute", "20", str(ours.streams),
            ours.streams <= 20, str(plain.streams),
        ),
    ]  # fmt: skip


def _models(run: Run) -> list[int]:
    return [asked.models for asked in run.talks]


def _aside_calls(run: Run) -> str:
    return f"{len(api(run.aside))} / {len(model_calls(run.aside))}"


def _course(asked: Asked) -> str:
    return " / ".join(seconds(value) for value in (asked.sign, asked.words, asked.end))


def _several(values: list[float | None]) -> str:
    known = sorted(value for value in values if value is not None)
    if not known:
        return seconds(None)
    return f"{seconds(known[len(known) // 2])} ({seconds(known[-1])})"


def _within(values: list[float | None], most: float) -> bool:
    known = sorted(value for value in values if value is not None)
    return len(known) == len(values) and known[len(known) // 2] <= most
