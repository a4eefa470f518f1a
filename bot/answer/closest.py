"""Where the model can't answer: what the bot can do instead, and the closest stored messages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import history
from bot.answer.asking import Ask
from bot.answer.reply import Reply
from bot.services import Services
from bot.tools.naming import is_talk
from digests import mrkdwn
from digests.audience import Audience
from digests.models import Message, People, Source
from digests.permalinks import permalink
from digests.store import Query

HEAD = "The closest messages I found:"
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
    # Earlier questions to the bot are taken out below and must not use up the hits.
    query = Query(text=subject(ask.request.prompt), before=ask.message.ts, limit=MOST * 20)
    own = services.slack.bot_user_id
    found = await services.store.messages.search(ask.audience, query)
    hits = [hit.message for hit in found if is_talk(hit.message, hit.channel, own)][:MOST]
    said, cited = await _said(services, ask.audience, sentence, hits)
    await reply.say(said)
    await reply.finish(cited=cited)


def is_offer(text: str) -> bool:
    """Whether a posted answer is an offer of the closest messages."""
    return HEAD in text


async def offer_again(
    services: Services, audience: Audience, text: str
) -> tuple[str, list[Source]]:
    """A posted offer with the messages as they are now; those that are gone are left out."""
    sentence, _, offered = text.partition(HEAD)
    messages = []
    for key in (key for each in offered.splitlines() for key in history.marks(each)[1]):
        message = await services.store.messages.get(audience, *key)
        if message is not None:
            messages.append(message)
    return await _said(services, audience, sentence.strip(), messages)


def subject(prompt: str) -> str:
    """What a question is about: "who said X?" looks for X, and nobody says "said" themselves."""
    rest = " ".join(_FRAME.sub(" ", prompt).split())
    return rest if any(character.isalnum() for character in rest) else prompt


async def _said(
    services: Services, audience: Audience, sentence: str, messages: Sequence[Message]
) -> tuple[str, list[Source]]:
    """The offer in Markdown, and what it rests on."""
    if not messages:
        return sentence, []
    workspace = await services.store.workspaces.get(services.slack.team_id)
    people = await services.store.users.people(services.slack.team_id)
    known = await services.store.channels.all(services.slack.team_id)
    names = {c.channel_id: c.name for c in known if audience.may_read(c)}
    url = workspace.url if workspace else ""
    lines = [line(m, number, people, names, url) for number, m in enumerate(messages, 1)]
    cited = [Source(m.channel_id, m.ts, edited_ts=m.edited_ts or "") for m in messages]
    return "\n".join([sentence, "", HEAD, *lines]), cited


def line(message: Message, number: int, people: People, channels: dict[str, str], url: str) -> str:
    """One message found: who, where, its words, and the link to it."""
    said = mrkdwn.plain(message.text, people, channels)
    words = " ".join(said.split())
    short = words if len(words) <= SNIPPET else words[:SNIPPET].rsplit(" ", 1)[0] + "…"
    name = channels.get(message.channel_id)
    where = f" in #{name}" if name else ""
    who = people.name(message)
    link = permalink(url, message.channel_id, message.ts, message.thread_ts)
    return f"- {mrkdwn.safe_markdown(f'{who}{where}: {short}')} [[{number}]]({link})"
