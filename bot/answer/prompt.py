"""A prompt as a mention: answered from its thread and from what the tools find."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot import learn
from bot.answer import asking
from bot.answer.asking import Ask
from bot.answer.closest import offer_closest
from bot.answer.conversation import Answer, Conversation
from bot.answer.reply import Reply
from bot.answer.status import Status
from bot.blocks.summary import feedback, small_print, withheld_line
from bot.services import Services
from bot.tools.reading import Reading
from digests import transcript
from digests.errors import ClaudeUnavailable
from digests.grounding import Evidence
from digests.mrkdwn import safe_markdown
from digests.transcript import MAX_PART_TOKENS, Transcript
from digests.wording import count

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
    context, note = await _context(services, ask, reading)
    talk = Conversation(
        services.claude,
        services.settings.answer_model,
        services.now().astimezone(ZoneInfo(reading.zone)).strftime("%A %Y-%m-%d"),
        ask,
        context,
        reading,
        Answer(await _evidence(services, reading, context), reply),
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


async def _context(services: Services, ask: Ask, reading: Reading) -> tuple[Transcript, str]:
    """The thread before the prompt, and a note where it is too long for one call."""
    if not ask.message.is_reply:
        return Transcript(), ""
    thread = await asking.thread(services, ask.audience, ask.channel.channel_id, ask.thread_ts)
    before = [m for m in thread.messages if m.ts < ask.message.ts]
    names = reading.channel_names
    whole = transcript.build(before, reading.people, reading.zone, channels=names)
    parts = transcript.split(whole, budget=MAX_PART_TOKENS)
    if len(parts) < 2:
        return whole, ""
    return Transcript((*whole.lines[:1], *parts[-1].lines)), CUT


async def _evidence(services: Services, reading: Reading, context: Transcript) -> Evidence:
    workspace = await services.store.workspaces.get(services.slack.team_id)
    # One dict for both: what tools find later can be cited as well.
    reading.found.update(context.ids)
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
        line = " ".join(filter(None, [note, read_line(talk.reading, answer.withheld)]))
        await answer.reply.finish([small_print(line), feedback()], answer.sources)
    elif answer.question:
        await answer.reply.say(safe_markdown(answer.question))
        await answer.reply.finish()
    else:
        await offer_closest(services, talk.ask, answer.reply, note or NOTHING)


def read_line(reading: Reading, withheld: int) -> str:
    """What was searched and read, in one sentence or two."""
    matched = f"{count(reading.matched, 'message')} matched, " if reading.matched else ""
    line = f"Searched {count(reading.searched, 'channel')}; {matched}{len(reading.found):,} read."
    return f"{line} {withheld_line(withheld)}" if withheld else line
