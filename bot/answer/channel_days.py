"""A channel's last days: summed up for one person, and on request for everybody in the channel.

What is posted is made anew for those who are there, whatever the private summary rested on.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot import backfill, learn
from bot.answer import asking
from bot.answer.posting import rich
from bot.answer.private import NOBODY_WROTE, reader_of, sentence, told
from bot.answer.summary import PROMISE, sources, summarize
from bot.blocks.summary import feedback, last_line, markdown, small_print
from bot.blocks.summary_buttons import post_in_channel
from bot.respond import respond
from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests.audience import Audience
from digests.compose.messages import OutMessage
from digests.deliver import Deliverer
from digests.errors import NothingToRead, NotReadable
from digests.jobs.engine import Job
from digests.models import Channel, ChannelKind, Message, Source, Thread, Window, ts_at
from digests.mrkdwn import safe_mrkdwn
from digests.store import Delivery
from digests.summarize.request import SummaryRequest

PREFIX = "post-channel"


@dataclass(frozen=True, slots=True)
class Days:
    """Which days of a channel were asked for, and by whom.

    Attributes:
        until: their end, in epoch seconds.
    """

    channel_id: str
    user_id: str
    days: int
    until: int

    @property
    def window(self) -> Window:
        """The same as moments."""
        end = datetime.fromtimestamp(self.until, UTC)
        return Window(end - timedelta(days=self.days), end)

    def key(self, team_id: str) -> str:
        """What posting them is known by; pressed twice it is the same."""
        place = (PREFIX, team_id, self.channel_id, self.user_id)
        return ":".join([*place, str(self.days), str(self.until)])


def in_key(key: str) -> Days:
    """The days that a delivery was made of, from its key."""
    _, _, channel_id, user_id, days, until, *_ = key.split(":")
    return Days(channel_id, user_id, int(days), int(until))


async def show(
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
        # The end is the next full second, since what was just written counts.
        asked = Days(channel_id, user_id, days, int(services.now().timestamp()) + 1)
        found = await _read(services, audience, asked)
        text, blocks = await told(services, found, audience, user_id)
        if await _may_post(services, found.channel, user_id):
            blocks.append(post_in_channel(channel_id, found.channel.name, days, asked.until))
        await respond(response_url, text, blocks)
    except Exception as error:
        await respond(response_url, sentence(error, job.kind))


async def post(
    services: Services,
    job: Job,
    team_id: str,
    channel_id: str,
    user_id: str,
    response_url: str,
    days: int,
    until: int,
) -> None:
    """Post the summary of some days in their channel, once, and say so to who pressed."""
    asked = Days(channel_id, user_id, days, until)
    try:
        name = await _post(services, team_id, asked)
    except SlackUnreachable:
        # Nobody was told anything yet; the job tries again.
        raise
    except Exception as error:
        await respond(response_url, sentence(error, job.kind))
    else:
        await respond(response_url, f"Posted in #{safe_mrkdwn(name)}.")


async def again(services: Services, delivery: Delivery, posted: Message) -> None:
    """Edit what was posted to say what its days hold now, nothing if that is nothing."""
    message, cited = OutMessage("Removed."), list[Source]()
    with suppress(NothingToRead):
        message, cited = await _message(services, in_key(delivery.key))
    await services.slack.update(posted.channel_id, posted.ts, message.text, message.blocks)
    await _keep(services, delivery.key, replace(posted, text=message.text), cited)


async def _post(services: Services, team_id: str, asked: Days) -> str:
    """Post, or find posted, the summary of some days; the name of their channel."""
    channel = await learn.place(services, asked.channel_id)
    if not await _may_post(services, channel, asked.user_id):
        raise NotReadable(f"Only those who are in #{safe_mrkdwn(channel.name)} can post there.")
    message, cited = await _message(services, asked)
    key, place = asked.key(team_id), (team_id, asked.channel_id)
    deliverer = Deliverer(services.store, services.slack)
    ts = await deliverer.deliver(key, *place, [message], cited, now=services.now)
    own = Message(*place, ts, message.text, user_id=services.slack.bot_user_id)
    await _keep(services, f"{key}:0", own, cited)
    return channel.name


async def _keep(services: Services, key: str, posted: Message, cited: list[Source]) -> None:
    """Store what stands there and what it rests on, which may have changed meanwhile."""
    await services.store.messages.put([posted])
    if await services.store.deliveries.posted(key, posted.ts, cited):
        job_id = f"mend-answers:{key}:{ts_at(services.now())}"
        await services.jobs.start("mend_answers", job_id, posted.team_id)


async def _may_post(services: Services, channel: Channel, user_id: str) -> bool:
    """Whether somebody may have the bot post in a channel: it is theirs, and the bot is in it."""
    if channel.kind not in (ChannelKind.PUBLIC, ChannelKind.PRIVATE):
        return False
    members = await services.store.channels.members(channel.team_id, channel.channel_id) or []
    is_there = user_id in {member.user_id for member in members}
    return is_there and channel.is_member and not channel.is_archived


async def _message(services: Services, asked: Days) -> tuple[OutMessage, list[Source]]:
    """The days as everybody in the channel may read them, and what that rests on."""
    audience = await asking.readers_of(services, asked.channel_id)
    found = await _read(services, audience, asked)
    if not any(message.text.strip() for message in found.messages):
        raise NothingToRead(NOBODY_WROTE)
    made = await summarize(
        services, found, SummaryRequest(), audience=audience, user_id=asked.user_id
    )
    summary = replace(made, note=made.note.replace(PROMISE, "").strip())
    people = await services.store.users.people(services.slack.team_id)
    span = "the last day" if asked.days == 1 else f"the last {asked.days} days"
    by = f"{people.names.get(asked.user_id, 'Somebody')} asked for {span}."
    below = [small_print(f"{by} {last_line(summary)}"), feedback()]
    text, blocks = rich(markdown(summary), below)
    return OutMessage(text, tuple(blocks)), sources(summary)


async def _read(services: Services, audience: Audience, asked: Days) -> Thread:
    """What people wrote in those days, gaps in what is stored filled first."""
    await backfill.fill(services, asked.channel_id, asked.window)
    known = await learn.place(services, asked.channel_id)
    own = services.slack.bot_user_id
    stored = services.store.messages
    found = await stored.in_window(audience, asked.channel_id, asked.window)
    messages = tuple(message for message in found if message.user_id != own)
    return Thread(known, messages[0].ts if messages else "", messages, len(messages))
