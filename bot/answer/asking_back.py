"""The one question that the model may ask back instead of answering, with two or three options.

No message is cited for a question, so it may hold nothing of its own: it is one question and
nothing else, in the words of the prompt, without a link or a mention; whatever could carry a fact
in it (numbers, dates, names, quotes) stands in the prompt itself. An option may use the words of
the messages it cites. Where only the question fails, ours stands above the options. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim
from digests.grounding.vocabulary import unsaid
from digests.models import Message
from digests.mrkdwn import links_in

LONGEST_QUESTION = 200
LONGEST_OPTION = 70
FEWEST_OPTIONS, MOST_OPTIONS = 2, 3
OURS = "Which of these do you mean?"

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
    if len(questions) != 1:
        return None
    kept = [text for draft in options if (text := _option(draft, evidence, prompt_only))]
    kept = list(dict.fromkeys(kept))[:MOST_OPTIONS]
    offered = tuple(kept) if len(kept) >= FEWEST_OPTIONS else ()
    if _harmless(questions[0], prompt_only):
        return AskingBack(questions[0], offered)
    return AskingBack(OURS, offered) if offered else None


def evidence_of(prompt: Message, text: str, like: Evidence) -> Evidence:
    """The prompt as the only message a question may rest on."""
    return like.only({_ASKED: replace(prompt, text=text)})


def _harmless(question: str, prompt_only: Evidence) -> bool:
    if len(question) > LONGEST_QUESTION or _INSIDE.search(question.rstrip()[:-1]):
        return False
    draft = DraftClaim(_COUNTS.sub("", question), (_ASKED,))
    return _in_given_words(draft, prompt_only) and ground(draft, prompt_only).claim is not None


def _option(draft: DraftClaim, evidence: Evidence, prompt_only: Evidence) -> str:
    if len(draft.text) > LONGEST_OPTION:
        return ""
    cited = replace(draft, ids=draft.ids or (_ASKED,))
    held_to = evidence if draft.ids else prompt_only
    claim = ground(cited, held_to).claim if _in_given_words(cited, held_to) else None
    return claim.text if claim else ""


def _in_given_words(draft: DraftClaim, held_to: Evidence) -> bool:
    """Whether a text only repeats words of the messages it names, and leads and calls nowhere."""
    if "@" in draft.text or "<" in draft.text or links_in(draft.text):
        return False
    cited = [name for name in draft.ids if name in held_to.ids]
    said = [held_to.facts(name).text for name in cited]
    authors = [held_to.people.name(held_to.ids[name]) for name in cited]
    return not unsaid(draft.text, [*said, *authors])
