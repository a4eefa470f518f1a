"""What a matter is called: of its own sentences the one that says what it is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digests.extract.engine import UNKNOWN
from digests.extract.sentences import Sentence
from digests.extract.words import cut, size
from digests.matters.features import nominated
from digests.matters.spoken import LINK, spoken
from digests.matters.standing import breaks_off, stands
from digests.matters.statements import thanks, welcomes
from digests.matters.third_person import of_speaker
from digests.models import People

TITLE_WORDS = 15
"""Words of a title that is cut; up to `WHOLE_WORDS` it needn't be."""

WHOLE_WORDS = 18
_TITLE_TERMS = 3
_OF_SPEAKER = 6
"""Words of a title that leaves out what its speaker says of themselves besides."""

_BEGINNING = 4
_ANSWERS = 3
_EARLY = 24
_ENOUGH = 0.6
"""The part of the room that a sentence cut at a joint still has to fill."""

_HANGING = re.compile(
    r"^[a-z(\"“„«]|^(?i:but|and|so|or|if|because|also|then|which|they|it|he|she|that|this|these|"
    r"those|there(?! (?:is|are|was|were)\b)|suppose|same|haha|yes|no|yeah|"
    r"well|not|put differently|i (?:wonder|think|guess|suppose|bet|mean))\b"
)
"""How a sentence begins that says little without the one before it."""

_LEAD_IN = re.compile(
    r"^(?:while it'?s fresh|for the record[^:]{0,40}|fyi|psa|btw|"
    r"(?:i have )?(?:just )?(?:an? )?(?:(?:quick|short|small|little|basic|conceptual|dumb|stupid|"
    r"general|last|first) )?(?:heads[- ]up|note|reminder|question|update|report|announcement|"
    r"problem|one)|has any(?:body|one) seen this|"
    r"by the way|so|well|okay well|okay|ok|welp|oh|hm+|ah|out of (?:interest|curiosity)|"
    r"(?:sorry|apologies)\b[^,:]{0,60}, but|(?:sorry|apologies)\b[^,:]{0,60}|"
    r"@(?:channel|here|everyone|group)|(?:hi|hey|hello)(?: [^\s:,]{1,40})?|good morning)"
    r"(?:\s*[:;,–—-]|(?<=but)|(?<=@channel)|(?<=@here)|(?<=@everyone)|(?<=@group))\s+",
    re.IGNORECASE,
)
_WONDERING = re.compile(
    r"^I(?: am|'m| was)? (?:just )?(?:wondering|curious|asking)[,:]? "
    r"(?=(?:how|what|why|when|where|who|which)\b)",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\s*<@([A-Z0-9]+)")
_NAMED = re.compile(r"<@([A-Z0-9]+)")
_TO_SOMEBODY = re.compile(
    r"[,:;–—-]| [-–—]| (?:I\b|you\b|your\b|thanks\b|thank you\b|sorry\b)", re.IGNORECASE
)
"""What follows a name that is spoken to; of "Jon fixed it" the name is the doer."""

_BARE = re.compile(r"[\s:,;–—-]+$")
_DANGLING = re.compile(
    r"(?:[\s,;:–—-]+(?:a|an|the|of|from|to|for|in|on|at|by|with|and|or|but))+$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"[,;:]? (?=[–—(]|(?:because|which|who|where|since|although|though|whereas|while|but|so|and|or|"
    r"weil|aber|denn|parce|mais|porque|pero)\b)|(?<=[,;:–—)]) ",
    re.IGNORECASE,
)

_ADVICE = re.compile(r"(?:please|try|use|check|see|look|let's|have a look|ask)\b", re.IGNORECASE)
_TAKES_BACK = re.compile(
    r"[\s,;:–—(-]*(?:but|or|if|unless|until|except|only|not|when|once|provided|although|though|"
    r"whereas|while|without|aber|wenn|falls|oder|mais|si|sauf|ou|pero|si|salvo|o)\b",
    re.IGNORECASE,
)
"""How a rest begins without which a title would say something else."""


def opening(conversation: Sequence[Sentence], score: Sequence[float], people: People) -> int:
    """The sentence that titles the matter: people say first what it is about.

    What somebody put before the digest comes first. Of the opening message's first sentences the
    first that stands by itself, else the most telling of the first answers that does. Where none
    does, the first of the opening that says enough; of an opening that says nothing (a file, an
    emoji), the most telling sentence of all.
    """
    turns = {place: turn for turn, place in enumerate(dict.fromkeys(s.place for s in conversation))}
    turn = [turns[s.place] for s in conversation]
    first = [at for at, own in enumerate(turn) if own == 0][:_BEGINNING]
    asked_for = [at for at, one in enumerate(conversation) if nominated(one.message)]
    for at in (*asked_for, *first):
        if _alone(conversation[at], people):
            return at
    answers = [at for at, own in enumerate(turn[:_EARLY]) if 0 < own <= _ANSWERS]
    telling = [
        at
        for at in answers
        if _tells_news(conversation[at].text) and _alone(conversation[at], people)
    ]
    if not asked_for and telling:
        return max(telling, key=lambda at: (score[at], -at))
    return _fullest(conversation, [*asked_for, *first], score)


def _fullest(conversation: Sequence[Sentence], first: Sequence[int], score: Sequence[float]) -> int:
    """Of some sentences the first that says enough; of all the most telling if none does."""
    for wanted in (_TITLE_TERMS, 2):
        if found := [at for at in first if _tells(conversation[at], wanted)]:
            return found[0]
    rest = (at for at, s in enumerate(conversation) if _tells(s, 2))
    return max(rest, key=lambda at: (score[at], -at), default=0)


def _alone(sentence: Sentence, people: People) -> bool:
    """Whether a sentence makes a title that is understood alone."""
    return stands(title_of(sentence, people))


def _tells_news(text: str) -> bool:
    """Whether an answer says what a talk is about: thanks, kindness and advice don't."""
    return not (thanks(text) or welcomes(text) or _ADVICE.match(text))


def title_of(sentence: Sentence, people: People) -> str:
    """A sentence as a title: no addresses, no code, no full stop, cut only between words.

    Whom it speaks to, and how it clears its throat, is left out; who speaks of themselves is
    named.
    """
    told = without_lead_in(_bare(sentence, people).replace("’", "'"))
    told = _WONDERING.sub("", told)
    before = told.partition(LINK)[0]
    told = before if size(before) >= _TITLE_TERMS else told.replace(LINK, "")
    text = _headline(_named(told.strip(), sentence, people))
    if text.endswith("…") and size(whole := text.rpartition(". ")[0]) > _TITLE_TERMS:
        text = whole
    text = _closed(_BARE.sub("", text.removesuffix(".").removesuffix("。")))
    text = text if stands(text) else _standing_part(text)
    name = people.name(sentence.message)
    return text if text.startswith(name) else text[:1].upper() + text[1:]


def _standing_part(text: str) -> str:
    """What a title announces before its colon, if that alone stands; else the title as it is."""
    announced = text.partition(": ")[0]
    return announced if size(announced) > _TITLE_TERMS and stands(announced) else text


def _named(text: str, sentence: Sentence, people: People) -> str:
    """A sentence told of its speaker by name, as much of it as can be."""
    name = people.name(sentence.message)
    if sentence.message.is_bot or name == UNKNOWN:
        return text
    for joint in (None, *(joint.start() for joint in _JOINT.finditer(text))):
        part = text[:joint]
        if (told := of_speaker(part, name)) != part and (not joint or size(part) >= _OF_SPEAKER):
            return told
    return text


def _headline(text: str) -> str:
    """A title as short as it has to be; without "…" where what is left away takes nothing back."""
    if size(text) <= WHOLE_WORDS:
        return text
    start = shortened(text, TITLE_WORDS)
    kept = start.removesuffix("…")
    rest = text[len(kept) :] if text.startswith(kept) else ""
    whole = _JOINT.match(rest) and not _TAKES_BACK.match(rest) and not breaks_off(kept)
    return kept if whole else start


def unaddressed(sentence: Sentence, people: People) -> str:
    """A sentence as it is shown, without the name of whom its message speaks to first."""
    told, name = spoken(sentence.text), addressed(sentence, people)
    return told.removeprefix(name).lstrip(" ,:;–—-") or told if name else told


def addressed(sentence: Sentence, people: People) -> str:
    """The name with which a sentence begins because its message speaks to somebody; else ""."""
    if "<@" not in sentence.message.text:
        return ""
    told = spoken(sentence.text)
    named = (people.names.get(user_id, "") for user_id in _NAMED.findall(sentence.message.text))
    return next((name for name in named if name and _speaks_to(name, told)), "")


def _speaks_to(name: str, told: str) -> bool:
    """Whether a sentence begins with a name that isn't a part of what it says."""
    rest = told.removeprefix(name)
    return rest != told and _TO_SOMEBODY.match(rest) is not None


def shortened(text: str, room: int) -> str:
    """The start of a text within a number of words, cut where a thought ends if one does in time.

    "…" stands for what is missing. A parenthesis that it doesn't close is not opened.
    """
    if text.startswith("(") and ")" not in cut(text, room):
        text = text[1:].lstrip()
    if size(text) <= room:
        return text
    start = _DANGLING.sub("", cut(text, room).removesuffix("…")) + "…"
    ends = [joint.start() for joint in _JOINT.finditer(text, 0, len(start))]
    for end in reversed(ends):
        kept = _BARE.sub("", text[:end])
        whole = not kept.count('"') % 2 and kept.count("(") == kept.count(")")
        if whole and size(kept) >= _ENOUGH * room:
            return kept + "…"
    return start


def hangs(sentence: Sentence, people: People) -> bool:
    """Whether a sentence says little without the one before it."""
    text = _bare(sentence, people)
    return text.endswith(("...", "…")) or _HANGING.search(text) is not None


def _bare(sentence: Sentence, people: People) -> str:
    """A sentence without the name that its message begins with, whatever that does there.

    For a title only: "Jon fixed it" would lose its doer.
    """
    told = unaddressed(sentence, people)
    found = _ADDRESSED.match(sentence.message.text)
    name = people.names.get(found[1], "") if found else ""
    return told.removeprefix(name).lstrip(" ,:;–—-") or told if name else told


def without_lead_in(text: str) -> str:
    """A sentence without how it clears its throat: "FYI:", "While it's fresh:"."""
    rest = _LEAD_IN.sub("", text)
    return rest if rest == text or not rest else rest[:1].upper() + rest[1:]


def _tells(sentence: Sentence, wanted: int) -> bool:
    """Whether a sentence has so many different words that say something."""
    return len(set(sentence.terms)) >= wanted and sentence.size > wanted


def _closed(title: str) -> str:
    """A title without a quotation or a parenthesis that the cut left open."""
    if title.count('"') % 2:
        return _without_open('"', title)
    return _without_open("(", title) if title.count("(") > title.count(")") else title


def _without_open(mark: str, title: str) -> str:
    """A title up to its last such mark, or without any where too little stands before it."""
    before = _DANGLING.sub("", title.rpartition(mark)[0].rstrip(" :,;–—-"))
    return before if size(before) >= _TITLE_TERMS else title.replace(mark, "")
