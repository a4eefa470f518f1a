"""Summaries that only one person asked for and sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import backfill, learn
from bot.answer import asking
from bot.answer.summary import EMPTY, PROMISE, of_length, summarize
from bot.blocks.markdown import Block, markdown_block, to_mrkdwn
from bot.blocks.summary import last_line, markdown, share_button, small_print
from bot.incidents import incident
from bot.respond import respond
from bot.services import Services
from digests.audience import Audience
from digests.errors import DigestifError, NothingToRead, NotReadable
from digests.jobs.engine import Job
from digests.models import Thread, Window
from digests.summarize.request import Length


async def thread(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    user_id: str,
    response_url: str,
) -> None:
    """Show one person a thread's summary, below the thread."""
    try:
        audience = await reader_of(services, channel_id, user_id)
        found = await asking.thread(services, audience, channel_id, thread_ts)
        text, blocks = await told(services, found, audience, user_id)
        blocks.append(share_button(channel_id, found.ts or thread_ts))
        await services.slack.post_ephemeral(channel_id, user_id, text, blocks, thread_ts)
    except Exception as error:
        await respond(response_url, _sentence(error, job.kind))


async def channel(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    user_id: str,
    response_url: str,
    days: int,
) -> None:
    """Show one person a summary of a channel's last days."""
    try:
        audience = await reader_of(services, channel_id, user_id)
        found = await _last_days(services, audience, channel_id, days)
        await respond(response_url, *await told(services, found, audience, user_id))
    except Exception as error:
        await respond(response_url, _sentence(error, job.kind))


async def reader_of(services: Services, channel_id: str, user_id: str) -> Audience:
    """What one person may read, which has to include the channel.

    Raises:
        NotReadable: if it doesn't.
    """
    known = await learn.place(services, channel_id)
    audience = await learn.reader(services, user_id)
    if not audience.may_read(known):
        raise NotReadable("You aren't in that channel as far as I know, so I can't read it to you.")
    return audience


async def _last_days(services: Services, audience: Audience, channel_id: str, days: int) -> Thread:
    now = services.now()
    window = Window(now - timedelta(days=days), now)
    await backfill.fill(services, channel_id, window)
    known = await learn.place(services, channel_id)
    bot_user_id = services.slack.bot_user_id
    messages = tuple(
        m
        for m in await services.store.messages.in_window(audience, channel_id, window)
        if m.user_id != bot_user_id
    )
    return Thread(known, messages[0].ts if messages else "", messages, len(messages))


async def told(
    services: Services, found: Thread, audience: Audience, user_id: str
) -> tuple[str, list[Block]]:
    """A summary for one person, as a message's text and blocks.

    Raises:
        NothingToRead: if there is no text in it.
    """
    if not any(message.text.strip() for message in found.messages):
        raise NothingToRead(EMPTY if found.ts else "Nobody wrote anything there in that time.")
    request = of_length(Length.NORMAL)
    made = await summarize(services, found, request, audience=audience, user_id=user_id)
    # What only one person sees can't be edited later, so nothing of the kind is promised.
    summary = replace(made, note=made.note.replace(PROMISE, "").strip())
    text = markdown(summary)
    return to_mrkdwn(text), [markdown_block(text), small_print(last_line(summary))]


def _sentence(error: Exception, doing: str) -> str:
    return str(error) if isinstance(error, DigestifError) else incident(error, doing)
