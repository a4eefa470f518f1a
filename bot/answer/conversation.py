"""Model and tools in turn, until the model has answered; every line checked before it is shown."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from bot import tools
from bot.answer.asking import Ask
from bot.answer.reply import Reply
from bot.answer.status import Status
from bot.blocks.summary import SummaryWriter
from bot.tools.reading import Reading
from digests import prompts
from digests.calls import Call, Caller, Json, user
from digests.claude import Claude
from digests.drafts import DraftReader
from digests.grounding import Evidence, ground
from digests.models import Claim, Section, Source
from digests.mrkdwn import plain
from digests.transcript import Transcript, contained
from digests.wording import count

TOO_LONG = "That took too long, so this may be incomplete."

MOST_TURNS = 8
# After this many seconds no further turn is begun; one that is under way has its own limit.
MOST_SECONDS = 150.0


@dataclass
class Answer:
    """What was said so far, and what it rests on.

    Attributes:
        withheld: lines left out because the messages they cite don't support them.
        question: what the model asks back, "" if it asks nothing.
    """

    evidence: Evidence
    reply: Reply
    claims: list[Claim] = field(default_factory=list)
    withheld: int = 0
    question: str = ""
    _writer: SummaryWriter = field(default_factory=SummaryWriter)
    _drafts: DraftReader = field(default_factory=DraftReader)

    async def line(self, line: str) -> None:
        """Show a line if the messages it cites support it; without any citation it is no answer."""
        draft = self._drafts.read(line)
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
        await self.reply.say(self._writer.line(said))

    @property
    def sources(self) -> list[Source]:
        """Every message cited."""
        return [source for claim in self.claims for source in claim.sources]


@dataclass(frozen=True)
class Conversation:
    """One prompt on its way to an answer.

    Attributes:
        context: the thread the prompt stands in, empty outside of one.
        reading: what tools may read, and have read.
    """

    claude: Claude
    model: str
    today: str
    ask: Ask
    context: Transcript
    reading: Reading
    answer: Answer
    shown: Status

    async def run(self) -> str:
        """Let the model use tools until it has answered.

        Returns:
            A note on what cut it short, or "".

        Raises:
            ClaudeUnavailable: if the model gives no answer, possibly after some lines.
            Stopped: if the person pressed Stop.
        """
        messages = [self._question()]
        until = time.monotonic() + MOST_SECONDS
        for _ in range(MOST_TURNS):
            turn = await self.claude.turn(self._call(messages), self.answer.line)
            if not turn.tool_uses:
                return ""
            if time.monotonic() > until:
                break
            self.answer.reply.go_on()
            await self.shown.show("Searching…")
            results = await tools.run_all(turn.tool_uses, self.reading)
            messages += [turn.message, {"role": "user", "content": results}]
            await self.shown.show(f"Reading {count(len(self.reading.found), 'message')}…")
        return TOO_LONG

    def _call(self, messages: list[Json]) -> Call:
        ask = self.ask
        return Call(
            model=self.model,
            system=prompts.load("answer").text,
            messages=tuple(messages),
            tools=tools.definitions(),
            effort="medium",
            caller=Caller(ask.message.team_id, ask.channel.channel_id, ask.asker, "answer"),
        )

    def _question(self) -> Json:
        """The thread as data, and the prompt, each in a block of its own."""
        reading, context = self.reading, self.context
        thread = f"<transcript>\n{context.text}\n</transcript>" if context.lines else ""
        words = contained(plain(self.ask.request.prompt, reading.people, reading.channel_names))
        asked = f"Today is {self.today}.\n<prompt>\n{words}\n</prompt>"
        return user(thread, asked, cached=int(bool(thread)))
