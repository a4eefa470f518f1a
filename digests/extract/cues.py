"""What a sentence does in a conversation, by the words people use for it in seven languages.

Cues are few and strict: a wrong "Decided" costs a reader more than a missed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Flag, auto

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
        is decided, we agreed, we've agreed, we all agreed, agreed on, agreed to, agreed that,
        consensus, resolved to, the decision is, decision is to, we'll go with, let's go with,
        going with, we settled on, settled on,
        beschlossen, wir haben entschieden, wir haben uns entschieden, ist entschieden,
        wir nehmen, haben uns geeinigt, einigen uns,
        décidé de, on a décidé, nous avons décidé, on part sur, est convenu, c'est validé,
        decidido, decidimos, hemos acordado, acordamos, quedamos en""",
    Cue.PROMISE: """
        i'll, i will, i'm going to, i can do, i can take, we'll, we will,
        ich werde, ich mache, ich kümmere, ich schicke, ich schreibe, ich prüfe, ich übernehme,
        je vais, je m'occupe, je m'en occupe, je m'en charge, voy a, me encargo""",
    Cue.TASK: """
        could you, can you, would you, will you, please, need to, needs to, todo, to-do,
        action item, assigned to, take care of, kannst du, könntest du, bitte,
        peux-tu, tu peux, pouvez-vous, il faut, puedes, podrías, hay que, por favor""",
    Cue.DEADLINE: """
        monday, tuesday, wednesday, thursday, friday, saturday, sunday, tomorrow, tonight,
        deadline, due, by noon, by end of, by the end, eod, eow, next week, next month, o'clock,
        montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, frist, bis morgen,
        bis ende, nächste woche, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche,
        demain, échéance, d'ici, la semaine prochaine, lunes, martes, miércoles, jueves, viernes,
        sábado, domingo, mañana, plazo, fecha límite, la próxima semana""",
    Cue.ANSWER: """
        because, turns out, it was, it's fixed, it's done, fixed, solved, the reason, the cause,
        the problem is, the problem was, the issue is, the issue was, the answer, root cause,
        you can, you need to, you should, you have to, instead,
        weil, lag an, behoben, gelöst, der grund, die ursache, es lag,
        parce que, corrigé, résolu, la cause, il suffit, porque, arreglado, resuelto, la causa""",
}
_WIDE = {
    Cue.DECISION: "決定|決めました|決まり|にしましょう|合意|"
    "决定|定了|同意采用|就这么定|결정|확정|합의|하기로",
    Cue.PROMISE: "します。|やります|対応します|我来|我会|할게요|하겠습니다",
    Cue.TASK: "お願い|してください|确认一下|请|麻烦|负责|부탁|해주세요|해 주세요",
    Cue.DEADLINE: "までに|明日|来週|締切|[月火水木金]曜|之前|明天|下周|截止|周[一二三四五六日]|"
    "까지|내일|다음 주|마감|[월화수목금]요일",
    Cue.ANSWER: "原因|からです|直りました|解決|因为|解决|修好|때문|해결|원인",
}
_VERDICT = re.compile(
    r"(?:so |then )?(?:it's )?(?:agreed|decided|decision|conclusion|resolved|"
    r"entschieden|abgemacht|décidé|décision|decisión|acordado)\b(?! with)",
    re.IGNORECASE,
)
"""What makes a decision at the start of a sentence only: "Agreed: rate limits stay off"."""

_UNDECIDED = frozenset(
    {"not", "never", "if", "whether", "what", "haven't", "hasn't", "didn't"}
    | {"nicht", "nie", "ob", "wenn", "pas", "jamais", "si", "nunca"}
)
"""What keeps a phrase from being a decision: "nobody has told me what we decided"."""

_IDLE = frozenset({"be", "have", "see", "say", "think", "admit", "never", "know", "help"})
"""What makes a promise none: "I'll be late", "I'll see"."""

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
_RUNS = {cue: re.compile(pattern) for cue, pattern in _WIDE.items()}


def cues(sentence: Sentence) -> Cue:
    """The cues one sentence carries by its own words; a question settles nothing."""
    text = sentence.text
    said = words(text)
    found = _spoken(said)
    if not _UNDECIDED.isdisjoint(said):
        found.discard(Cue.DECISION)
    if _VERDICT.match(text):
        found.add(Cue.DECISION)
    if not text.isascii():
        found.update(cue for cue, pattern in _RUNS.items() if pattern.search(text))
    if _HOUR.search(text):
        found.add(Cue.DEADLINE)
    if "://" in text:
        found.add(Cue.LINK)
    if _QUESTION.search(text):
        found = (found - {Cue.DECISION, Cue.PROMISE, Cue.ANSWER}) | {Cue.QUESTION}
    return _joined(found)


def _spoken(said: Sequence[str]) -> set[Cue]:
    found: set[Cue] = set()
    for at, word in enumerate(said):
        for rest, cue in _PHRASES.get(word, ()):
            end = at + 1 + len(rest)
            idle = cue is Cue.PROMISE and said[end : end + 1] and said[end] in _IDLE
            if not idle and tuple(said[at + 1 : end]) == rest:
                found.add(cue)
    return found


def _joined(found: Iterable[Cue]) -> Cue:
    joined = Cue.NONE
    for cue in found:
        joined |= cue
    return joined


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
