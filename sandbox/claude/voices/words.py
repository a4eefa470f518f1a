"""Words of a text as the extractive voice compares them; pure."""

import re

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
_LATIN_ONLY = re.compile(r"[^\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
STEM = 6

STOP = frozenset(
    """
a about above after again all also am an and any are aren't as at be because been before being but
by can can't could did didn't do does doesn't doing don't down during each few for from further
get give go had has hasn't have having he her here hers him his how i i'd i'll i'm i've if in into
is isn't it it's its just know let let's like list many me more most much my need no nor not now
of off on once one only or other our out over own per please s same say says she should so some
such summarize summary t tell than thanks that that's the their them then there these they this
those through to too under until up us use very was wasn't we we'd we'll we're we've were what
what's when where which while who whom why will with won't would yes yet you you'd you'll you're
your der die das und ist nicht ein eine mit auf für von zu den dem wir ich es was wer wann wo wie
warum el la los las de que y en un una es no con por para se lo qué quién cuándo dónde cómo le les
des et est pas une dans sur pour par qui que quoi quand où comment nous vous o os as um uma do da
em não com
""".split()  # noqa: SIM905 - a list literal would be three pages
)


def words(text: str) -> list[str]:
    """Return the words of a text in order, lower case; Chinese, Japanese, Korean as bigrams."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower()):
        token = match.group()
        found += [run.strip("-'’") for run in _LATIN_ONLY.findall(token)]
        for run in _CJK.findall(token):
            found += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
    return [word for word in found if word]


def content_words(text: str) -> list[str]:
    """Return the words that carry meaning, once each, in order."""
    return [w for w in dict.fromkeys(words(text)) if w not in STOP and (len(w) > 1 or w.isdigit())]


def stems(text: str) -> frozenset[str]:
    """Return the content words cut to what inflected forms share."""
    return frozenset(word[:STEM] if not word.isdigit() else word for word in content_words(text))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much the smaller of two sets of stems is part of the other, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
