"""Model and tools in turn, until the model has answered; every line checked before it is shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot import tools
from bot.answer.answering import Answer
from bot.answer.asking import Ask
from bot.answer.status import Status
from bot.tools.reading import Reading
from digests import prompts
from digests.claude.calls import Call, Caller, Json, ToolUse, Turn, user
from digests.claude.client import Claude
from digests.compose.wording import count
from digests.errors import ClaudeUnavailable
from digests.summarize.claim_writer import Failed

TOO_LONG = "That took too long, so this may be incomplete."

MOST_TURNS = 8
# After this many seconds no further turn is begun; one that is under way has its own limit.
MOST_SECONDS = 150.0
# Lines that go back to the model at once; an answer has six.
MOST_FAILED = 12


@dataclass(frozen=True)
class Conversation:
    """One prompt on its way to an answer.

    Attributes:
        turns: the thread so far and the prompt, as the model reads them.
        reading: what tools may read, and have read.
    """

    claude: Claude
    model: str
    ask: Ask
    turns: Sequence[Json]
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
        messages = list(self.turns)
        until = time.monotonic() + MOST_SECONDS
        for _ in range(MOST_TURNS):
            self.answer.reply.go_on()
            turn = await self.claude.turn(self._call(messages), self.answer.line)
            if not turn.tool_uses:
                await self._repair(messages, turn)
                return ""
            if time.monotonic() > until:
                break
            results = await self._use(turn.tool_uses)
            messages += [turn.message, {"role": "user", "content": results}]
        self.answer.withheld = len(self.answer.failed)
        return TOO_LONG

    async def _use(self, uses: Sequence[ToolUse]) -> list[Json]:
        """Run the tools that a turn asks for, and show what is being done."""
        reply = self.answer.reply
        reply.go_on()
        await self._show("Searching…")
        # Under its title, so that what is done again goes on in its own line.
        doing = list(dict.fromkeys(tools.doing(use) for use in uses))
        for title in doing:
            await reply.task(title, title, "in_progress")
        results = await tools.run_all(uses, self.reading)
        for title in doing:
            await reply.task(title, title, "complete")
        await self._show(f"Reading {count(len(self.reading.found), 'message')}…")
        return results

    async def _show(self, text: str) -> None:
        """A status until the reply stands there: Slack clears it then, and no later one."""
        if self.answer.reply.ts is None:
            await self.shown.show(text)

    async def _repair(self, messages: list[Json], turn: Turn) -> None:
        """Send back the lines that failed, once; a failure only means that they stay out."""
        answer, failed = self.answer, list(self.answer.failed)
        if not failed:
            return
        answer.withheld = len(failed)
        answer.reply.go_on()
        before = len(answer.claims)
        again = [*messages, turn.message, user(_wrong(failed[:MOST_FAILED]))]
        with suppress(ClaudeUnavailable):
            await self.claude.turn(self._call(again), answer.line)
        answer.withheld = max(0, len(failed) - (len(answer.claims) - before))

    def _call(self, messages: list[Json]) -> Call:
        return Call(
            model=self.model,
            system=prompts.load("answer").text,
            messages=tuple(messages),
            tools=tools.definitions(),
            effort="medium",
            caller=self.caller,
        )

    @property
    def caller(self) -> Caller:
        """On whose behalf the model is asked."""
        ask = self.ask
        return Caller(ask.message.team_id, ask.channel.channel_id, ask.asker, "answer")


def _wrong(failed: Sequence[Failed]) -> str:
    lines = [f"{each.draft.line}\n  wrong: {'; '.join(each.reasons)}" for each in failed]
    return "\n".join(
        [
            "<failed>",
            *lines,
            "</failed>",
            "These lines were not shown. Write each of them again so that the messages it cites "
            "support it, or leave it out. Write nothing else, and use no tool.",
        ]
    )
