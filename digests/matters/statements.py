"""What people decide, promise and thank for, told by their words. Pure.

Strict on purpose: a decision is what several agreed on, not that somebody agrees; a promise is
somebody's own word with a time to it. "I'll try" and "we should" bind nobody, and a promise put
into the wrong mouth does harm among colleagues.
"""

from __future__ import annotations

import re

from digests.models import Message, Thread

DONE_MARKS = frozenset(
    {"white_check_mark", "heavy_check_mark", "ballot_box_with_check", "checkered_flag"}
)
"""Reactions by which people say that something is done."""

_SOFT = (
    r"be |have |see|say|think|try|probably|maybe|never|always|admit|guess|assume|wait|love|"
    r"miss|bet|just |not |still |also be|get back to sleep|forget|remember|regret|need |want |"
    r"(?:show|tell|explain|let|keep|give) (?:you|it to you|everyone|everybody|them )"
)
_PROMISE = re.compile(
    rf"\b(?:(?:I'll|I will|I am going to|I'm going to|we'll|we will)\s+(?!(?:{_SOFT}))\w+|"
    r"ich (?:werde|mache|kümmere|schicke|schreibe|prüfe|übernehme|liefere)|"
    r"je (?:vais|m'occupe|m'en occupe|m'en charge)|(?:me encargo|lo hago|voy a))\b|"
    r"します|やります|対応します|我来|我会|할게요|하겠습니다",
    re.IGNORECASE,
)
_DAYS = (
    r"mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo"
)
_DATE = (
    r"\d{1,2}(?:st|nd|rd|th|\.)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2}|\d{4}-\d{2}-\d{2}"
)
_DUE = re.compile(
    rf"\b(?:(?:by|on|before|until|due|bis|am|d'ici|avant|para el|antes del?) )?(?:(?:next|this|"
    rf"nächsten|kommenden|el|le) )?(?:{_DAYS})(?: (?:noon|morning|afternoon|evening|früh|abend|"
    r"matin|midi))?\b|"
    rf"\b(?:by|on|before|until|am|le|el) (?:{_DATE})|"
    r"\b(?:by|before|until) (?:noon|tonight|tomorrow|eod|eow|end of (?:the )?(?:day|week|month)|"
    r"next week|the end of (?:the )?(?:day|week|month))\b|"
    r"\b(?:tomorrow|tonight|next week|bis morgen|morgen|nächste woche|demain|mañana)\b|"
    r"明日|来週|[月火水木金]曜日?まで|明天|下周|周[一二三四五](?:之)?前|"
    r"내일까지|다음 주까지|[월화수목금]요일까지",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"\b(?:we(?:'ve| have)? (?:all )?(?:agreed|decided|settled)|(?:it|that)(?:'s| is| was) decided|"
    r"that(?:'s| is) the decision|decisions? ?:|decision (?:is|was) (?:to|that|made|taken)|"
    r"(?:take|took|taking) back the decision|decision .{0,40}\b(?:withdrawn|reversed|taken back)|"
    r"(?:decided|agreed|resolved) ?:|(?<!I )(?<!ve )decided (?:to|that|against|on)|"
    r"(?:let's|we'll|we will|we're|we are) (?:go(?:ing)?|stick(?:ing)?) with|"
    r"(?:is|are|was|were|got) (?:approved|signed off)|final call ?:|consensus (?:is|was)|"
    r"beschlossen|(?:wir haben|haben wir) (?:uns )?(?:entschieden|geeinigt)|"
    r"(?:entschieden|entscheidung) ?:|wir nehmen|"
    r"(?:on a|nous avons) (?:décidé|convenu)|(?:décidé|décision) ?:|on part sur|"
    r"(?:hemos )?(?:decidido|decidimos|acordado|acordamos)|decisión ?:|quedamos en)|"
    r"決定し|決めました|に決ま|にしましょう|决定了|定了|就这么定|결정했|하기로",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(
    r"\b(?:not|n't|never|nothing|nobody|if|whether|until|once|before|who|haven't|should|could|"
    r"nicht|noch|wenn|ob|pas|si|no)\b[^.]{0,40}\b(?:agreed|decided|settled|approved|entschieden|"
    r"beschlossen|décidé|decidido)",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:done|shipped|merged|fixed|deployed|sent|finished|completed|released|live now|is live|"
    r"erledigt|fertig|behoben|verschickt|fait|terminé|corrigé|envoyé|hecho|listo|terminado)\b|"
    r"完了|できました|完成|搞定|완료",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:thanks|thank you|thx|kudos|shout-?out|props to|hats off|well done|great (?:job|work)|"
    r"danke|vielen dank|dankeschön|merci|bravo|gracias|felicidades)\b|"
    r"ありがとう|感謝|谢谢|感谢|고마워|감사",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=[.!;:。！；：])\s+")
_WELCOME = re.compile(
    r"^\W*(?:(?:a )?(?:very )?(?:big |warm )?welcome\b|(?:please )?(?:say hello|say hi|welcome)\b|"
    r"congrat\w*|happy birthday|(?:herzlich )?willkommen|glückwunsch|bienven\w+|félicitations|"
    r"felicidades|enhorabuena)|"
    r"\bnew (?:colleague|joiner|hire|team ?mate|team member|intern)s?\b.{0,20}\b(?:start|join)",
    re.IGNORECASE,
)
_ASKING = (
    r"who|whom|whose|what|when|where|why|how|which|can|could|does|do|did|is|are|was|were|has|have|"
    r"should|would|will|may|any(?:one|body|thing)|am|isn't|aren't|don't|doesn't|"
    r"wer|was|wann|wo|warum|wieso|wie|welche\w*|kann|könn\w+|gibt|hat|haben|ist|sind|sollen?|darf|"
    r"qui|que|quoi|quand|où|pourquoi|comment|quel\w*|est-ce|peut-on|faut-il|y a-t-il|"
    r"quién|qué|cuándo|dónde|cómo|cuál\w*|puede\w*|hay|se puede|alguien"
)
_ASKS = re.compile(
    rf"(?:^|[,:;(–—-]\s*|\b(?:so|and|but|or|then|und|aber|et|y)\s+)(?:{_ASKING})\b", re.I
)
_MENTION = re.compile(r"<@([A-Z0-9]+)")


def decides(sentence: str) -> bool:
    """Whether a sentence says that something was decided; questions and conditions don't."""
    text = sentence.replace("’", "'")
    if text.rstrip().endswith(("?", "？")) or _UNDECIDED.search(text):
        return False
    return _DECIDED.search(text) is not None


def promised(sentence: str) -> str | None:
    """When a sentence promises something, in its own words; None if it promises nothing by then."""
    text = sentence.replace("’", "'")
    if text.rstrip().endswith(("?", "？")):
        return None
    for clause in _CLAUSE.split(text):
        due = _DUE.search(clause)
        if due and _PROMISE.search(clause):
            return due[0]
    return None


def welcomes(sentence: str) -> bool:
    """Whether a sentence greets somebody new or congratulates; that is no news but a kindness."""
    return _WELCOME.search(sentence.replace("’", "'")) is not None


def asks(sentence: str) -> bool:
    """Whether a question is put as one; "It is in beta?" wonders, and nobody owes it an answer.

    Scripts without spaces and other languages than the seven are taken at their question mark.
    """
    text = sentence.replace("’", "'").strip()
    return not text.isascii() or _ASKS.search(text) is not None


def closed(promise_ts: str, owner: str | None, thread: Thread) -> bool:
    """Whether a promise was kept, as far as its thread tells.

    Args:
        promise_ts: the message it was made in.
        owner: user id of who made it, None if unknown.
        thread: as it stands now. A message that is gone from it is no promise any more.
    """
    made = next((m for m in thread.messages if m.ts == promise_ts), None)
    if made is None or any(reaction.name in DONE_MARKS for reaction in made.reactions):
        return True
    later = (m for m in thread.messages if m.ts > promise_ts and m.user_id == owner)
    return any(_DONE.search(message.text) for message in later)


def thanked(message: Message) -> tuple[str, ...]:
    """User ids of those whom a message thanks by name, without its author; usually empty."""
    if "<@" not in message.text or not _THANKS.search(message.text):
        return ()
    named = dict.fromkeys(_MENTION.findall(message.text))
    return tuple(user_id for user_id in named if user_id != message.user_id)
