"""A prompt as a mention: answered from its thread and from what the tools find."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot import budget_warnings, learn
from bot.answer import asking
from bot.answer.answering import Answer
from bot.answer.asking import Ask
from bot.answer.asking_back import evidence_of
from bot.answer.closest import offer_closest
from bot.answer.conversation import Conversation
from bot.answer.history import Exchange, exchanges
from bot.answer.reply import Reply
from bot.answer.status import Status
from bot.answer.turns import turns
from bot.blocks.asking_back import options
from bot.blocks.summary import feedback, small_print, withheld_line
from bot.services import Services
from bot.tools.reading import Reading
from digests import transcript
from digests.claude.calls import Json
from digests.compose.wording import count
from digests.errors import ClaudeUnavailable
from digests.grounding import Evidence
from digests.models import Thread
from digests.mrkdwn import safe_markdown
from digests.transcript import MAX_PART_TOKENS, Transcript

HELP = (
    "Mention me in a thread for a summary, or with a question and I look for the answer in what "
    "people here can read."
)
NO_CLAUDE = "I can't answer questions here, because Claude isn't set up. I can sum up threads."
NOTHING = "I found nothing about that in what the people here can read."
CUT = "Of this long thread I read the opening and the newest part."


async def answer_prompt(services: Services, ask: Ask, reply: Reply, shown: Status) -> None:
    """Answer from the thread and from what the tools find.

    Raises:
        DigestifError: if the thread can't be read.
        Stopped: if the person pressed Stop.
    """
    if not ask.request.prompt:
        await reply.say(HELP)
        await reply.finish()
    elif services.claude is None:
        await offer_closest(services, ask, reply, NO_CLAUDE)
    else:
        await _converse(services, ask, reply, shown)


async def _converse(services: Services, ask: Ask, reply: Reply, shown: Status) -> None:
    assert services.claude is not None
    reading = await _reading(services, ask)
    messages, note = await _turns(services, ask, reading)
    evidence = await _evidence(services, reading)
    prompt_only = evidence_of(ask.message, ask.request.prompt, evidence)
    talk = Conversation(
        services.claude,
        services.settings.answer_model,
        ask,
        messages,
        reading,
        Answer(evidence, prompt_only, reply),
        shown,
    )
    try:
        late = await talk.run()
    except ClaudeUnavailable as error:
        if not talk.answer.claims:
            await offer_closest(services, ask, reply, str(error))
            return
        late = str(error)
    await _finish(services, talk, " ".join(filter(None, [late, note])))


async def _reading(services: Services, ask: Ask) -> Reading:
    team_id = services.slack.team_id
    known = await services.store.channels.all(team_id)
    readable = [c for c in known if c.name and ask.audience.may_read(c)]
    return Reading(
        services,
        ask.audience,
        await services.store.users.people(team_id),
        await learn.zone(services),
        {c.channel_id: c.name for c in readable},
        sum(c.is_member for c in readable),
    )


async def _turns(services: Services, ask: Ask, reading: Reading) -> tuple[list[Json], str]:
    """The conversation so far and the prompt, and a note where the thread is too long."""
    talk, note = Transcript(), ""
    past: tuple[Exchange, ...] = ()
    if ask.message.is_reply:
        thread = await asking.whole(services, ask.audience, ask.channel.channel_id, ask.thread_ts)
        past = await exchanges(services, ask, thread.messages, reading.people)
        talk, note = await _talk(services, ask, reading, thread, past)
    # What tools find later goes into the same dict and can be cited as well.
    reading.found.update(talk.ids)
    known = await services.store.channels.all(services.slack.team_id)
    channels = {channel.channel_id: channel for channel in known}
    return turns(talk, past, ask.message, ask.request.prompt, reading, channels), note


async def _talk(
    services: Services, ask: Ask, reading: Reading, thread: Thread, past: Sequence[Exchange]
) -> tuple[Transcript, str]:
    """What people said to each other before the prompt; of a thread too long, the newest part."""
    asked = {exchange.prompt.ts for exchange in past}
    spoken = asking.talk(thread, services.slack.bot_user_id).messages
    before = [m for m in spoken if m.ts < ask.message.ts and m.ts not in asked]
    names = reading.channel_names
    whole = await asyncio.to_thread(
        transcript.build, before, reading.people, reading.zone, channels=names
    )
    parts = await asyncio.to_thread(transcript.split, whole, budget=MAX_PART_TOKENS)
    if len(parts) < 2:
        return whole, ""
    return Transcript((*whole.lines[:1], *parts[-1].lines)), CUT


async def _evidence(services: Services, reading: Reading) -> Evidence:
    workspace = await services.store.workspaces.get(services.slack.team_id)
    return Evidence(
        reading.found,
        reading.people,
        zone=reading.zone,
        channels=reading.channel_names,
        workspace_url=workspace.url if workspace else "",
    )


async def _finish(services: Services, talk: Conversation, note: str) -> None:
    answer = talk.answer
    if answer.claims:
        spent = await budget_warnings.last_line(services, talk.caller)
        said = [note, read_line(talk.reading, answer.withheld), spent]
        line = " ".join(filter(None, said))
        await answer.reply.finish([small_print(line), feedback()], answer.sources)
    elif back := await asyncio.to_thread(lambda: answer.asks_back):
        await answer.reply.say(safe_markdown(back.text))
        await answer.reply.finish(options(talk.ask, back))
    else:
        await offer_closest(services, talk.ask, answer.reply, note or NOTHING)


def read_line(reading: Reading, withheld: int) -> str:
    """What was searched and read, in one sentence or two."""
    matched = f"{count(reading.matched, 'message')} matched, " if reading.matched else ""
    line = f"Searched {count(reading.searched, 'channel')}; {matched}{len(reading.found):,} read."
    return f"{line} {withheld_line(withheld)}" if withheld else line
