"""The one question that the model may ask back instead of answering, with two or three options.

Nothing checks a question against messages, since it rests on none. So it must be one question and
nothing else, and whatever could carry a fact in it (numbers, dates, names, links, quotes) must
stand in the prompt itself. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim
from digests.models import Message

LONGEST_QUESTION = 200
LONGEST_OPTION = 70
FEWEST_OPTIONS, MOST_OPTIONS = 2, 3

_ASKED = "m0"
# "Which of the two" counts what is asked about, and tells nobody anything.
_COUNTS = re.compile(r"\b(?:one|two|three)\b", re.IGNORECASE)
_INSIDE = re.compile(r"[?？!！…:;]|[.。](?:\s|$)")


@dataclass(frozen=True, slots=True)
class AskingBack:
    """A question that may be shown.

    Attributes:
        options: possible answers, two or three; () if it gives none.
    """

    question: str
    options: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Question and options, a line each."""
        return "\n".join([self.question, *(f"- {option}" for option in self.options)])


def is_question(text: str) -> bool:
    """Whether a line without sources asks something."""
    return text.rstrip().endswith(("?", "？"))


def checked(
    questions: Sequence[str],
    options: Sequence[DraftClaim],
    evidence: Evidence,
    prompt_only: Evidence,
) -> AskingBack | None:
    """What may be asked back, None if that isn't one harmless question.

    Args:
        questions: every line that asks something.
        options: the list below; what cites a message must be supported by it, what doesn't by the
            prompt.
        evidence: the messages that were read.
        prompt_only: nothing but the prompt, from `evidence_of`.
    """
    if len(questions) != 1 or not _harmless(questions[0], prompt_only):
        return None
    kept = [text for draft in options if (text := _option(draft, evidence, prompt_only))]
    kept = list(dict.fromkeys(kept))[:MOST_OPTIONS]
    return AskingBack(questions[0], tuple(kept) if len(kept) >= FEWEST_OPTIONS else ())


def evidence_of(prompt: Message, text: str, like: Evidence) -> Evidence:
    """The prompt as the only message a question may rest on."""
    return like.only({_ASKED: replace(prompt, text=text)})


def _harmless(question: str, prompt_only: Evidence) -> bool:
    if len(question) > LONGEST_QUESTION or _INSIDE.search(question.rstrip()[:-1]):
        return False
    uncounted = _COUNTS.sub("", question)
    return ground(DraftClaim(uncounted, (_ASKED,)), prompt_only).claim is not None


def _option(draft: DraftClaim, evidence: Evidence, prompt_only: Evidence) -> str:
    if len(draft.text) > LONGEST_OPTION:
        return ""
    cited = replace(draft, ids=draft.ids or (_ASKED,))
    claim = ground(cited, evidence if draft.ids else prompt_only).claim
    return claim.text if claim else ""
