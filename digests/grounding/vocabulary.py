"""Whether a text says anything in words of its own: for questions, which rest on no message. Pure.

A word is known if a given text has one that begins alike, or if it belongs to asking itself. In
scripts without spaces a run of characters has to stand in a given text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from digests.grounding.text import bare, even, holds, is_cjk, words

# ruff: noqa: E501, SIM905

_BEGINNING = 5
_SHORT = 3
_JOINTS = re.compile("[-']")
ASKING = frozenset(
    bare(word)
    for word in (
        "a an are can did do does for had has how in is it of on or the to was who why you "
        "about also already among another anything because been before being between both could "
        "current does doing during each either else ever exactly from given have here instead into "
        "kind last latest like long look looking many mean meant month more most much name named "
        "newest next only other over people please prefer rather refer referring same should since "
        "some something sort such team than that their them then there these they thing think this "
        "those thread time today topic under until version want week were what when where whether "
        "which while whole whom whose will with within without would year yesterday your yours "
        "channel channels person project question answer message messages interested asking "
        "welche welcher welches meinst meinen sprichst damit oder über diese dieser dieses jene "
        "woche monat kanal nachricht zeitraum genau etwas möchtest willst geht handelt gemeint "
        "quel quelle quels quelles lequel laquelle voulez parlez veux dire entre cette celui celle "
        "semaine mois canal message avez vous dans pour avec sont quoi "
        "cuál cuáles quieres refieres hablas sobre esta este semana mensaje quién dónde cuándo para "
    ).split()
)
"""Words that only make a question of something, in English, German, French and Spanish."""


def unsaid(text: str, said: Iterable[str]) -> list[str]:
    """The words of a text that none of some other texts has, in order; [] if there are none.

    Args:
        text: what is to be shown.
        said: texts that may be repeated.
    """
    given = [bare(even(each)) for each in said]
    roots = {_root(word) for each in given for word in _pieces(each)}
    return [word for word in _pieces(even(text)) if not _known(word, roots, given)]


def _pieces(text: str) -> list[str]:
    """The words of a text, compounds taken apart."""
    return [piece for word in words(text) for piece in _JOINTS.split(word)]


def _root(word: str) -> str:
    return bare(word)[:_BEGINNING].rstrip("s")


def _known(word: str, roots: set[str], given: list[str]) -> bool:
    if is_cjk(word):
        return any(holds(each, bare(word)) for each in given)
    # "of", "the" and "for" tell nobody anything; "Bob" does.
    if len(word) <= _SHORT and word.islower():
        return True
    return bare(word) in ASKING or _root(word) in roots
