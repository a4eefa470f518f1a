"""Summaries rewritten where they stand: shorter, longer, or by Claude once it answers again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bot.answer import asking
from bot.answer.summary import of_length, sources, speakers, summarize
from bot.blocks.markdown import markdown_block, to_mrkdwn
from bot.blocks.summary import below, markdown
from bot.incidents import incident
from bot.services import Services
from digests.errors import DigestifError
from digests.jobs.engine import Job
from digests.models import Engine, Summary
from digests.summarize.request import Length, SummaryRequest

log = structlog.get_logger(__name__)

# When an overloaded Claude is asked again, in seconds from one try to the next; then it stays.
TRIES = (60, 300, 900, 3600)


async def rewrite(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    ts: str,
    user_id: str,
    length: str,
) -> None:
    """Replace a summary that stands in a thread by a shorter or longer one."""
    place = (channel_id, thread_ts, ts)
    request = of_length(Length(length))
    try:
        await _show(services, place, await _anew(services, place, user_id, request))
    except Exception as error:
        known = isinstance(error, DigestifError)
        sentence = str(error) if known else incident(error, job.kind)
        await services.slack.post_ephemeral(channel_id, user_id, sentence, None, thread_ts)


async def again(services: Services, place: tuple[str, str, str]) -> None:
    """Sum up a thread anew where its summary stands: (channel_id, thread_ts, ts)."""
    await _show(services, place, await _anew(services, place, "", SummaryRequest()))


async def improve(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    ts: str,
    user_id: str,
    *,
    tries: Sequence[float] = TRIES,
) -> None:
    """Replace an extract by Claude's summary, as was promised when Claude was overloaded."""
    place = (channel_id, thread_ts, ts)
    for seconds in tries:
        await asyncio.sleep(seconds)
        summary = await _anew(services, place, user_id, SummaryRequest())
        if summary.engine is Engine.CLAUDE:
            await _show(services, place, summary)
            log.info("extract.replaced", channel=channel_id, ts=ts)
            return


async def _anew(
    services: Services, place: tuple[str, str, str], user_id: str, request: SummaryRequest
) -> Summary:
    channel_id, thread_ts, _ = place
    audience = await asking.readers_of(services, channel_id)
    thread = await asking.thread(services, audience, channel_id, thread_ts)
    return await summarize(services, thread, request, audience=audience, user_id=user_id)


async def _show(services: Services, place: tuple[str, str, str], summary: Summary) -> None:
    channel_id, thread_ts, ts = place
    team_id, text = services.slack.team_id, markdown(summary)
    audience = await asking.readers_of(services, channel_id)
    thread = await services.store.messages.thread(audience, channel_id, thread_ts)
    people = await services.store.users.people(team_id)
    blocks = below(summary, channel_id, thread_ts, speakers(thread, people.names))
    rich = [markdown_block(text), *blocks]
    await services.slack.update(channel_id, ts, to_mrkdwn(text), rich)
    await _now_cites(services, channel_id, ts, summary)


async def _now_cites(services: Services, channel_id: str, ts: str, summary: Summary) -> None:
    """Keep the delivery's list of cited messages right, for when one of them changes."""
    cited = sources(summary)
    for source in cited:
        team_id = services.slack.team_id
        for delivery in await services.store.deliveries.citing(team_id, channel_id, source.ts):
            if delivery.ts == ts:
                await services.store.deliveries.posted(delivery.key, ts, cited)
                return
