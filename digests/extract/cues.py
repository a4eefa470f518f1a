"""What a sentence does in a conversation, by the words people use for it in seven languages.

Cues are few and strict: a wrong "Decided" costs a reader more than a missed one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Flag, auto
from functools import lru_cache
from itertools import pairwise

from digests.extract.due import DAYS, SOON
from digests.extract.sentences import Sentence
from digests.extract.words import words


class Cue(Flag):
    """What a sentence does; several at once are usual."""

    NONE = 0
    DECISION = auto()
    TASK = auto()
    PROMISE = auto()
    QUESTION = auto()
    ANSWER = auto()
    DEADLINE = auto()
    LINK = auto()
    OPEN = auto()


_SPACED = {
    Cue.DECISION: """
        we decided, we've decided, we have decided, decided to, decided on, decided that,
        decided against, is decided, it's decided, that's decided, was decided, we agreed,
        we've agreed, we have agreed, we all agreed, agreed on, agreed to, agreed that,
        consensus is, consensus was, resolved to, the decision is, that's the decision,
        decision is to, decision is that, decision was, decision made, decision taken,
        back the decision, decision is withdrawn, is withdrawn, decision is reversed,
        we'll go with, let's go with, we will go with, going with, we'll stick with,
        let's stick with, sticking with, we settled on, settled on, is approved, are approved,
        was approved, were approved, got approved, is signed off, was signed off, got signed off,
        final call, beschlossen, wir haben entschieden, haben wir entschieden,
        wir haben uns entschieden, ist entschieden, wir nehmen, haben uns geeinigt,
        haben wir uns geeinigt, einigen uns, décidé de, on a décidé, nous avons décidé,
        on a convenu, nous avons convenu, on part sur, est convenu, c'est validé,
        decidido, decidimos, hemos acordado, acordado, acordamos, quedamos en""",
    Cue.PROMISE: """
        i'll, i will, i'm going to, i am going to, we'll, we will,
        ich werde, ich mache, ich kümmere, ich schicke, ich schreibe, ich prüfe, ich übernehme,
        ich liefere, je vais, je m'occupe, je m'en occupe, je m'en charge, voy a, me encargo,
        lo hago""",
    Cue.TASK: """
        could you, can you, would you, will you, please, need to, needs to, todo, to-do,
        action item, assigned to, take care of, kannst du, könntest du, bitte,
        peux-tu, tu peux, pouvez-vous, il faut, puedes, podrías, hay que, por favor""",
    Cue.DEADLINE: f"""{DAYS},{SOON},
        deadline, due, by noon, by end of, by the end, eod, eow, next month, o'clock, frist,
        bis ende, échéance, d'ici, plazo, fecha límite""",
    Cue.ANSWER: """
        because, turns out, it was, it's fixed, it's done, fixed, solved, the reason, the cause,
        the problem is, the problem was, the issue is, the issue was, the answer, root cause,
        you can, you need to, you should, you have to, instead,
        weil, lag an, behoben, gelöst, der grund, die ursache, es lag,
        parce que, corrigé, résolu, la cause, il suffit, porque, arreglado, resuelto, la causa""",
}
_WIDE = {
    Cue.DECISION: "決定し|決めました|に決ま|決まり|にしましょう|合意|"
    "(?:^|[，。；：])[^，。；：不没未]*决定|定了|同意采用|就这么定|결정|확정|합의|하기로",
    Cue.PROMISE: "します|やります|対応します|我来|我会|할게요|하겠습니다",
    Cue.TASK: "お願い|してください|确认一下|请|麻烦|负责|부탁|해주세요|해 주세요",
    Cue.DEADLINE: "までに|明日|来週|締切|[月火水木金]曜|之前|明天|下周|截止|周[一二三四五六日]|"
    "까지|내일|다음 주|마감|[월화수목금]요일",
    Cue.ANSWER: "原因|からです|直りました|解決|因为|解决|修好|때문|해결|원인",
}
_VERDICT = re.compile(
    r"(?:so |then )?(?:it's )?(?:(?:agreed|decisions?|conclusion|entscheidung|décision|decisión)"
    r" ?:|(?:decided|resolved|entschieden|abgemacht|décidé|acordado)(?: then)?[:,.])",
    re.IGNORECASE,
)
"""What makes a decision at the start of a sentence only: "Agreed: rate limits stay off"."""

_UNDECIDED = frozenset(
    words("""not never nothing nobody no if whether what until once before who should could don't
    doesn't didn't haven't hasn't hadn't isn't wasn't weren't won't wouldn't can't couldn't
    thought ago originally previously nicht nie noch ob wenn pas jamais si nunca""")
)
"""What keeps a phrase after it from being a decision: "nobody has told me what we decided"."""

_REACH = 6
"""Words before a phrase in which such a word counts."""

_OWN = frozenset({"i", "i've", "i'd", "i'm"})
"""Who decides for nobody else: "I decided to take the early train"."""

_ELSEWHERE = frozenset(words("they he she it you who which they've he's she's it's"))
_THINGS = frozenset(words("the a an this that your its their some"))
_BODIES = frozenset(
    words("""team board committee company group council management majority leads founders office
    customer customers client clients court jury owners partners meeting""")
)
_LITTLE = frozenset(words("have has had also then just finally already all both"))
"""Who decides for those who talk: "they decided" and "the parser decided" are no decisions here."""

_DOUBTS = frozenset(
    words("""maybe perhaps probably think thought hope guess wish said says say told tell wrote
    writes vielleicht peut-être quizás quizá""")
)
"""What before a promise makes it somebody else's, or none: "maybe I'll", "Jon said I'll"."""

_IDLE = frozenset(
    words("""be have see say think try probably maybe never always admit guess assume wait love miss
    bet just not still also get forget remember regret need want know help""")
)
"""What makes a promise none: "I'll be late", "I'll see"."""

_TELLING = frozenset(words("show tell explain let keep give"))
_LISTENERS = frozenset(words("you it everyone everybody them"))
"""What makes it one of telling only: "I'll let you know"."""

_HOUR = re.compile(r"\d:\d\d|\d ?(?:am|pm|uhr|h)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"[?？]\s*[\"'”’)\]*_~]*\s*$|(?:ですか|ますか|でしょうか|吗|呢|까요|나요|습니까)[。.]?\s*$"
)


def _by_first(spaced: dict[Cue, str]) -> dict[str, list[tuple[tuple[str, ...], Cue]]]:
    """Phrases by their first word, so that a sentence's words each need one look."""
    index: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for cue, phrases in spaced.items():
        for phrase in phrases.split(","):
            first, *rest = words(phrase)
            index.setdefault(first, []).append((tuple(rest), cue))
    return index


_PHRASES = _by_first(_SPACED)
_SETTLING = [
    tuple(words(phrase))
    for cue in (Cue.DECISION, Cue.PROMISE)
    for phrase in _SPACED[cue].split(",")
]
_PAIRS = frozenset(phrase[:2] for phrase in _SETTLING if len(phrase) > 1)
_VERDICTS = frozenset(
    words("""agreed decision decisions conclusion entscheidung décision decisión decided resolved
    entschieden abgemacht décidé acordado""")
)
_SINGLE = _VERDICTS | {phrase[0] for phrase in _SETTLING if len(phrase) == 1}
_RUNS = {cue: re.compile(pattern) for cue, pattern in _WIDE.items()}


def cues(sentence: Sentence) -> Cue:
    """The cues one sentence carries by its own words; a question settles nothing."""
    return cues_of(sentence.text)


def may_settle(text: str) -> bool:
    """Whether a sentence of a text may decide or promise something.

    It costs a tenth of reading the sentences, and is false for most of what people write.
    """
    said = words(text)
    if not text.isascii():
        return True
    return not (_SINGLE.isdisjoint(said) and _PAIRS.isdisjoint(pairwise(said)))


@lru_cache(maxsize=8192)
def cues_of(text: str) -> Cue:
    """The cues that a text of one sentence carries. See `cues`."""
    found = _spoken(words(text))
    if _VERDICT.match(text):
        found |= Cue.DECISION
    if not text.isascii():
        for cue, pattern in _RUNS.items():
            found |= cue if pattern.search(text) else Cue.NONE
    if _HOUR.search(text):
        found |= Cue.DEADLINE
    if "://" in text:
        found |= Cue.LINK
    if _QUESTION.search(text):
        found = found & ~(Cue.DECISION | Cue.PROMISE | Cue.ANSWER) | Cue.QUESTION
    return found


def _spoken(said: Sequence[str]) -> Cue:
    found = Cue.NONE
    for at, word in enumerate(said):
        for rest, cue in _PHRASES.get(word, ()):
            end = at + 1 + len(rest)
            if tuple(said[at + 1 : end]) == rest and _meant(cue, said, at, end):
                found |= cue
    return found


def _meant(cue: Cue, said: Sequence[str], start: int, end: int) -> bool:
    """Whether a phrase says what it says most often, by the words around it."""
    if cue is Cue.DECISION:
        before = said[max(0, start - _REACH) : start]
        return _UNDECIDED.isdisjoint(before) and _is_ours(said[start], before)
    if cue is Cue.PROMISE:
        if not _DOUBTS.isdisjoint(said[max(0, start - 3) : start]):
            return False
        after = said[end : end + 2]
        telling = _TELLING.intersection(after[:1]) and _LISTENERS.intersection(after[1:])
        return _IDLE.isdisjoint(after[:1]) and not telling
    return True


def _is_ours(verb: str, before: Sequence[str]) -> bool:
    """Whether those who talk decided, and not one alone or somebody they talk of."""
    if not _OWN.isdisjoint(before[-1:]):
        return False
    if verb not in ("decided", "agreed", "settled"):
        return True
    *others, who = [word for word in before if word not in _LITTLE] or [""]
    thing = bool(others) and others[-1] in _THINGS and who not in _BODIES
    return who not in _ELSEWHERE and not thing


def in_context(conversation: Sequence[Sentence]) -> list[Cue]:
    """The cues of every sentence of a conversation, given in order of reading.

    A question is open if nobody but its asker says anything but questions after it in its thread.
    """
    found = [cues(sentence) for sentence in conversation]
    speakers: dict[str, set[str | None]] = {}
    for at in range(len(conversation) - 1, -1, -1):
        message = conversation[at].message
        later = speakers.setdefault(message.root_ts if message.thread_ts else "", set())
        if Cue.QUESTION not in found[at]:
            later.add(message.user_id)
        elif not later - {message.user_id}:
            found[at] |= Cue.OPEN
    return found
