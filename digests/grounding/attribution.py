"""Who a claim says did what, and whether the cited messages show it. Pure.

A wrong name is the worst defect a summary can have, so this is strict where a name stands in the
place of a doer: "Mara decided …", "asked by Priya", "Jon: fix …". Naming somebody elsewhere only
takes that the messages name them too, or that they wrote one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from digests.grounding.evidence import Evidence, Facts
from digests.grounding.names import Named, Names
from digests.grounding.text import bare, holds, is_cjk
from digests.grounding.words import (
    AGREEING,
    BY,
    FIRST_PERSON,
    FIRST_PERSON_CJK,
    MONTHS,
    NOBODY,
    PASSIVE,
    RELATIVE_DAYS,
    SAYING,
    SECOND_PERSON,
    SHORT_WEEKDAYS,
    UNASSIGNED_CJK,
    WEEKDAYS,
)
from digests.models import Section

_OWNER = re.compile(r"^([^:.!?\"]{1,80}):(?=\s|[^\W\d_])")
_JOINED = re.compile(r"\s*(?:,|&|/|、|\b(?:and|und|et|y|e|en)\b)\s*")
_PROPER = r"[^\W\d_a-z][\w'-]*(?:\s[^\W\d_a-z][\w'-]*){0,2}"
_LIST = rf"(?P<names>{_PROPER}(?:(?:,\s|\sand\s|,\sand\s|\s&\s|\sund\s|\set\s|\sy\s){_PROPER})*)"
_FILLERS = r"(?:(?:also|then|later|has|have|had|already|both|all|hat|haben|a|ont|ha|han)\s)?"
_DOING = re.compile(rf"(?<!\w){_LIST}\s{_FILLERS}(?P<verb>[^\W\d_A-Z][^\W\d_A-Z]+)")
_BY = re.compile(rf"(?:(?P<verb>[^\W\d_]+)\s)?\b(?i:{BY})\s{_LIST}")
_FRAGMENT = re.compile(rf"(?<=[.!?]\s){_LIST}(?=[.,](?:\s|$))")
_CALENDAR = frozenset(
    word for table in (MONTHS, WEEKDAYS, RELATIVE_DAYS, SHORT_WEEKDAYS) for word in map(bare, table)
)
_WORDS = re.compile(r"[^\W\d_]+")
_CONTENT = re.compile(r"[^\W\d_]{4,}")
_TOGETHER = ("with", "and", "mit", "und", "avec", "et", "con", "y")
_TELLING = 3  # so many words in common make a message the one a claim is about


class Doing(Enum):
    """What somebody is said to have done."""

    SAYING = auto()
    AGREEING = auto()
    OWNING = auto()
    ACTING = auto()


@dataclass(frozen=True, slots=True)
class Attribution:
    """A name in the place of a doer; `name` may be nobody's."""

    name: str
    doing: Doing


def attributions(text: str, section: Section, names: Names) -> list[Attribution]:
    """Who does what in an evened claim."""
    text = names.capitalized(text)
    found: list[Attribution] = []
    owner = _OWNER.match(text)
    if owner:
        doing = Doing.OWNING if section is Section.TO_DO else Doing.SAYING
        pieces = [piece for piece in _JOINED.split(owner[1]) if piece]
        if section is Section.TO_DO or all(names.keys(piece) for piece in pieces):
            found += [Attribution(piece, doing) for piece in pieces]
    for match in _DOING.finditer(text):
        verb = match["verb"].casefold()
        if (verb in SAYING or verb in AGREEING) and not _is_passive(text, match, names):
            doing = Doing.AGREEING if verb in AGREEING else Doing.SAYING
            found += [Attribution(name, doing) for name in _separate(match["names"])]
        elif verb.endswith("ed"):
            acting = [name for name in _separate(match["names"]) if names.keys(name)]
            found += [Attribution(name, Doing.ACTING) for name in acting]
    for match in _BY.finditer(text):
        agreed = (match["verb"] or "").casefold() in AGREEING
        doing = Doing.AGREEING if agreed else Doing.SAYING
        found += [Attribution(name, doing) for name in _separate(match["names"])]
    for match in _FRAGMENT.finditer(text):
        found += [
            Attribution(name, Doing.SAYING)
            for name in _separate(match["names"])
            if names.keys(name)
        ]
    return [each for each in dict.fromkeys(found) if _is_somebody(each.name, names)]


def wrong_attribution(each: Attribution, text: str, cited: list[Facts], evidence: Evidence) -> str:
    """Why the cited messages don't show it, in words for the model; "" if they do."""
    keys = evidence.names.keys(each.name)
    if any(f"{bare(each.name)}:" in facts.bare for facts in cited) and each.doing is Doing.SAYING:
        return ""  # copied from a message that addresses somebody: "jon: can you look?"
    if not keys:
        if any(holds(facts.bare, bare(each.name)) for facts in cited):
            return ""
        return f"the messages cited don't name {each.name}"
    judge = _wrong_owner if each.doing is Doing.OWNING else _wrong_speaker
    return judge(each, keys, text, cited, evidence.names)


def unnamed(named: Named, text: str, cited: list[Facts], evidence: Evidence) -> str:
    """Why somebody can't be named in a claim, in words for the model; "" if they can."""
    if not (_appears(named.keys, cited, evidence.names)):
        return f"{named.text} neither wrote nor is named in the messages cited"
    after = re.match(r"\s([^\W\d_a-z][^\W\d_]{2,})", text[named.span[1] :])
    if named.full or after is None or is_cjk(after[1]) or bare(after[1]) in _CALENDAR:
        return ""
    known = bare(after[1]) in evidence.names.parts(named.keys)
    if known or any(holds(facts.bare, bare(after[1])) for facts in cited):
        return ""
    return f"nobody called {named.text} {after[1]} appears in the messages cited"


def _appears(keys: frozenset[str], cited: list[Facts], names: Names) -> bool:
    return any(
        facts.author in keys or facts.mentioned & keys or names.is_named(keys, facts.bare)
        for facts in cited
    )


def _wrong_speaker(
    each: Attribution, keys: frozenset[str], text: str, cited: list[Facts], names: Names
) -> str:
    """A speaker wrote a cited message, or is said in one to have spoken.

    Who merely did something may be told of by anybody; that they are named is checked elsewhere.
    """
    own = [facts for facts in cited if facts.author in keys]
    if own:
        if each.doing is Doing.AGREEING or not _about_another(keys, text, cited, names):
            return ""
        return f"what {each.name} wrote doesn't say that; somebody else did"
    if each.doing is Doing.ACTING:
        return ""
    told = (line for facts in cited for line in facts.sentences if names.is_named(keys, line))
    if any(not _says(line, SECOND_PERSON) for line in told):
        return ""
    return f"{each.name} wrote none of the messages cited"


def _wrong_owner(
    each: Attribution, keys: frozenset[str], text: str, cited: list[Facts], names: Names
) -> str:
    """An owner took a task in their own words, or was given it by name."""
    for facts in cited:
        if facts.author in keys and (
            _in_first_person(facts) or not _names_others(keys, facts, names)
        ):
            return ""
    for facts in cited:
        others = facts.author not in keys
        for line in facts.sentences if others else ():
            if names.is_named(keys, line) and not _takes_it_alone(line, names.parts(keys)):
                return ""
        if others and facts.mentioned & keys and not _in_first_person(facts):
            return ""
    return f"the messages cited don't give this to {each.name}"


def _about_another(keys: frozenset[str], text: str, cited: list[Facts], names: Names) -> bool:
    """Whether a claim has much in common with somebody else's message and nothing with theirs."""
    said = set(_CONTENT.findall(bare(text))) - names.parts(keys)
    shared = [(facts.author in keys, _shared(said, facts)) for facts in cited]
    own = max((count for theirs, count in shared if theirs), default=0)
    others = max((count for theirs, count in shared if not theirs), default=0)
    return own == 0 and others >= _TELLING


def _shared(words: set[str], facts: Facts) -> int:
    """How many words a message has in common with a claim, by their beginnings."""
    stems = {word[:5] for word in _CONTENT.findall(facts.bare)}
    return len({word[:5] for word in words} & stems)


def _names_others(keys: frozenset[str], facts: Facts, names: Names) -> bool:
    others = {key for named in names.named_in(facts.text) for key in named.keys} | facts.mentioned
    return bool(others - keys)


def _in_first_person(facts: Facts) -> bool:
    return any(_says(line, FIRST_PERSON) for line in facts.sentences) or any(
        word in facts.text for word in FIRST_PERSON_CJK
    )


def _takes_it_alone(line: str, parts: frozenset[str]) -> bool:
    """Whether a sentence that names somebody commits its author, and not both of them."""
    if not _says(line, FIRST_PERSON) or _says(line, SECOND_PERSON):
        return False
    return not any(f"{word} {part}" in line for word in _TOGETHER for part in parts)


def _says(line: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(re.findall(r"[^\W\d_]+(?:'[^\W\d_]*)?", line))


def _separate(names: str) -> Iterable[str]:
    return [piece for piece in _JOINED.split(names) if piece]


def _is_passive(text: str, found: re.Match[str], names: Names) -> bool:
    """Whether something was done to what opens a sentence: "Budget approved on Monday"."""
    if " " in found["names"] or names.keys(found["names"]):
        return False
    opens = not text[: found.start()].strip() or text[: found.start()].rstrip()[-1] in ".!?:"
    after = _WORDS.match(text[found.end() :].lstrip())
    return opens and (after is None or after[0] in PASSIVE)


def _is_somebody(name: str, names: Names) -> bool:
    """Whether a piece of text can be a name at all: not "Nobody", "No owner" or "Monday"."""
    if names.keys(name):
        return True
    if any(word in name for word in UNASSIGNED_CJK):
        return False
    words = _WORDS.findall(bare(name))
    return bool(words) and not any(word in NOBODY or word in _CALENDAR for word in words)
