"""A mention, from the stored message to the finished reply: read this first.

The job carries ids only. Run again after a crash it reads everything anew and finishes the message
that it left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog

from bot.answer import asking
from bot.answer.asking import Ask
from bot.answer.destination import Destination
from bot.answer.posting import Stopped
from bot.answer.private_reply import PrivateReply
from bot.answer.prompt import answer_prompt
from bot.answer.reply import Reply
from bot.answer.request import Kind
from bot.answer.status import Status, status
from bot.answer.summary import summarize_thread
from bot.answer.waiting import READING
from bot.incidents import incident
from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests.errors import DigestifError, NotReadable, StoreUnavailable
from digests.jobs.engine import Job

log = structlog.get_logger(__name__)

Flow = Callable[[Services, Ask, Reply, Status], Coroutine[Any, Any, None]]
Load = Callable[[], Awaitable[Ask | None]]
FLOWS: Mapping[Kind, Flow] = {Kind.SUMMARY: summarize_thread, Kind.PROMPT: answer_prompt}


async def answer(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    ts: str,
    thread_ts: str,
    user_id: str,
) -> None:
    """Answer the message `ts` of `user_id`, exactly once, whatever happens on the way."""
    place = Destination(services, job.id, channel_id, thread_ts, ts, user_id)

    async def load() -> Ask | None:
        return await asking.load(services, channel_id, ts)

    await run(place, load)


async def run(place: Destination, load: Load) -> None:
    """Answer what `load` finds, in its place; the line it waited in lets one run in a thread."""
    services, channel_id, thread_ts = place.services, place.channel_id, place.thread_ts
    reply = Reply(place)
    async with status(services.slack, channel_id, thread_ts, lambda: reply.ts is None) as shown:
        await shown.show(READING)
        try:
            if await reply.open():
                await _answer(services, place, reply, shown, load)
        finally:
            reply.let_go()
            services.stops.forget(place.key)
            services.streams.leave(place.key)


async def _answer(
    services: Services, place: Destination, reply: Reply, shown: Status, load: Load
) -> None:
    try:
        ask = await load()
        if ask is None:
            await shown.show("")
            return
        if ask.request.private:
            reply = PrivateReply(place, ask.message.ts)
        else:
            services.streams.ask(place.key)
        if place.stopped and reply.ts is None:
            by = await _who_stopped(services, place)
            await reply.fail(f"Stopped by {by} before I began.")
            return
        await _until_stopped(place, FLOWS[ask.request.kind](services, ask, reply, shown))
    except Stopped:
        await reply.stop(await _who_stopped(services, place))
    except StoreUnavailable:
        # The job is put aside and goes on in the same message when the database is back.
        raise
    except DigestifError as error:
        if reply.finishing and isinstance(error, SlackUnreachable):
            # All is said; only its end didn't get through, and the job tries that again.
            raise
        await _tell(place, reply, str(error))
    except Exception as error:
        await _tell(place, reply, incident(error, "answer"))


async def _tell(place: Destination, reply: Reply, sentence: str) -> None:
    """Say what went wrong in the thread, or to the asker alone where nothing can be said there."""
    try:
        await reply.fail(sentence)
    except NotReadable as error:
        log.warning("answer.no_place", channel=place.channel_id, reason=type(error).__name__)
        try:
            await place.slack.post(await place.slack.open_dm(place.recipient), str(error))
        finally:
            await place.leave()


async def _until_stopped(place: Destination, work: Coroutine[Any, Any, None]) -> None:
    """Do the work, broken off wherever it is when somebody presses Stop, or pressed it before."""
    running = asyncio.create_task(work)
    if place.stopped:
        running.cancel()
    try:
        with place.services.stops.breaking_off(place.key, running):
            await running
    except asyncio.CancelledError:
        if not running.done():
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            raise
        if not place.stopped:
            raise
        raise Stopped from None


async def _who_stopped(services: Services, place: Destination) -> str:
    """The plain name of who pressed Stop; "somebody" where Slack only said that someone did."""
    noted = await services.store.deliveries.of(place.key)
    user_id = (noted.stopped_by if noted else None) or ""
    people = await services.store.users.people(services.slack.team_id)
    return people.names.get(user_id, "somebody")
