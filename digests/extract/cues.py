"""What a sentence does in a conversation, by the words people use for it in seven languages.

Cues are few and strict: a wrong "Decided" costs a reader more than a missed one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Flag, auto

from digests.extract.sentences import Sentence


class Cue(Flag):
    """What a sentence does; several at once are usual."""

    NONE = 0
    DECISION = auto()
    TASK = auto()
    QUESTION = auto()
    ANSWER = auto()
    DEADLINE = auto()
    LINK = auto()
    OPEN = auto()


def _any(words: str, wide: str) -> re.Pattern[str]:
    """Whole words in spaced scripts, or anywhere in the scripts that don't space words."""
    return re.compile(rf"\b(?:{words})\b|{wide}", re.IGNORECASE)


_DECISION = _any(
    r"(?:we(?:'ve| have)?|let's|i(?:'ve| have)?|they|team) (?:all )?(?:agreed?|decided?)(?: to| on| that)?|"
    r"decided|decision(?: is)?|agreed(?: to| on| that)?|consensus|resolved|approved|settled|"
    r"(?:let's|we'll|we will|we) go(?:ing)? with|final(?:ly)? (?:call|answer)|conclusion|"
    r"beschlossen|entschieden|entscheidung|wir nehmen|einigen uns|geeinigt|"
    r"décidé|décision|on part sur|convenu|validé|"
    r"decidido|decidimos|decisión|acordado|acordamos|aprobado|quedamos en",
    "決定|決めました|決まり|にしましょう|合意|决定|定了|同意采用|就这么定|결정|확정|합의|하기로",
)
_TASK = _any(
    r"(?:i'll|i will|i'm going to|i can) (?!be\b|have\b|see\b|say\b|think\b)\w+|(?:could|can|will|would) you(?: please)?|"
    r"please \w+|need(?:s)? to|to-?do|action item|assigned to|@?\w+ will \w+|take care of|"
    r"ich (?:werde|mache|kümmere|schicke|schreibe|prüfe|übernehme)|kannst du|könntest du|bitte|"
    r"je (?:vais|m'occupe|m'en occupe)|peux-tu|pouvez-vous|tu peux|il faut|"
    r"(?:voy|vamos) a|yo me encargo|me encargo|puedes|podrías|hay que|por favor",
    "します。|やります|お願い|してください|対応します|确认一下|我来|我会|请|麻烦|负责|할게요|하겠습니다|부탁|해주세요",
)
_DEADLINE = _any(
    r"by (?:mon|tues|wednes|thurs|fri|satur|sun)day|by (?:tomorrow|tonight|noon|eod|eow|end of|"
    r"next|the end)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|deadline|due|"
    r"(?:at )?\d{1,2}(?::\d\d)? ?(?:am|pm)|\d{1,2}:\d\d|o'clock|next (?:week|month)|"
    r"bis (?:montag|dienstag|mittwoch|donnerstag|freitag|morgen|ende)|"
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)|frist|\d{1,2} uhr|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|demain|échéance|d'ici|\d{1,2} ?h|"
    r"(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|mañana|plazo|fecha límite",
    "までに|明日|来週|締切|月曜|火曜|水曜|木曜|金曜|之前|明天|下周|截止|周[一二三四五六日]|까지|내일|다음 주|마감|[월화수목금]요일",
)
_ANSWER = _any(
    r"because|turns out|it was|it's (?:fixed|done|back)|fixed|solved|the (?:reason|cause|problem|"
    r"issue|answer) (?:is|was)|root cause|you (?:can|need to|should|have to)|instead|"
    r"weil|lag an|behoben|gelöst|der grund|die ursache|"
    r"parce que|corrigé|résolu|la cause|"
    r"porque|arreglado|resuelto|la causa",
    "原因|からです|直りました|解決|因为|原因是|解决|修好|때문|해결|원인",
)
_QUESTION = re.compile(
    r"[?？]\s*[\"'”’)\]*_~]*\s*$|(?:ですか|ますか|でしょうか|吗|呢|까요|나요|습니까)[。.]?\s*$"
)
_LINK = re.compile(r"https?://")
_PATTERNS = (
    (Cue.DECISION, _DECISION),
    (Cue.TASK, _TASK),
    (Cue.DEADLINE, _DEADLINE),
    (Cue.ANSWER, _ANSWER),
    (Cue.QUESTION, _QUESTION),
    (Cue.LINK, _LINK),
)


def cues(sentence: Sentence) -> Cue:
    """The cues one sentence carries by its own words; a question decides and promises nothing."""
    found = Cue.NONE
    text = sentence.text.replace("’", "'")
    for cue, pattern in _PATTERNS:
        if pattern.search(text):
            found |= cue
    if Cue.QUESTION in found:
        found &= ~(Cue.DECISION | Cue.ANSWER)
    return found


def in_context(conversation: Sequence[Sentence]) -> list[Cue]:
    """The cues of every sentence of a conversation, given in order of reading.

    A question is open if nobody but its asker says anything but questions after it in its thread.
    """
    found = [cues(sentence) for sentence in conversation]
    speakers: dict[str, set[str | None]] = {}
    for at in range(len(conversation) - 1, -1, -1):
        message = conversation[at].message
        later = speakers.setdefault(message.root_ts if message.thread_ts else "", set())
        if Cue.QUESTION in found[at]:
            if not later - {message.user_id}:
                found[at] |= Cue.OPEN
        else:
            later.add(message.user_id)
    return found
