"""A thread and its earlier exchanges as the turns of a conversation with the model. Pure.

What stood before an earlier prompt comes before it, and what its answer rests on after it, so that
a follow-up begins with the very same text as the question before it and is read from the cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.answer import history
from bot.answer.history import Exchange
from bot.tools.reading import Reading
from digests.claude.calls import Json, user
from digests.models import Channel, Message
from digests.mrkdwn import plain
from digests.transcript import Transcript, contained

NOTHING_LEFT = "(That answer can't be shown any more.)"


def turns(
    talk: Transcript,
    past: Sequence[Exchange],
    asked: Message,
    prompt: str,
    reading: Reading,
    channels: dict[str, Channel],
) -> list[Json]:
    """The conversation so far and the new prompt, as the Messages API wants it.

    Args:
        talk: the thread without the prompts and answers; its ids are in `reading` already.
        past: earlier exchanges, oldest first.
        asked: the message with the new prompt.
        prompt: its text without the mention.
        reading: gets the messages that earlier answers rest on.
        channels: by id, to say where those stand.
    """
    made: list[Json] = []
    since = ""
    for exchange in past:
        said = _between(talk, since, exchange.prompt.ts)
        words = history.without_mention(exchange.prompt, reading.services.slack.bot_user_id)
        question = _question(exchange.prompt, words, reading)
        cited = reading.show((m, channels[m.channel_id]) for m in exchange.cited)
        results = f"<results>\n{cited}\n</results>" if cited else ""
        ids = {history.key(message): name for name, message in reading.found.items()}
        answer = history.said(exchange, ids) or NOTHING_LEFT
        made.append(user(said, question, results))
        made.append({"role": "assistant", "content": [{"type": "text", "text": answer}]})
        since = exchange.prompt.ts
    last = [_between(talk, since, ""), _question(asked, prompt, reading)]
    made.append(user(*last, cached=sum(bool(each) for each in last)))
    return made


def _between(talk: Transcript, after: str, before: str) -> str:
    """The lines said after one ts and before another, "" for none; "" as a bound is no bound."""
    lines = tuple(
        line for line in talk.lines if line.message.ts > after and line.message.ts < (before or "~")
    )
    return f"<transcript>\n{Transcript(lines).text}\n</transcript>" if lines else ""


def _question(message: Message, prompt: str, reading: Reading) -> str:
    day = message.at.astimezone(ZoneInfo(reading.zone)).strftime("%A %Y-%m-%d")
    words = contained(plain(prompt, reading.people, reading.channel_names))
    return f"Today is {day}.\n<prompt>\n{words}\n</prompt>"
