"""What buttons under an answer start: an option that was chosen, an answer that is to be shared.

Nothing of what stood there before is carried along: both are answered anew from the store, for
everybody who can see the thread.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace

from bot import learn
from bot.answer import asking, flow, history
from bot.answer.asking import Ask
from bot.answer.destination import Destination
from bot.answer.posting import rich
from bot.answer.request import SUMMARIES, Kind, Request
from bot.blocks.asking_back import option_in
from bot.blocks.summary import small_print
from bot.services import Services
from digests.errors import DigestifError
from digests.jobs.engine import Job
from digests.models import Message


async def choose(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    asked_ts: str,
    question_ts: str,
    user_id: str,
    place: int,
) -> None:
    """Go on with one of the options under a question that the bot asked back."""
    to = Destination(services, job.id, channel_id, thread_ts, question_ts, user_id)

    async def load() -> Ask | None:
        asked = await asking.load(services, channel_id, asked_ts)
        if asked is None:
            return None
        question = await services.store.messages.get(asked.audience, channel_id, question_ts)
        option = option_in(question.text, place) if question else ""
        if question is None or not option:
            return None
        await _chosen(services, question, option, user_id)
        message = replace(
            asked.message,
            ts=history.just_after(question_ts),
            text=option,
            user_id=user_id,
            thread_ts=thread_ts,
        )
        return replace(asked, message=message, request=Request(Kind.PROMPT, option))

    await flow.run(to, load)


async def post_in_thread(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    thread_ts: str,
    user_id: str,
    asked_ts: str,
    how: str = "",
) -> None:
    """Answer in the thread what somebody was answered alone.

    It rests only on what everybody there may read, whatever the private answer rested on. With ""
    for asked_ts it is a summary, and `how` a key of `SUMMARIES`.
    """
    to = Destination(services, job.id, channel_id, thread_ts, asked_ts or thread_ts, user_id)

    async def load() -> Ask | None:
        if asked_ts:
            return await asking.load(services, channel_id, asked_ts, public=True)
        channel = await learn.place(services, channel_id)
        audience = await asking.readers(services, channel)
        root = await services.store.messages.get(audience, channel_id, thread_ts)
        if root is None:
            return None
        nothing_written = Message(team_id, channel_id, "", "", user_id, thread_ts=thread_ts)
        return Ask(nothing_written, SUMMARIES[how], channel, audience, thread_ts)

    await flow.run(to, load)


async def _chosen(services: Services, question: Message, option: str, user_id: str) -> None:
    """Take the buttons away and say who chose what; a Slack that refuses that is no matter."""
    people = await services.store.users.people(services.slack.team_id)
    line = small_print(f"{people.names.get(user_id, 'Somebody')} chose: {option}")
    text, blocks = rich(question.text.split("\n", 1)[0], [line])
    with contextlib.suppress(DigestifError):
        await services.slack.update(question.channel_id, question.ts, text, blocks)
