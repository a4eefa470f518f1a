"""What was asked and answered before in a thread, as turns of a conversation.

Rebuilt every time from what is stored, for the readers of the answer to come: a line of an earlier
answer that rests on a message which is gone by now, or which they may not read, is gone as well.
The same thread gives the same turns, so that the model's cache holds what it read before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answer.asking import Ask
from bot.answer.asking_back import is_question
from bot.answer.request import mentions, parse
from bot.services import Services
from digests import permalinks
from digests.errors import BadPermalink
from digests.models import ChannelKind, Message, People
from digests.mrkdwn import plain

# More of an old conversation costs more than it tells.
MOST_EXCHANGES = 10

Key = tuple[str, str]
_MARK = re.compile(r"<([^<>|\s]+)\|\[\d+\]>|\[\[\d+\]\]\(([^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A prompt and the bot's answer to it.

    Attributes:
        lines: the answer's lines without marks, each with the keys of the messages it cites.
        cited: those messages, readable for whoever reads the next answer.
    """

    prompt: Message
    answer: Message
    lines: tuple[tuple[str, tuple[Key, ...]], ...]
    cited: tuple[Message, ...]


async def exchanges(
    services: Services, ask: Ask, messages: Sequence[Message], people: People
) -> tuple[Exchange, ...]:
    """The last exchanges among a thread's messages, oldest first; () if nobody asked before.

    Args:
        services: what to work with.
        ask: the new question, whose readers count.
        messages: the whole thread as stored, the bot's own messages included.
        people: names, for mentions.
    """
    own = {m.ts: m for m in messages if m.user_id == services.slack.bot_user_id}
    found = []
    for message in messages:
        if message.ts >= ask.message.ts or not _asks(services, ask, message):
            continue
        place = (message.team_id, message.channel_id, message.ts)
        delivery = await services.store.deliveries.of(f"answer:{':'.join(place)}")
        if delivery is not None and delivery.ts in own:
            found.append((message, own[delivery.ts]))
    return tuple(
        [await _exchange(services, ask, people, *each) for each in found[-MOST_EXCHANGES:]]
    )


def marks(text: str) -> tuple[str, tuple[Key, ...]]:
    """A line of an answer without its numbered links, and what they lead to, each once."""
    keys: list[Key] = []
    for found in _MARK.finditer(text):
        try:
            channel_id, ts, _ = permalinks.parse((found[1] or found[2]).replace("&amp;", "&"))
        except BadPermalink:
            continue
        keys.append((channel_id, ts))
    return " ".join(_MARK.sub("", text).split()), tuple(dict.fromkeys(keys))


def just_after(ts: str) -> str:
    """The next ts."""
    seconds, _, fraction = ts.partition(".")
    return f"{seconds}.{int(fraction or 0) + 1:06d}"


def said(exchange: Exchange, ids: Mapping[Key, str]) -> str:
    """The answer as the model writes answers: lines that end with ids."""
    lines = []
    for text, keys in exchange.lines:
        names = [ids[key] for key in keys if key in ids]
        lines.append(" ".join([text, "".join(f"[{name}]" for name in names)]).strip())
    return "\n".join(lines)


def key(message: Message) -> Key:
    """What a message is known by within its workspace."""
    return message.channel_id, message.ts


def without_mention(message: Message, bot_user_id: str) -> str:
    """The prompt in a message."""
    return parse(message.text, bot_user_id, in_thread=message.is_reply).prompt


def _asks(services: Services, ask: Ask, message: Message) -> bool:
    own = services.slack.bot_user_id
    if not message.user_id or message.user_id == own:
        return False
    direct = ask.channel.kind is ChannelKind.IM
    return direct or ask.follow_ups or mentions(message.text, own)


async def _exchange(
    services: Services, ask: Ask, people: People, prompt: Message, answer: Message
) -> Exchange:
    raw = [marks(line) for line in answer.text.splitlines() if line.strip()]
    readable: dict[Key, Message] = {}
    for channel_id, ts in dict.fromkeys(each for _, keys in raw for each in keys):
        message = await services.store.messages.get(ask.audience, channel_id, ts)
        if message is not None:
            readable[channel_id, ts] = message
    # A question that was asked back rests on no message, and on nothing but its prompt.
    asked_back = not readable and bool(raw) and is_question(raw[0][0])
    lines = tuple(
        (plain(text, people), keys)
        for text, keys in raw
        if asked_back or (keys and all(each in readable for each in keys))
    )
    return Exchange(prompt, answer, lines, tuple(readable.values()))
