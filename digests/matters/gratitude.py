"""What somebody is thanked for: thanks that tell nobody anything are left out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digests.extract.words import terms
from digests.matters.statements import THANKS

FEWEST_REASONS = 2
"""Words that say something, beside "kudos" or before "thanks to", in what somebody did."""

_IDLY = re.compile(
    r"\b(?:in advance|sorry|thanks anyway|no,? thanks|thanks,? but|although thanks|im voraus|"
    r"d'avance|de antemano)\b|\?\s*$",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:for|who|für|dass|weil|pour|d'avoir|por)\b([^,;–—()]*)", re.IGNORECASE)
_MADE_BETTER = re.compile(r"(.{20,})\bthanks to\b", re.IGNORECASE | re.DOTALL)
_PRAISES = re.compile(
    r"\b(?:kudos|shout-?out|props to|hats off|well done|great (?:job|work))\b", re.IGNORECASE
)
_PARTS = re.compile(r"(?<=[.!?…。！？])\s+|\n+")
_POLITE = frozenset(
    terms(
        """help helping reply replies replying response answer answers info information input
        feedback suggestion suggestions clarification clarifying reminder reminding link links
        sharing share attention time lot ton much everyone everybody guys advice advices pointing
        pointer comment comments tip tips quick look looking taking checking patience kind bunch
        million heaps letting know great good nice awesome cool glad happy really appreciate makes
        sense works worked example examples helpful thought thoughts explaining explanation you your
        all hilfe antwort info rückmeldung aide réponse ayuda respuesta"""
    )
)
"""What people thank for out of politeness."""


def thanks_for(text: str, names: Iterable[str] = ()) -> str:
    """The part of a text that thanks for something it tells; "" if there is none.

    Args:
        text: plain text, any number of sentences.
        names: of people, which are no reason. "Thanks Jon!", "thanks in advance" and "thanks for
            the reply" give none either.
    """
    known = _POLITE.union(term for name in names for term in terms(name))
    return next((part.strip() for part in _PARTS.split(text) if _has_reason(part, known)), "")


def _has_reason(part: str, known: frozenset[str]) -> bool:
    """Whether a sentence thanks for something beside what is known to be none."""
    found = THANKS.search(part)
    if found is None or _IDLY.search(part):
        return False
    if reason := _REASON.search(part, found.end()):
        return not known.issuperset(terms(reason[1]))
    better = _MADE_BETTER.match(part)
    praise = part if _PRAISES.search(part) or not found[0].isascii() else ""
    told = set(terms(THANKS.sub(" ", better[1] if better else praise)))
    return len(told - known) >= FEWEST_REASONS
