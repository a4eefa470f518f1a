"""Where the model can't answer: what the bot can do instead, and the closest stored messages."""

from __future__ import annotations

import re

from bot.answer.asking import Ask
from bot.answer.reply import Reply
from bot.answer.request import mentions
from bot.services import Services
from digests import mrkdwn
from digests.models import People
from digests.permalinks import permalink
from digests.store import Hit, Query

MOST = 5
SNIPPET = 160

_FRAME = re.compile(
    r"(?<!\")\b(?:who(?: else)?|did (?:any|some)(?:one|body)|has (?:any|some)(?:one|body)|"
    r"where (?:was|is|did (?:we|they))|when did (?:we|they))\s+"
    r"(?:sa(?:id|y|ys)|wr(?:ote|itten|ite)|mention(?:ed|s)?|ask(?:ed|s)?|talk(?:ed|s)?|"
    r"discuss(?:ed)?|posted|told)\b(?:\s+(?:us|me|that|about))*",
    re.IGNORECASE,
)


async def offer_closest(services: Services, ask: Ask, reply: Reply, sentence: str) -> None:
    """Say why there is no answer, and offer what comes closest for these readers."""
    team_id = services.slack.team_id
    # Earlier questions to the bot are taken out below and must not use up the hits.
    query = Query(text=subject(ask.request.prompt), before=ask.message.ts, limit=MOST * 20)
    own = services.slack.bot_user_id
    found = await services.store.messages.search(ask.audience, query)
    hits = [
        hit for hit in found if hit.message.user_id != own and not mentions(hit.message.text, own)
    ][:MOST]
    workspace = await services.store.workspaces.get(team_id)
    people = await services.store.users.people(team_id)
    names = {
        c.channel_id: c.name
        for c in await services.store.channels.all(team_id)
        if ask.audience.may_read(c)
    }
    lines = [
        line(hit, number, people, names, workspace.url if workspace else "")
        for number, hit in enumerate(hits, 1)
    ]
    if lines:
        lines.insert(0, "The closest messages I found:")
    await reply.say("\n".join([sentence, *([""] if lines else []), *lines]))
    await reply.finish()


def subject(prompt: str) -> str:
    """What a question is about: "who said X?" looks for X, and nobody says "said" themselves."""
    rest = " ".join(_FRAME.sub(" ", prompt).split())
    return rest if any(character.isalnum() for character in rest) else prompt


def line(hit: Hit, number: int, people: People, channels: dict[str, str], url: str) -> str:
    """One message found: who, where, its words, and the link to it."""
    message = hit.message
    said = mrkdwn.plain(message.text, people, channels)
    words = " ".join(said.split())
    short = words if len(words) <= SNIPPET else words[:SNIPPET].rsplit(" ", 1)[0] + "…"
    where = f" in #{hit.channel.name}" if hit.channel.name else ""
    who = people.name(message)
    link = permalink(url, message.channel_id, message.ts, message.thread_ts)
    return f"- {mrkdwn.safe_markdown(f'{who}{where}: {short}')} [[{number}]]({link})"
