"""What the model writes, line by line: checked, shown, or kept back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.answer import asking_back
from bot.answer.asking_back import AskingBack
from bot.answer.reply import Reply
from bot.blocks.summary import SummaryWriter
from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim, DraftReader
from digests.models import Claim, Section, Source
from digests.summarize.claim_writer import Failed


@dataclass
class Answer:
    """What was said so far, and what it rests on.

    Attributes:
        prompt_only: the prompt, as what a question back may rest on.
        failed: lines that the messages they cite don't support.
        withheld: how many of those stay out in the end.
    """

    evidence: Evidence
    prompt_only: Evidence
    reply: Reply
    claims: list[Claim] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    withheld: int = 0
    _questions: list[str] = field(default_factory=list)
    _options: list[DraftClaim] = field(default_factory=list)
    _writer: SummaryWriter = field(default_factory=SummaryWriter)
    _drafts: DraftReader = field(default_factory=DraftReader)

    async def line(self, line: str) -> None:
        """Show a line if the messages it cites support it; without any citation it is no answer."""
        draft = self._drafts.read(line)
        if draft is None:
            return
        if self._questions and line.lstrip().startswith(("-", "•", "*")):
            self._options.append(draft)
        elif draft.ids:
            await self._claim(draft)
        elif asking_back.is_question(draft.text):
            self._questions.append(draft.text)

    async def _claim(self, draft: DraftClaim) -> None:
        grounded = await asyncio.to_thread(ground, draft, self.evidence)
        if grounded.claim is None:
            self.failed.append(Failed(draft, grounded.reasons))
            return
        said = Claim(grounded.claim.text, grounded.claim.sources, Section.OVERVIEW)
        if said not in self.claims:
            self.claims.append(said)
            await self.reply.say(self._writer.line(said))

    @property
    def asks_back(self) -> AskingBack | None:
        """What the model asks instead of answering, None if it says something or may not ask."""
        if self.claims:
            return None
        return asking_back.checked(self._questions, self._options, self.evidence, self.prompt_only)

    @property
    def sources(self) -> list[Source]:
        """Every message cited."""
        return [source for claim in self.claims for source in claim.sources]
