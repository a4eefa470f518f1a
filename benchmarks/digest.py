"""What the weekly digest reads, costs and takes.

Twice where the model is asked: with nothing prepared during the week, and with what had gone quiet
read at the end of each day.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import bots, content, week
from benchmarks.place import (
    ROOT,
    Entry,
    Place,
    api,
    at_once,
    busy,
    model_calls,
    place,
    spans,
)
from benchmarks.report import Row, markdown, seconds
from bot import backfill
from bot.digest import weekly
from bot.process import Bot
from digests import pipeline
from digests.audience import everyone
from digests.claude.client import Claude
from digests.digest import Digest
from digests.forms import digest_json
from digests.models import Window
from digests.reading.prepare import prepare
from digests.reading.writer import DigestWriter
from digests.store import Store, open_store
from digests.summarize.summarizer import Summarizer
from sandbox.claude.tokens import count_text
from sandbox.seed import empty

ROOM, NEWS = "C0BENCH001", "C0NEWS0001"
MESSAGES, REPLIES = 5_000, 1_470
CHANNELS, EACH = 20, 500
SMALL, BIG = 100_000, 1_000_000
BIG_SECONDS, BIG_MEGABYTES = 60.0, 500
PART_TOKENS = 60_000
_HISTORY = ("conversations.history", "conversations.replies")


@dataclass(frozen=True)
class Compiled:
    """A digest, and what the sandbox saw while it was made."""

    digest: Digest
    entries: list[Entry]
    seconds: float
    computed: float

    @property
    def models(self) -> int:
        """Calls of the model."""
        return len(model_calls(self.entries))

    @property
    def tokens(self) -> int:
        """What the model read and wrote, whatever was cheaper because it was cached."""
        return _all_tokens(self.entries)

    @property
    def beyond(self) -> float:
        """Seconds by the clock in which no call of the model was under way."""
        return self.seconds - busy(spans(self.entries))


def _all_tokens(entries: Iterable[Entry]) -> int:
    return sum(_tokens(entry["usage"]) for entry in model_calls(entries))


def _tokens(usage: dict[str, Any]) -> int:
    kinds = ("input", "output", "cache_read_input", "cache_creation_input")
    return sum(int(usage.get(f"{kind}_tokens") or 0) for kind in kinds)


async def one_channel(*, ahead: bool) -> tuple[Compiled, int]:
    """A bot that has read everything makes and posts a channel's week.

    Args:
        ahead: it had read what went quiet at the end of each day before.

    Returns:
        What happened on Friday, and the tokens that reading ahead took.
    """
    after = [
        content.Said(int(week.WEEK.end.timestamp()) + 3600, content.PEOPLE[0], "Good evening.")
    ]
    async with (
        place(content.seed({ROOM: _talk(), NEWS: after})) as where,
        bots.digestif(where, digest_channel=NEWS) as bot,
    ):
        await _read_everything(bot)
        before = await where.mark()
        if ahead:
            assert bot.services.writer is not None
            await _read_ahead(bot.services.store, bot.services.writer)
        spent = _all_tokens(await where.entries(before))
        await where.like_the_real_ones()
        return await _sent(where, bot), spent


def _talk() -> list[content.Said]:
    start = int(week.WEEK.start.timestamp())
    return content.channel(1, MESSAGES, REPLIES, start, week.SECONDS)


async def _read_everything(bot: Bot) -> None:
    services = bot.services
    window = Window(datetime(2014, 1, 1, tzinfo=UTC), services.now())
    known = await services.store.channels.all(services.slack.team_id)
    await backfill.run(services, known, window, lambda name, added: None)


async def _read_ahead(store: Store, writer: DigestWriter) -> None:
    for days in range(1, 8):
        now = week.WEEK.start + timedelta(days=days)
        await prepare(store, writer, week.WEEK, everyone(content.TEAM), now=now)


async def _sent(where: Place, bot: Bot) -> Compiled:
    """The digest as its job makes and posts it."""
    services, before = bot.services, await where.mark()
    news = await services.store.channels.get(services.slack.team_id, NEWS)
    assert news is not None
    began, computed = time.perf_counter(), time.process_time()
    await weekly.start(services, week.WEEK, news)
    await services.jobs.wait(weekly.job_id(services, week.WEEK, news), 300)
    took, own = time.perf_counter() - began, time.process_time() - computed
    [record] = await services.store.digests.list(everyone(services.slack.team_id), limit=1)
    return Compiled(digest_json.from_json(record.body), await where.entries(before), took, own)


async def many_channels() -> Compiled:
    """Twenty channels that were read ahead: what is left for Friday."""
    with tempfile.TemporaryDirectory() as folder:
        async with place(empty()) as where, await open_store(Path(folder) / "activity.db") as store:
            await week.fill(store, CHANNELS, EACH)
            at = where.addresses
            claude = Claude(str(at.anthropic_api_key), at.anthropic_base_url)
            writer = DigestWriter(store, claude, Summarizer(store.summaries, claude))
            await _read_ahead(store, writer)
            await where.like_the_real_ones()
            compiled = await _compiled(where, store, writer)
            await claude.close()
    return compiled


async def _compiled(where: Place, store: Store, writer: DigestWriter | None) -> Compiled:
    before = await where.mark()
    began, computed = time.perf_counter(), time.process_time()
    digest = await pipeline.compile_digest(
        store, writer, week.WEEK, everyone(content.TEAM), now=week.WEEK.end, place=content.TEAM
    )
    took, own = time.perf_counter() - began, time.process_time() - computed
    return Compiled(digest, await where.entries(before), took, own)


async def big_week(messages: int) -> dict[str, Any]:
    """Times and memory of a big week, from processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        await _step("fill", folder, messages)
        found: dict[str, Any] = json.loads(await _step("compile", folder, messages))
        return found


async def _step(step: str, folder: str, messages: int) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.week", step, folder, str(messages),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"The week's {step} failed with {process.returncode}")
    return printed


def table(*, full: bool = False) -> str:
    """The table in Markdown; `full` takes the million messages instead of a tenth."""
    size = BIG if full else SMALL
    fresh, _ = asyncio.run(one_channel(ahead=False))
    prepared, ahead = asyncio.run(one_channel(ahead=True))
    rows = [
        *_channel_rows(fresh, prepared, ahead),
        _many_row(asyncio.run(many_channels())),
        *_big_rows(asyncio.run(big_week(size)), size),
    ]
    return markdown(
        "Digest: Slack answers in 60 ms, Claude begins after 0.6 s and writes 80 tokens/s",
        rows,
        (_PREPARED, _COMPUTED, *(() if full else (_SCALED,))),
    )


_PREPARED = (
    "Prepared: at the end of each day of the week the bot read what had gone quiet, and in the "
    f"last {week.QUIET_HOURS} hours nobody wrote; a thread that goes on until the end costs one "
    "more call. Tokens are what the model read and wrote, in brackets what of it was read ahead."
)
_COMPUTED = (
    "Times of several channels are what the process itself computed, so that other work on the "
    "machine doesn't count; in brackets by the clock."
)
_SCALED = (
    f"{SMALL // week.EACH} channels and {SMALL:,} messages instead of {BIG // week.EACH} and "
    f"{BIG:,}, in a tenth of the time; the whole with "
    '`make bench ARGS="digest --full"` (several minutes).'
)


def _channel_rows(fresh: Compiled, prepared: Compiled, ahead: int) -> list[Row]:
    whole = sum(count_text(f"[m000 00:00 Firstname Name] {one.text}\n") for one in _talk())
    limit = math.ceil(whole / PART_TOKENS) + 1
    read = fresh.digest.coverage.read
    calls = len(api([*fresh.entries, *prepared.entries], *_HISTORY))
    share = (prepared.tokens + ahead) / whole
    return [
        Row(
            f"one channel, {MESSAGES:,} messages, {REPLIES:,} of them replies: coverage", "100 %",
            f"{100 * read / MESSAGES:.0f} % ({read} of {MESSAGES})", read == MESSAGES,
        ),
        Row("same: Slack history calls while compiling", "0", str(calls), calls == 0),
        Row(
            "same: model calls, nothing prepared", f"{limit}",
            f"{fresh.models} ({at_once(spans(fresh.entries))} at once)", fresh.models <= limit,
        ),
        Row("same: model calls, prepared", "1", str(prepared.models), prepared.models <= 1),
        Row(
            "same: tokens against sending the whole week once", "50 %",
            f"{100 * share:.0f} %: {prepared.tokens + ahead:,} ({ahead:,}) of {whole:,}; "
            f"nothing prepared {100 * fresh.tokens / whole:.0f} %",
            max(share, fresh.tokens / whole) <= 0.5,
        ),
        Row(
            "same: from the start to the posted digest, nothing prepared / prepared", "",
            f"{seconds(fresh.seconds)} / {seconds(prepared.seconds)}",
        ),
    ]  # fmt: skip


def _many_row(made: Compiled) -> Row:
    return Row(
        f"{CHANNELS} channels × {EACH}: time beyond the model's own, prepared", "2 s",
        f"{_both(made.computed, made.beyond)}, {made.models} model call, "
        f"{seconds(made.seconds)} in all",
        made.computed <= 2,
    )  # fmt: skip


def _big_rows(found: dict[str, Any], size: int) -> list[Row]:
    case = f"{size // week.EACH} channels, {size:,} messages, extractive"
    own, again, changed = found["computed"]
    clock, clock_again, clock_changed = found["seconds"]
    limit = BIG_SECONDS * size / BIG
    same = "as if made from nothing" if found["same"] else "not as if made from nothing"
    return [
        Row(f"{case}: time", seconds(limit), _both(own, clock), own <= limit),
        Row(
            f"{case}: memory", f"{BIG_MEGABYTES} MB", f"{found['megabytes']:.0f} MB",
            found["megabytes"] <= BIG_MEGABYTES,
        ),
        Row(
            "the same week again with 1 % new messages, of that time", "0.1",
            f"{again / own:.2f}: {_both(again, clock_again)}", again / own <= 0.1,
        ),
        Row(
            "once more with 1 % new messages, and reactions, edits and deletions in all channels",
            "", f"{changed / own:.2f}: {_both(changed, clock_changed)}, {same}", found["same"],
        ),
    ]  # fmt: skip


def _both(computed: float, clock: float) -> str:
    return f"{seconds(computed)} ({seconds(clock)})"
