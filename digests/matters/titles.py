"""What a matter is called: of its own sentences the one that says what it is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digests.extract.sentences import Sentence
from digests.extract.words import cut, size
from digests.matters.features import nominated
from digests.matters.spoken import LINK, spoken
from digests.models import People

TITLE_WORDS = 15
_TITLE_TERMS = 3
_ANSWERS = 2

HANGING = re.compile(
    r"^[a-z(\"“„«]|^(?i:but|and|so|or|if|because|also|then|which|they|it|he|she|that|this|these|"
    r"those|there|suppose|same|yes|no|yeah|well|not|put differently)\b"
)
"""How a sentence begins that says little without the one before it."""

_LEAD_IN = re.compile(
    r"^(?:while it'?s fresh|for the record[^:]{0,40}|fyi|heads[- ]up|psa|note|reminder|btw|"
    r"by the way|quick (?:question|one|note)|so|well|okay well|okay|ok|welp|oh|hm+|ah|"
    r"hi(?: all| everyone)?|hey(?: all| everyone)?|hello(?: all| everyone)?|good morning)"
    r"\s*[:,–—-]\s+",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\s*<@([A-Z0-9]+)")
_BARE = re.compile(r"[\s:,;–—-]+$")


def opening(conversation: Sequence[Sentence], score: Sequence[float]) -> int:
    """The sentence that titles the matter: people say first what it is about.

    What somebody put before the digest comes first. Of the opening message's first sentences the
    first that says enough and stands by itself, else one of the first answers; of an opening that
    says nothing (a file, an emoji), the most telling sentence of all.
    """
    for at, one in enumerate(conversation):
        if nominated(one.message) and _tells(one, 2):
            return at
    early = range(min(len(conversation), 12))
    first = [at for at in early if conversation[at].place == conversation[0].place][:4]
    alone = [at for at in early if not HANGING.search(conversation[at].text)]
    for wanted, among in (
        (_TITLE_TERMS, [at for at in first if at in alone]),
        (2, [at for at in first if at in alone]),
        (_TITLE_TERMS, [at for at in alone if conversation[at].place <= _ANSWERS]),
        (_TITLE_TERMS, first),
        (2, first),
    ):
        if found := [at for at in among if _tells(conversation[at], wanted)]:
            return found[0]
    rest = (at for at, s in enumerate(conversation) if len(set(s.terms)) >= 2 and s.size > 2)
    return max(rest, key=lambda at: (score[at], -at), default=0)


def title_of(sentence: Sentence, people: People) -> str:
    """A sentence as a title: no addresses, no code, no full stop, cut only between words.

    Whom it speaks to, and how it clears its throat, is left out.
    """
    told = without_lead_in(spoken(sentence.text).replace("’", "'"))
    if addressed := _ADDRESSED.match(sentence.message.text):
        name = people.names.get(addressed[1], "")
        if name and told.startswith(name):
            told = told.removeprefix(name).lstrip(" ,:;–—-") or told
    before = told.partition(LINK)[0]
    told = before if size(before) >= _TITLE_TERMS else told.replace(LINK, "")
    text = cut(told.strip(), TITLE_WORDS)
    if text.endswith("…") and size(whole := text.rpartition(". ")[0]) > _TITLE_TERMS:
        text = whole
    text = _closed(_BARE.sub("", text.removesuffix(".").removesuffix("。")))
    return text[:1].upper() + text[1:]


def without_lead_in(text: str) -> str:
    """A sentence without how it clears its throat: "FYI:", "While it's fresh:"."""
    rest = _LEAD_IN.sub("", text)
    return rest if rest == text or not rest else rest[:1].upper() + rest[1:]


def _tells(sentence: Sentence, wanted: int) -> bool:
    """Whether a sentence has so many different words that say something."""
    return len(set(sentence.terms)) >= wanted and sentence.size > wanted


def _closed(title: str) -> str:
    """A title without a quotation that the cut left open."""
    before = title.rpartition('"')[0].rstrip(" :,;–—-") if title.count('"') % 2 else title
    return before if size(before) >= _TITLE_TERMS else title.replace('"', "")
