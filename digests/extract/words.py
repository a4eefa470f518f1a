"""What a text is made of: terms to compare by, words to count, places to cut. Any script."""

from __future__ import annotations

import re

STEM = 6
"""Letters of a word that count when words are compared: "deploy", "deployed", "deployment"."""

LONGEST_WORD = 120
"""Characters of one unbroken word that are shown; beyond are pasted tokens and logs."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WIDE = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯ᄀ-ᇿ]+")
_CLAUSE_END = re.compile(r"[,;:)–—，、；：]$")

FUNCTION_WORDS = frozenset(
    """
    a an the and or but nor so if then than as at by for from in into of off on onto out over to up
    with about after before between through until while because is am are was were be been being do
    does did doing have has had having will would shall should can could may might must i me my
    mine we us our ours you your yours he him his she her hers it its they them their theirs this
    that these those there here what which who whom whose when where why how not no yes just only
    also too very really i'm i've i'll i'd you're you've you'll it's that's there's we're we've
    we'll they're he's she's don't doesn't didn't isn't aren't wasn't won't can't let's let get got
    oh ok okay well hi hello hey thanks thank please yeah yep sure gonna
    der die das den dem des ein eine einen einem einer und oder aber wenn dann als wie auf aus bei
    mit nach seit von vor zu zum zur im am ist sind war waren sein hat haben hatte wird werden kann
    ich du er sie es wir ihr mich dich uns euch mein dein nicht kein ja nein noch auch nur schon so
    man was wer wo warum dass ob für über um doch mal bitte danke
    le la les un une des du de et ou mais si que qui quoi dont où ne pas plus ce cet cette ces mon
    ton son ma ta sa mes tes ses notre votre leur je tu il elle on nous vous ils elles me te se est
    sont était être avoir ai as a ont avait avec sans pour par dans sur sous en au aux y merci oui
    non c'est j'ai d'accord
    el los las una unos unas y o pero como de del al en con sin por para sobre es son era ser estar
    está están he has ha han había yo tú él ella nosotros ellos mi tu su nos les lo que quien cuando
    donde no sí ya muy más este esta esto ese esa eso gracias hay
    """.split()
)
"""Words that carry no topic, in the four spaced languages of most chats; others fall to rarity."""


def terms(text: str) -> list[str]:
    """The terms of a text in order, with repeats: stems of topical words, pairs of wide characters.

    Empty for a text without topical words (emoji only, "ok thanks").
    """
    found: list[str] = []
    for word in _WORD.findall(text.lower().replace("’", "'")):
        if word in FUNCTION_WORDS:
            continue
        found.extend(_pairs(word) if _WIDE.search(word) else [word[:STEM]])
    return found


def _pairs(word: str) -> list[str]:
    """Overlapping pairs of neighbouring characters; a single character stands alone."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def size(text: str) -> int:
    """How many words a text counts for: blanks separate words, two wide characters are one.

    At least the number of words that a split at blanks gives.
    """
    return sum(_word_size(word) for word in text.split())


def _word_size(word: str) -> int:
    return max(1, sum(len(run) for run in _WIDE.findall(word)) // 2)


def cut(text: str, words: int) -> str:
    """The start of a text within a number of words, an ellipsis after it where some is missing.

    Ends at a clause where one ends within the last two words. "" if not even one word fits.
    """
    if size(text) <= words:
        return text
    kept: list[str] = []
    room = words
    for word in text.split():
        if (needed := _word_size(word)) > room:
            if needed > 1 and room > 0:
                kept.append(word[: 2 * room])
            break
        kept.append(word)
        room -= needed
    for back in range(min(2, len(kept) - 3)):
        if _CLAUSE_END.search(kept[-1 - back]):
            kept = kept[: len(kept) - back]
            break
    return " ".join(kept).rstrip(" ,;:.–—，、；：。") + "…" if kept else ""
