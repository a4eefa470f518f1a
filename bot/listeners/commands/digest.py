"""/digest: look one up, switch one on, set it. The table below is the index of its words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot import budget_warnings, channel_settings, views
from bot.digest import switching
from bot.services import Services
from digests.compose.blocks import safe
from digests.errors import DigestifError

HELP = "\n".join(
    (
        "*/digest latest* shows the last weekly digest, */digest 2026-W47* that of a week",
        "*/digest search* _words_ finds the digests that say them",
        "*/digest preview* compiles this week so far, only for you",
        "*/digest subscribe* sends you one of your own channels every week; *unsubscribe* ends it",
        "*/digest here on* posts this channel's own digest here every week; *here off* ends it",
        "*/digest optout* keeps this channel out of what others read; *optin* lets it in again",
        "*/digest settings* sets day, time, channel and contents (admins)",
        "*/digest budget* shows what Claude cost today, and sets what it may (admins)",
        "*/digest answers private* shows my answers in this channel to the asker alone, *public* "
        "to everybody; *answers followups on* lets threads go on without mentions, *followups off* "
        "ends it (admins)",
        "*/summarize* sums up this channel's last week only for you, */summarize #channel 3d* "
        "another channel's last days",
    )
)
_WEEK = re.compile(r"\d{4}-?W\d{1,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as it was typed, and where.

    Attributes:
        rest: what follows the first word, in one line.
    """

    services: Services
    team_id: str
    user_id: str
    channel_id: str
    rest: str
    response_url: str
    trigger_id: str


async def handle_digest(ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext) -> None:
    """Answer what can be answered at once; start the work for the rest."""
    typed = str(command.get("text") or "latest").split()
    word, rest = typed[0], " ".join(typed[1:])
    asked = Asked(
        context["services"],
        str(context.team_id),
        str(command["user_id"]),
        str(command["channel_id"]),
        rest,
        str(command["response_url"]),
        str(command["trigger_id"]),
    )
    if _WEEK.fullmatch(word):
        await ack(text=await _looked_up(asked, word.upper()))
        return
    answer = WORDS.get(word.lower())
    if answer is None:
        await ack(text=f"I don't know “{safe(word, 60)}”; `/digest help` lists what I do.")
        return
    try:
        await ack(text=await answer(asked))
    except DigestifError as error:
        await ack(text=str(error))


async def _looked_up(asked: Asked, what: str) -> str:
    job_id = f"digest-lookup:{asked.team_id}:{asked.user_id}:{asked.trigger_id}"
    ids = (asked.team_id, asked.user_id, asked.response_url, what)
    await asked.services.jobs.start("digest_lookup", job_id, *ids)
    return "Looking it up…"


async def _latest(asked: Asked) -> str:
    return await _looked_up(asked, "latest")


async def _search(asked: Asked) -> str:
    if not asked.rest:
        return "Write what to look for, like `/digest search rate limiter`."
    return await _looked_up(asked, f"search {asked.rest}")


async def _preview(asked: Asked) -> str:
    job_id = f"digest-preview:{asked.team_id}:{asked.user_id}:{asked.trigger_id}"
    ids = (asked.team_id, asked.user_id, asked.response_url)
    await asked.services.jobs.start("digest_preview", job_id, *ids)
    return "Compiling this week…"


async def _subscribe(asked: Asked) -> str:
    return await switching.personal(asked.services, asked.user_id, on=True)


async def _unsubscribe(asked: Asked) -> str:
    return await switching.personal(asked.services, asked.user_id, on=False)


async def _here(asked: Asked) -> str:
    if asked.rest.lower() not in {"on", "off"}:
        return "Write `/digest here on` or `/digest here off`."
    on = asked.rest.lower() == "on"
    return await switching.channel(asked.services, asked.channel_id, asked.user_id, on=on)


async def _opt_out(asked: Asked) -> str:
    return await switching.opt_out(asked.services, asked.channel_id, asked.user_id, out=True)


async def _opt_in(asked: Asked) -> str:
    return await switching.opt_out(asked.services, asked.channel_id, asked.user_id, out=False)


async def _settings(asked: Asked) -> str:
    await views.open_settings(asked.services, asked.user_id, asked.trigger_id)
    return "The settings are open."


async def _budget(asked: Asked) -> str:
    return await budget_warnings.command(asked.services, asked.user_id, asked.rest)


async def _answers(asked: Asked) -> str:
    place = (asked.channel_id, asked.user_id)
    return await channel_settings.command(asked.services, *place, asked.rest)


async def _help(asked: Asked) -> str:
    return HELP


WORDS: Mapping[str, Callable[[Asked], Awaitable[str]]] = {
    "latest": _latest,
    "search": _search,
    "preview": _preview,
    "subscribe": _subscribe,
    "unsubscribe": _unsubscribe,
    "here": _here,
    "optout": _opt_out,
    "optin": _opt_in,
    "settings": _settings,
    "budget": _budget,
    "answers": _answers,
    "help": _help,
}
