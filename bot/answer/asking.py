"""Who asked what, where, and who will read the answer: computed once, before anything is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import channel_settings, learn
from bot.answer.request import Kind, Request, mentions, parse
from bot.services import Services
from digests.audience import Audience
from digests.errors import DigestifError, SlackUnavailable
from digests.models import Channel, ChannelKind, Message, Thread


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and its place.

    Attributes:
        message: what was written; its author asks.
        thread_ts: the root of the thread the answer goes to.
        audience: what everyone who will see the answer may read.
        follow_ups: the channel has it that a thread goes on without mentions.
    """

    message: Message
    request: Request
    channel: Channel
    audience: Audience
    thread_ts: str
    follow_ups: bool = False

    @property
    def asker(self) -> str:
        """The user id of who asked."""
        assert self.message.user_id is not None
        return self.message.user_id


async def load(services: Services, channel_id: str, ts: str, *, public: bool = False) -> Ask | None:
    """Read an ask from the store.

    Args:
        services: what to work with.
        channel_id: where it was asked.
        ts: the message that asks.
        public: the answer is for everybody there, whatever was asked for.

    Returns:
        None if the message was deleted since, so that nobody waits for an answer.

    Raises:
        NotReadable: if Slack doesn't let the bot look at the channel.
    """
    channel = await learn.place(services, channel_id)
    audience = await readers(services, channel)
    message = await services.store.messages.get(audience, channel_id, ts)
    if message is None or message.user_id is None:
        return None
    request = parse(message.text, services.slack.bot_user_id, in_thread=message.is_reply)
    chosen = await channel_settings.of(services, channel_id)
    direct = channel.kind is ChannelKind.IM
    private = (request.private or chosen.private) and not direct and not public
    if private:
        audience = await learn.reader(services, message.user_id)
    asked = replace(request, private=private)
    return Ask(message, asked, channel, audience, message.root_ts, chosen.follow_ups)


async def readers(services: Services, channel: Channel) -> Audience:
    """Everyone who sees what stands in a channel; in a direct message, the one person there."""
    team_id = services.slack.team_id
    if channel.kind is ChannelKind.IM:
        there = await services.store.channels.members(team_id, channel.channel_id) or []
        others = [user.user_id for user in there if user.user_id != services.slack.bot_user_id]
        if len(others) == 1:
            return await learn.reader(services, others[0])
    return await services.store.audiences.for_channel(team_id, channel.channel_id)


async def readers_of(services: Services, channel_id: str) -> Audience:
    """The same for a channel's id. Raises NotReadable if Slack doesn't let the bot look there."""
    return await readers(services, await learn.place(services, channel_id))


async def thread(services: Services, audience: Audience, channel_id: str, ts: str) -> Thread:
    """The conversation of a thread, from Slack if it can be reached, else as stored.

    What the bot said itself and requests for a summary are no part of the conversation.

    Raises:
        DigestifError: if Slack forbids reading it, or can't be reached and nothing is stored.
    """
    found = await whole(services, audience, channel_id, ts)
    return talk(found, services.slack.bot_user_id)


async def whole(services: Services, audience: Audience, channel_id: str, ts: str) -> Thread:
    """A thread with everything in it, the bot's own messages too. Raises as `thread` does."""
    trouble: DigestifError | None = None
    try:
        await services.store.messages.put(await services.slack.thread(channel_id, ts))
    except SlackUnavailable as error:
        trouble = error
    found = await services.store.messages.thread(audience, channel_id, ts)
    if trouble and not found.messages:
        raise trouble
    await learn.unknown_people(services, [m.user_id for m in found.messages if m.user_id])
    return found


def talk(found: Thread, bot_user_id: str) -> Thread:
    """A thread without what stands beside the talk, which then doesn't count either."""
    spoken = tuple(m for m in found.messages if not _beside_the_talk(m, bot_user_id))
    left_out = len(found.messages) - len(spoken)
    return replace(found, messages=spoken, total=max(found.total - left_out, len(spoken)))


def _beside_the_talk(message: Message, bot_user_id: str) -> bool:
    if message.user_id == bot_user_id:
        return True
    if not mentions(message.text, bot_user_id):
        return False
    return parse(message.text, bot_user_id, in_thread=True).kind is Kind.SUMMARY
