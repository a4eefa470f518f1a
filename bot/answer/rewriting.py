"""Summaries rewritten where they stand: shorter, longer, or by Claude once it answers again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from bot.answer import asking, improving
from bot.answer.request import parse
from bot.answer.summary import request_for, sources, speakers, summarize
from bot.blocks.markdown import markdown_block, to_mrkdwn
from bot.blocks.summary import below, markdown
from bot.incidents import incident
from bot.services import Services
from digests.audience import Audience
from digests.errors import DigestifError
from digests.jobs.engine import Job
from digests.models import Engine, Summary, Thread
from digests.store import Delivery
from digests.summarize.request import Length, SummaryRequest

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """A summary in a thread.

    Attributes:
        ts: its own.
        asked_ts: the message that asked for it, "" if none did.
    """

    channel_id: str
    thread_ts: str
    ts: str
    asked_ts: str = ""


async def rewrite(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    ts: str,
    user_id: str,
    length: str,
    asked_ts: str = "",
) -> None:
    """Replace a summary that stands in a thread by a shorter or longer one."""
    place = Standing(channel_id, thread_ts, ts, asked_ts)
    try:
        await _show(services, place, await _anew(services, place, user_id, Length(length)))
    except Exception as error:
        known = isinstance(error, DigestifError)
        sentence = str(error) if known else incident(error, job.kind)
        await services.slack.post_ephemeral(channel_id, user_id, sentence, None, thread_ts)


async def again(services: Services, place: Standing) -> None:
    """Sum up a thread anew where its summary stands."""
    await _show(services, place, await _anew(services, place, ""))


async def improve(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    ts: str,
    user_id: str,
    asked_ts: str = "",
    tried: int = 0,
) -> None:
    """Replace an extract by Claude's summary, or try again later; see `improving.later`."""
    place = Standing(channel_id, thread_ts, ts, asked_ts)
    summary = await _anew(services, place, user_id)
    if summary.engine is Engine.CLAUDE:
        await _show(services, place, summary)
        log.info("extract.replaced", channel=channel_id, ts=ts)
    else:
        where = (channel_id, thread_ts, ts)
        await improving.later(services, where, user_id, asked_ts, tried + 1)


async def _anew(
    services: Services, place: Standing, user_id: str, length: Length | None = None
) -> Summary:
    """The thread's summary in the language and manner that were asked for, and another length."""
    audience = await asking.readers_of(services, place.channel_id)
    thread = await asking.thread(services, audience, place.channel_id, place.thread_ts)
    request = await _requested(services, audience, place, thread)
    if length is not None:
        request = replace(request, length=length)
    return await summarize(services, thread, request, audience=audience, user_id=user_id)


async def _requested(
    services: Services, audience: Audience, place: Standing, thread: Thread
) -> SummaryRequest:
    messages = services.store.messages
    asked = await messages.get(audience, place.channel_id, place.asked_ts)
    if asked is None or asked.user_id is None:
        return SummaryRequest()
    before = tuple(message for message in thread.messages if message.ts < asked.ts)
    request = parse(asked.text, services.slack.bot_user_id, in_thread=True)
    return request_for(request, replace(thread, messages=before), asked.user_id)


async def _show(services: Services, place: Standing, summary: Summary) -> None:
    channel_id, ts = place.channel_id, place.ts
    team_id, text = services.slack.team_id, markdown(summary)
    audience = await asking.readers_of(services, channel_id)
    thread = await services.store.messages.thread(audience, channel_id, place.thread_ts)
    people = await services.store.users.people(team_id)
    names = speakers(thread, people.names)
    blocks = below(summary, channel_id, place.thread_ts, names, place.asked_ts)
    rich = [markdown_block(text), *blocks]
    await services.slack.update(channel_id, ts, to_mrkdwn(text), rich)
    await _now_cites(services, place, summary)


async def _now_cites(services: Services, place: Standing, summary: Summary) -> None:
    """Keep the delivery's list of cited messages right, for when one of them changes."""
    delivery = await _delivery_of(services, place)
    if delivery is not None:
        await services.store.deliveries.posted(delivery.key, place.ts, sources(summary))


async def _delivery_of(services: Services, place: Standing) -> Delivery | None:
    """What is noted of a summary that stands: usually under who asked for it, else who pressed."""
    deliveries, team_id = services.store.deliveries, services.slack.team_id
    where = f"{team_id}:{place.channel_id}"
    asked_for = await deliveries.of(f"answer:{where}:{place.asked_ts}")
    if asked_for is not None and asked_for.ts == place.ts:
        return asked_for
    pressed = await deliveries.under(team_id, f"post:{where}:")
    pressed += await deliveries.under(team_id, f"post-summary:{where}:")
    return next((each for each in pressed if each.ts == place.ts), None)
