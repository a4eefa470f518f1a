"""Summaries that only one person asked for and sees."""

from __future__ import annotations

from dataclasses import replace

from bot import learn
from bot.answer import asking
from bot.answer.request import SUMMARIES, Request
from bot.answer.summary import EMPTY, PROMISE, request_for, summarize, whole_instead
from bot.blocks.markdown import Block, markdown_block, to_mrkdwn
from bot.blocks.summary import last_line, markdown, small_print
from bot.blocks.summary_buttons import post_in_thread
from bot.incidents import incident
from bot.respond import respond
from bot.services import Services
from digests.audience import Audience
from digests.errors import DigestifError, NothingToRead, NotReadable
from digests.jobs.engine import Job
from digests.models import Thread

NOBODY_WROTE = "Nobody wrote anything there in that time."


async def thread(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    user_id: str,
    response_url: str,
    how: str = "",
) -> None:
    """Show one person a thread's summary, below the thread; `how` is a key of `SUMMARIES`."""
    try:
        audience = await reader_of(services, channel_id, user_id)
        found = await asking.thread(services, audience, channel_id, thread_ts)
        asked = SUMMARIES[how]
        text, blocks = await told(services, found, audience, user_id, asked)
        # What is new to one person isn't what is new to the others.
        if not asked.since:
            blocks.append(post_in_thread(channel_id, found.ts or thread_ts, how=how))
        await services.slack.post_ephemeral(channel_id, user_id, text, blocks, thread_ts)
    except Exception as error:
        await respond(response_url, sentence(error, job.kind))


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


async def told(
    services: Services,
    found: Thread,
    audience: Audience,
    user_id: str,
    asked: Request = SUMMARIES[""],
) -> tuple[str, list[Block]]:
    """A summary for one person, as a message's text and blocks.

    Raises:
        NothingToRead: if there is no text in it.
    """
    if not any(message.text.strip() for message in found.messages):
        raise NothingToRead(EMPTY if found.ts else NOBODY_WROTE)
    request = request_for(asked, found, user_id)
    made = await summarize(services, found, request, audience=audience, user_id=user_id)
    # What only one person sees can't be edited later, so nothing of the kind is promised.
    notes = [whole_instead(asked, request), made.note.replace(PROMISE, "").strip()]
    summary = replace(made, note=" ".join(filter(None, notes)))
    text = markdown(summary)
    return to_mrkdwn(text), [markdown_block(text), small_print(last_line(summary))]


def sentence(error: Exception, doing: str) -> str:
    """What somebody is told of an error that came up while doing something for them alone."""
    return str(error) if isinstance(error, DigestifError) else incident(error, doing)
