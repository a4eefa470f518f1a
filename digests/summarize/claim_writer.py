"""Drafts in, checked claims out, one by one: the gate between the model and the reader."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim, order
from digests.models import Claim

OnClaim = Callable[[Claim], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Failed:
    """A draft that the messages do not support, and why, in words for the model."""

    draft: DraftClaim
    reasons: tuple[str, ...]


@dataclass
class ClaimWriter:
    """Grounds drafts and hands on what passes, at once and in the order in which it was written.

    Attributes:
        evidence: the messages.
        on_claim: gets each claim that passed; None if nobody is watching.
        max_words: most words of all claims together; None for no limit.
        among: a claim must cite one of these ids, else it is passed over; None for any.
        seen: how many drafts there were.
        written: the drafts that passed, with their claims.
        failed: the drafts that did not.
    """

    evidence: Evidence
    on_claim: OnClaim | None = None
    max_words: int | None = None
    among: frozenset[str] | None = None
    seen: int = 0
    written: list[tuple[DraftClaim, Claim]] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    _texts: set[str] = field(default_factory=set)
    _words: int = 0

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What passed, in the order of a summary: by section, then as written."""
        return tuple(sorted((claim for _, claim in self.written), key=lambda c: order(c.section)))

    async def write(self, draft: DraftClaim) -> bool:
        """Check a draft and hand it on; whether it passed and was new."""
        self.seen += 1
        if self.among is not None and self.among.isdisjoint(draft.ids):
            return False
        grounded = await asyncio.to_thread(ground, draft, self.evidence)
        if grounded.claim is None:
            self.failed.append(Failed(draft, grounded.reasons))
            return False
        claim = self._fitted(grounded.claim)
        if claim is None or claim.text.casefold() in self._texts:
            return False
        self._texts.add(claim.text.casefold())
        self.written.append((draft, claim))
        if self.on_claim is not None:
            await self.on_claim(claim)
        return True

    def _fitted(self, claim: Claim) -> Claim | None:
        """The claim within the words that are left; only the very first one is ever cut."""
        words = claim.text.split()
        if self.max_words is None or self._words + len(words) <= self.max_words:
            self._words += len(words)
            return claim
        if self.written:
            return None
        self._words = self.max_words
        return replace(claim, text=" ".join(words[: self.max_words]).rstrip(",;:") + " …")
