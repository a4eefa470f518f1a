"""Whether a title is understood by somebody who wasn't there. Pure.

Strict on purpose: a matter that nobody can understand from its title is better left to its channel
than told to a whole company. Scripts without spaces and other languages are taken as they are,
apart from the marks they begin and end with.
"""

from __future__ import annotations

import re
from functools import lru_cache

from digests.extract.words import terms
from digests.matters.statements import begins_asking, thanks

FEWEST_TERMS = 3
"""Different words that say something, below which a title names no matter."""

LONGEST_TOKEN = 40
"""Characters of one word that somebody reads; beyond are paths, ids and logs."""

FEWEST_LETTERS = 0.7
"""The part of a title that are letters and blanks; with less of them it is code."""

SHORT_PRAISE = 8
"""Words up to which praise is all that a title has to say."""

NAMED_BEFORE = 3
"""Words that say something which stand before an "it" that means one of them."""


def _any(listed: str) -> str:
    return "|".join(" ".join(one.split()) for one in listed.split(","))


_BACK = _any(
    r"""but, and, or, because, also, then, which(?!.*\?), so, same, similarly, similar to,
    other than, apart from, relatedly, related(?=\W ), otherwise, instead(?! of), in that case,
    in this case, however, moreover, furthermore, let's say, e\.?g, following up, follow up,
    speaking of, regarding that, put differently, the former, the latter, they, it, he, she, him,
    her, that, these, those, suppose, if(?! you (?:have|need|want|are|haven't|still|use)\b),
    this(?! (?:week|weekend|month|morning|year|quarter|afternoon|\w+day)\b),
    there(?! (?:is|are|was|were|will)\b)"""
)
"""How a sentence begins that goes on with the one before it, or is about what that named."""

_REACTS = _any(
    r"""yes, no(?=\W\W?(?:i|it|that|you|we|but|need)\b), nope, yeah, yea, yep, yup, yay, haha,
    hey, hi, hello, lol, wow, damn, eh, i(?!\W*/), ok, okay, hm+, o+h+, a+h+, uh, ugh, well(?!-),
    like(?=\W | an? ), edit, not(?! (?:all|every|only|before|until)\b), true(?=\W ),
    interesting(?=\W | though), interestingly, definitely, certainly, fair(?= enough| point),
    agreed, exactly, indeed, only me, just me, pretty sure, not sure, wouldn't surprise,
    sorry, apologies, nothing (?:that|too|much)"""
)
"""How people begin who react to somebody, or clear their throat."""

_ADDRESSES = _any(
    r"""you(?! (?:can now|may now|will)\b|'ll|'re (?:all )?(?:invited|welcome)\b), can you,
    could you, your(?! (?:feedback|vote|opinion|input|help)\b), can't you, try(?! out)"""
)
"""How they begin who speak to somebody whom the title doesn't name."""

_LACKS_SUBJECT = (
    r"(?:needs|works|sounds|seems legit)(?= )|"
    r"(?:is|are|was|were|has|have|does)(?= (?:done|an?|the|not|now|also|still|always|already|"
    r"being|been|so|very|really|going)\b)(?!.*\?)"
)
_STARTS_WITHIN = re.compile(rf"(?:{_BACK}|{_REACTS}|{_ADDRESSES}|{_LACKS_SUBJECT})\b", re.I)
_TO_SOMEBODY = re.compile(r"(?:\S+ ){1,4}(?:are|can|could|would|will|have) you\b", re.IGNORECASE)
_STARTS_AS_TEXT = re.compile(r"(?!['’](?:s|d|ll|re|ve|m|t)\b)[\"“„«'‘\[@#$€£¿¡]?[^\W_]")
_ONESELF = re.compile(r"\b(?:I|[Ii]['’]?m|[Ii]['’](?:ve|ll|d)|i|[Mm]y|[Mm]e)\b(?![./])")

_GOOD = r"""(?:great|nice|cool|awesome|amazing|neat|good|fantastic|brilliant|lovely|fun|funny|
beautiful|impressive|excellent|perfect)""".replace("\n", "")
_PRAISE = re.compile(
    rf"(?:(?:really|so|very|pretty|super|quite|kinda|looks?|sounds?|looking|all)\s+)*"
    rf"(?:{_GOOD}|done|love|loved|loving)\b|.*\b(?:so|really|pretty|very|super) {_GOOD}\W*$",
    re.IGNORECASE,
)
_ENDS = r"[,;.!?]|$"
_AFTER_THIS = (
    "is|was|are|were|and|or|but|if|in|on|at|for|to|with|from|when|would|could|should|can|will|"
    "does|do|did|all|recently|too|works?|looks?|seems?|helps?"
)
_AFTER_NOUN = "to|and|or|for|is|was|are|were|an?|the|out|again|recently|today|all|yet"
_KNOWN = (
    "week|weekend|month|year|days|morning|afternoon|evening|quarter|summer|winter|spring|channel|"
    r"\w+day"
)
_POINTERS = (
    rf"\b(?:this|these|those)(?= (?:{_AFTER_THIS})\b|{_ENDS})",
    rf"\b(?:this|these) (?!{_KNOWN})[\w-]+(?= (?:{_AFTER_NOUN})\b|{_ENDS})",
    rf"\bthat(?= (?:to|up|out|too|again|yet)\b|{_ENDS})",
    r"\b(?:this|that|these|those) ones?\b",
    r"\b(?:this|that)(?= \([^)]*\))",
    r"\b(?:as|mentioned|said|shown|described) above\b",
    r"\b(?:above|below|anywhere|in there|(?:for|about|of|with|to|on|by|like) it)\W*$",
)
_POINTS = re.compile("|".join(_POINTERS), re.IGNORECASE)
"""What a title points at without naming it: "debug this", "in this direction"."""

_IMPERSONAL = re.compile(
    r"\b(?:is it|it is|it's|makes? it|made it|if it|be) (?:\w+ )?(?:possible|impossible|ok|okay|"
    r"normal|safe|worth|allowed|necessary|time|easy|easier|hard|harder|better|best)\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|its|it's|they|them|he|she|him|her)\b", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[^\w\s]+|[\d_]+")
_BREAKS_OFF = re.compile(
    r"\b(?:is|are|was|were|like|from|at|of|to|the|an?|in|on|with|by|for|via|called|named|see|and|"
    r"or|which|that|get|because|as|than|into|about|if|whether|not|it's|be|been|more|very|so)\W*$",
    re.IGNORECASE,
)
"""What a title ends with whose rest was an address or a picture, or that was cut too early."""


def starts_within(text: str) -> bool:
    """Whether a text begins as people do who go on, react or speak to somebody."""
    plain = text.replace("’", "'")
    if _STARTS_WITHIN.match(plain):
        return True
    return _TO_SOMEBODY.match(plain) is not None and not begins_asking(plain.removesuffix("?"))


def breaks_off(text: str) -> bool:
    """Whether a text ends with a word that something has to follow."""
    return "?" not in text and _BREAKS_OFF.search(text) is not None


@lru_cache(maxsize=4096)
def stands(title: str) -> bool:
    """Whether a title names its matter: a whole thought, about something that is in it.

    Args:
        title: one line; a cut one ends with "…".

    Returns:
        False for "", for what goes on with something said before ("Yea, that explains all"), points
        at what it doesn't name ("How to debug this?"), breaks off, only praises or thanks, speaks
        of an "I" or to a "you", or is code rather than words.
    """
    text = title.removesuffix("…").strip().replace("’", "'")
    return (
        _STARTS_AS_TEXT.match(text) is not None
        and not starts_within(text)
        and len(set(terms(text))) >= FEWEST_TERMS
        and _is_words(text)
        and not _points_elsewhere(text, asks="?" in text or (title != text and begins_asking(text)))
        and (title != text or not breaks_off(text))
        and not _is_kind(text)
    )


def _is_words(text: str) -> bool:
    """Whether it is made of words, with no bracket closed that none opened."""
    letters = len(text) - sum(map(len, _NO_LETTERS.findall(text)))
    return (
        max(map(len, text.split())) <= LONGEST_TOKEN
        and text.count(")") <= text.count("(")
        and letters >= FEWEST_LETTERS * len(text)
    )


def _points_elsewhere(text: str, *, asks: bool) -> bool:
    """Whether it speaks of something by a pronoun that nothing before it explains."""
    if _POINTS.search(text) or (not asks and _ONESELF.search(text)):
        return True
    it = _IT.search(_IMPERSONAL.sub("", text))
    return it is not None and len(set(terms(text[: it.start()]))) < NAMED_BEFORE


def _is_kind(text: str) -> bool:
    """Whether it thanks, or says how it likes something and little else."""
    short = len(text.split()) <= SHORT_PRAISE
    return thanks(text) or (short and _PRAISE.match(text) is not None)
