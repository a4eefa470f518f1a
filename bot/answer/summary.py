"""A thread's summary as the reply to a mention, one checked claim after the other."""

from __future__ import annotations

from dataclasses import replace

from bot import budget_warnings, learn
from bot.answer import asking, improving
from bot.answer.asking import Ask
from bot.answer.reply import Reply
from bot.answer.request import Request
from bot.answer.status import Status
from bot.blocks.summary import SummaryWriter, below, markdown
from bot.file_fetch import fetcher_for
from bot.services import Services
from digests.audience import Audience
from digests.claude.calls import Caller
from digests.compose.wording import count
from digests.errors import NothingToRead
from digests.files import files_of, read_files
from digests.models import Claim, Engine, Source, Summary, Thread
from digests.summarize.claim_writer import OnClaim
from digests.summarize.request import SummaryRequest

# What an extract says that stands in for an overloaded Claude.
PROMISE = "I'll replace it when Claude answers."
NEVER_WROTE = "You wrote nothing here, so this is all of it."
EMPTY = "There is nothing in this thread to sum up yet."


async def summarize_thread(services: Services, ask: Ask, reply: Reply, shown: Status) -> None:
    """Read the whole thread and say what it holds.

    Raises:
        DigestifError: if it can't be read, or holds no text.
    """
    thread = await asking.thread(services, ask.audience, ask.channel.channel_id, ask.thread_ts)
    if not any(message.text.strip() for message in thread.messages):
        raise NothingToRead(EMPTY)
    await shown.show(f"Reading {count(len(thread.messages), 'message')}…")
    writer = SummaryWriter(Engine.CLAUDE if services.claude else Engine.EXTRACTIVE)

    async def say(claim: Claim) -> None:
        await reply.say(writer.add(claim))

    request = request_for(ask.request, thread, ask.asker)
    summary = await summarize(
        services, thread, request, audience=ask.audience, user_id=ask.asker, on_claim=say
    )
    said = markdown(summary)
    if reply.text != said:
        # Claude failed on the way, and what is shown now is the extract.
        await reply.replace(said)
    people = await services.store.users.people(services.slack.team_id)
    caller = Caller(services.slack.team_id, ask.channel.channel_id, ask.asker, "summary")
    notes = [whole_instead(ask.request, request), summary.note, await _spent(services, caller)]
    noted = replace(summary, note=" ".join(filter(None, notes)))
    names, asked_ts = speakers(thread, people.names), ask.message.ts
    blocks = below(noted, ask.channel.channel_id, ask.thread_ts, names, asked_ts)
    await reply.finish(blocks, sources(summary))
    if PROMISE in summary.note and reply.ts is not None:
        place = (ask.channel.channel_id, ask.thread_ts, reply.ts)
        await improving.later(services, place, ask.asker, ask.message.ts)


async def _spent(services: Services, caller: Caller) -> str:
    """What is to be said of budgets; an extract that costs nothing says nothing of them."""
    return await budget_warnings.last_line(services, caller) if services.claude else ""


async def summarize(
    services: Services,
    thread: Thread,
    request: SummaryRequest,
    *,
    audience: Audience,
    user_id: str,
    on_claim: OnClaim | None = None,
) -> Summary:
    """The summary of any thread, with the names and links its readers may know."""
    team_id = services.slack.team_id
    workspace = await services.store.workspaces.get(team_id)
    channels = await services.store.channels.all(team_id)
    files = files_of(thread.messages) if services.claude else ()
    return await services.summarizer.thread(
        thread,
        request,
        people=await services.store.users.people(team_id),
        workspace_url=workspace.url if workspace else "",
        channels={c.channel_id: c.name for c in channels if c.name and audience.may_read(c)},
        caller=Caller(team_id, thread.channel.channel_id, user_id, "summary"),
        zone=await learn.zone(services),
        on_claim=on_claim,
        files=await read_files(files, fetcher_for(services)) if files else None,
    )


def request_for(request: Request, thread: Thread, user_id: str) -> SummaryRequest:
    """What the summarizer is asked, from what a person asked who may have written in the thread."""
    return SummaryRequest(
        language=request.language,
        length=request.length,
        since_ts=last_word(thread, user_id) if request.since else None,
        for_newcomer=request.newcomer,
    )


def whole_instead(asked: Request, made: SummaryRequest) -> str:
    """What is to be said to who asked for the news since they wrote, and never did; else ""."""
    return NEVER_WROTE if asked.since and made.since_ts is None else ""


def last_word(thread: Thread, user_id: str) -> str | None:
    """The ts of what somebody last wrote in a thread, None if they wrote nothing."""
    own = [m.ts for m in thread.messages if m.user_id == user_id]
    return own[-1] if own else None


def speakers(thread: Thread, names: dict[str, str]) -> tuple[str, ...]:
    """The plain names of who wrote in a thread, in order of appearance."""
    return tuple(names.get(user_id, "Someone") for user_id in thread.participants)


def sources(summary: Summary) -> list[Source]:
    """Every message that a summary cites."""
    return [source for claim in summary.claims for source in claim.sources]
