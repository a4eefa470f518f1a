"""Prompts that worked: asked where everyone may read, and answered so that somebody liked it."""

from __future__ import annotations

from bot.answer.request import Kind, parse
from bot.services import Services
from digests.audience import Audience
from digests.digest import Prompt
from digests.known_names import known_names
from digests.models import Window

MOST = 3
KEY = "answer:"


async def of_week(services: Services, window: Window, readers: Audience) -> tuple[Prompt, ...]:
    """The week's prompts whose answers got a thumb up, liked most first; at most three.

    Args:
        services: where feedback and messages are.
        window: the week.
        readers: who will see them; what they may not read is left out.
    """
    store, team_id = services.store, services.slack.team_id
    names = await known_names(store, readers)
    found: dict[str, Prompt] = {}
    for channel_id, ts in await store.feedback.liked(team_id, window):
        asked_ts = await _asked_ts(services, channel_id, ts)
        message = await store.messages.get(readers, channel_id, asked_ts) if asked_ts else None
        if message is None or message.is_bot:
            continue
        request = parse(message.text, services.slack.bot_user_id, in_thread=message.is_reply)
        text = " ".join(names.plain(request.prompt).split())
        if request.kind is Kind.PROMPT and text and not request.private:
            prompt = Prompt(text, names.people.name(message), (names.source(message),))
            found.setdefault(text.casefold(), prompt)
    return tuple(found.values())[:MOST]


async def _asked_ts(services: Services, channel_id: str, ts: str) -> str:
    """The ts of the message that an answer of the bot's answers; "" if it is no answer."""
    prefix = f"{KEY}{services.slack.team_id}:{channel_id}:"
    answers = await services.store.deliveries.under(services.slack.team_id, prefix)
    return next((one.key.removeprefix(prefix) for one in answers if one.ts == ts), "")
