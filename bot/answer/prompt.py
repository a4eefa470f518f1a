"""A prompt as a mention: a loop of model and tools, every line checked before it is shown."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

from bot import learn, tools
from bot.answer import asking
from bot.answer.asking import Ask
from bot.answer.closest import offer_closest
from bot.answer.reply import Reply
from bot.answer.status import Status
from bot.blocks.summary import SummaryWriter, feedback, small_print, withheld_line
from bot.services import Services
from bot.tools.reading import Reading
from digests import prompts, transcript
from digests.calls import Call, Caller, Json, Turn, user
from digests.claude import Claude
from digests.drafts import DraftReader
from digests.errors import ClaudeUnavailable
from digests.grounding import Evidence, ground
from digests.models import Claim, Section, Source
from digests.mrkdwn import plain, safe_markdown
from digests.transcript import MAX_PART_TOKENS, Transcript, contained
from digests.wording import count

HELP = (
    "Mention me in a thread for a summary, or with a question and I look for the answer in what "
    "people here can read."
)
NO_CLAUDE = "I can't answer questions here, because Claude isn't set up. I can sum up threads."
TOO_LONG = "That took too long, so this may be incomplete."
NOTHING = "I found nothing about that in what the people here can read."

MOST_TURNS = 8
MOST_SECONDS = 150.0


@dataclass
class Answer:
    """What was said so far, and what it rests on."""

    evidence: Evidence
    reply: Reply
    writer: SummaryWriter = field(default_factory=SummaryWriter)
    drafts: DraftReader = field(default_factory=DraftReader)
    claims: list[Claim] = field(default_factory=list)
    withheld: int = 0
    question: str = ""

    async def line(self, line: str) -> None:
        """Show a line if the messages it cites support it."""
        draft = self.drafts.read(line)
        if draft is None:
            return
        if not draft.ids:
            if draft.text.rstrip().endswith(("?", "？")):
                self.question = draft.text
            return
        claim = ground(draft, self.evidence).claim
        if claim is None:
            self.withheld += 1
            return
        said = Claim(claim.text, claim.sources, Section.OVERVIEW)
        self.claims.append(said)
        await self.reply.say(self.writer.line(said))

    @property
    def sources(self) -> list[Source]:
        """Every message cited."""
        return [source for claim in self.claims for source in claim.sources]


async def answer_prompt(services: Services, ask: Ask, reply: Reply, shown: Status) -> None:
    """Answer from the thread and from what the tools find.

    Raises:
        DigestifError: if the thread can't be read.
    """
    if not ask.request.prompt:
        await reply.say(HELP)
        await reply.finish()
        return
    if services.claude is None:
        await offer_closest(services, ask, reply, NO_CLAUDE)
        return
    await shown.show("Searching…")
    reading = await _reading(services, ask)
    context = await _context(services, ask, reading)
    answer = Answer(await _evidence(services, reading, context), reply)
    try:
        late = await _converse(services.claude, services, ask, reading, context, answer, shown)
    except ClaudeUnavailable as error:
        if not answer.claims:
            await offer_closest(services, ask, reply, str(error))
            return
        late = str(error)
    await _finish(services, ask, reading, answer, late)


async def _converse(
    claude: Claude,
    services: Services,
    ask: Ask,
    reading: Reading,
    context: Transcript,
    answer: Answer,
    shown: Status,
) -> str:
    """Let the model ask for tools until it has answered; a note on what cut it short, or ""."""
    messages: list[Json] = [_question(services, ask, reading, context)]
    caller = Caller(ask.message.team_id, ask.channel.channel_id, ask.asker, "answer")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MOST_SECONDS):
            for _ in range(MOST_TURNS):
                turn = await _turn(claude, services, tuple(messages), caller, answer)
                if not turn.tool_uses:
                    return ""
                await shown.show(f"Searching… {len(reading.found)} messages read")
                results = await tools.run_all(turn.tool_uses, reading)
                messages += [turn.message, {"role": "user", "content": results}]
    return TOO_LONG


async def _turn(
    claude: Claude,
    services: Services,
    messages: tuple[Json, ...],
    caller: Caller,
    answer: Answer,
) -> Turn:
    call = Call(
        model=services.settings.answer_model,
        system=prompts.load("answer").text,
        messages=messages,
        tools=tools.definitions(),
        effort="medium",
        caller=caller,
    )
    return await claude.turn(call, answer.line)


def _question(services: Services, ask: Ask, reading: Reading, context: Transcript) -> Json:
    """The thread as data, and the prompt, each in a block of its own."""
    thread = f"<transcript>\n{context.text}\n</transcript>" if context.lines else ""
    words = contained(plain(ask.request.prompt, reading.people, reading.channel_names))
    today = services.now().strftime("%A %Y-%m-%d")
    return user(
        thread, f"Today is {today}.\n<prompt>\n{words}\n</prompt>", cached=int(bool(thread))
    )


async def _reading(services: Services, ask: Ask) -> Reading:
    team_id = services.slack.team_id
    channels = await services.store.channels.all(team_id)
    return Reading(
        services,
        ask.audience,
        await services.store.users.people(team_id),
        await learn.zone(services),
        {c.channel_id: c.name for c in channels if c.name and ask.audience.may_read(c)},
        sum(1 for c in channels if c.is_member and c.name and ask.audience.may_read(c)),
    )


async def _context(services: Services, ask: Ask, reading: Reading) -> Transcript:
    """The thread before the prompt; of one too long for a call its root and its newest part."""
    if not ask.message.is_reply:
        return Transcript()
    thread = await asking.thread(services, ask.audience, ask.channel.channel_id, ask.thread_ts)
    before = [m for m in thread.messages if m.ts < ask.message.ts]
    names = reading.channel_names
    whole = transcript.build(before, reading.people, reading.zone, channels=names)
    parts = transcript.split(whole, budget=MAX_PART_TOKENS)
    if len(parts) < 2:
        return whole
    return Transcript((*whole.lines[:1], *parts[-1].lines))


async def _evidence(services: Services, reading: Reading, context: Transcript) -> Evidence:
    workspace = await services.store.workspaces.get(services.slack.team_id)
    reading.found.update(context.ids)
    return Evidence(
        reading.found,
        reading.people,
        zone=reading.zone,
        channels=reading.channel_names,
        workspace_url=workspace.url if workspace else "",
    )


async def _finish(
    services: Services, ask: Ask, reading: Reading, answer: Answer, note: str
) -> None:
    if not answer.claims and answer.question:
        await answer.reply.say(safe_markdown(answer.question))
        await answer.reply.finish()
        return
    if not answer.claims:
        await offer_closest(services, ask, answer.reply, note or NOTHING)
        return
    line = " ".join(filter(None, [note, read_line(reading, answer.withheld)]))
    await answer.reply.finish([small_print(line), feedback()], answer.sources)


def read_line(reading: Reading, withheld: int) -> str:
    """What was searched and read, in one sentence or two."""
    matched = f"{count(reading.matched, 'message')} matched, " if reading.matched else ""
    line = f"Searched {count(reading.searched, 'channel')}; {matched}{len(reading.found):,} read."
    return f"{line} {withheld_line(withheld)}" if withheld else line
