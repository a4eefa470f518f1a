"""What `digestif summarize` does."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import AsyncIterator, Iterable
from typing import Any

from bot import logs
from bot.blocks.summary import HEADINGS, last_line
from bot.commands.opening import Opened, opened
from bot.commands.output import print_json
from bot.process import open_claude
from bot.settings import Settings, load_settings
from digests import mrkdwn, permalinks
from digests.audience import Audience
from digests.errors import BadInput, NothingToRead, UnknownChannel
from digests.models import Channel, Engine, Message, People, Section, Summary, Thread
from digests.summarize.request import SummaryRequest
from digests.summarize.summarizer import Summarizer

_TS = re.compile(r"\d{1,12}(\.\d{1,9})?")


async def summarize(
    link: str | None,
    *,
    stdin: bool = False,
    engine: str | None = None,
    max_words: int | None = None,
    as_json: bool = False,
) -> None:
    """Print the summary of a stored thread or of messages on stdin.

    Raises:
        DigestifError: if there is nothing to read, or the model was insisted on and isn't there.
    """
    if stdin == bool(link):
        raise BadInput("Give a message's link, CHANNEL_ID/TS, or --stdin. See --help.")
    request = SummaryRequest(max_words=max_words, engine=Engine(engine) if engine else None)
    if stdin:
        summary = await _of_stdin(sys.stdin.buffer, request)
    else:
        assert link is not None
        async with opened() as at:
            summary = await _of_stored(at, link, request)
    if as_json:
        print_json(in_json(summary))
    else:
        print(as_text(summary))


def in_json(summary: Summary) -> dict[str, Any]:
    """A summary for programs."""
    return {
        "claims": [
            {
                "text": claim.text,
                "section": claim.section.value,
                "sources": [source.permalink or source.ts for source in claim.sources],
            }
            for claim in summary.claims
        ],
        "engine": summary.engine.value,
        "model": summary.model,
        "coverage": {
            "read": summary.coverage.read,
            "total": summary.coverage.total,
            "left_out": [
                {"what": left.what, "reason": left.reason} for left in summary.coverage.left_out
            ],
        },
        "withheld": summary.withheld,
        "note": summary.note,
    }


def as_text(summary: Summary) -> str:
    """A summary for the terminal: its lines, its sources, what was read."""
    numbers = mrkdwn.number(summary.claims)

    def line(claim: Any) -> str:
        marks = "".join(f" [{numbers[source]}]" for source in claim.sources)
        return f"{claim.text}{marks}"

    parts = ["\n".join(line(claim) for claim in summary.section(Section.OVERVIEW))]
    for section, heading in HEADINGS.items():
        claims = summary.section(section)
        if claims:
            parts.append("\n".join([heading, *(f"  • {line(claim)}" for claim in claims)]))
    listed = [f"[{n}] {source.permalink or source.ts}" for source, n in numbers.items()]
    return "\n\n".join(filter(None, [*parts, "\n".join(listed), last_line(summary)]))


def messages_in(lines: Iterable[bytes]) -> list[Message]:
    """Messages from JSON lines; blank lines are passed over.

    Raises:
        BadInput: naming the line and what is wrong with it.
    """
    return [_message(number, line) for number, line in enumerate(lines, 1) if line.strip()]


async def _of_stdin(stream: Iterable[bytes], request: SummaryRequest) -> Summary:
    settings = load_settings()
    logs.configure(settings.log, verbose=False)
    messages = sorted(messages_in(stream), key=lambda m: (int(m.ts.split(".")[0]), m.ts))
    if not messages:
        raise NothingToRead("There is nothing on stdin to sum up.")
    thread = Thread(Channel("", "stdin", ""), messages[0].ts, tuple(messages), len(messages))
    names = {m.user_id: m.user_id for m in messages if m.user_id}
    async with _summarizer(settings, None, request) as summarizer:
        return await summarizer.thread(thread, request, people=People(names))


async def _of_stored(at: Opened, link: str, request: SummaryRequest) -> Summary:
    channel_id, ts, thread_ts = permalinks.parse(link)
    for workspace in await at.store.workspaces.all():
        channel = await at.store.channels.get(workspace.team_id, channel_id)
        if channel is None:
            continue
        only = Audience(workspace.team_id, channel_ids=frozenset({channel_id}))
        thread = await at.store.messages.thread(only, channel_id, thread_ts or ts)
        if not thread.messages:
            raise NothingToRead(
                f"No message {thread_ts or ts} of #{channel.name} is stored. "
                "`digestif backfill` fetches what is missing."
            )
        async with _summarizer(at.settings, at, request) as summarizer:
            return await summarizer.thread(
                thread,
                request,
                people=await at.store.users.people(workspace.team_id),
                workspace_url=workspace.url,
                zone=at.settings.timezone or workspace.zone or "UTC",
            )
    raise UnknownChannel(f"No channel {channel_id} is stored. `digestif import` or backfill first.")


@contextlib.asynccontextmanager
async def _summarizer(
    settings: Settings, at: Opened | None, request: SummaryRequest
) -> AsyncIterator[Summarizer]:
    claude = open_claude(settings, at.store if at else None)
    if claude is None and request.engine is Engine.CLAUDE:
        raise BadInput("ANTHROPIC_API_KEY is not set, so --engine claude can't be used.")
    try:
        yield Summarizer(at.store.summaries if at else None, claude, model=settings.summary_model)
    finally:
        if claude is not None:
            await claude.close()


def _message(number: int, line: bytes) -> Message:
    try:
        raw = json.loads(line)
    except ValueError:
        raise BadInput(f"Line {number} of stdin is not valid JSON.") from None
    if not isinstance(raw, dict):
        raise BadInput(f"Line {number} of stdin is not a JSON object.")
    ts, text, user = raw.get("ts"), raw.get("text", ""), raw.get("user")
    if not isinstance(ts, str) or not _TS.fullmatch(ts):
        raise BadInput(f'Line {number} of stdin needs a "ts" such as "1700000000.000100".')
    if not isinstance(text, str) or not isinstance(user, str | None):
        raise BadInput(f'Line {number} of stdin needs "user" and "text" as texts.')
    thread_ts = raw.get("thread_ts")
    return Message(
        "",
        "stdin",
        ts,
        text,
        user_id=user or None,
        author=user or "",
        thread_ts=thread_ts if isinstance(thread_ts, str) else None,
    )
