"""What people decide, promise and thank for, told by their words. Pure.

Strict on purpose: a decision is what several agreed on, not that somebody agrees; a promise is
somebody's own word with a time to it. "I'll try" and "we should" bind nobody, and a promise put
into the wrong mouth does harm among colleagues.
"""

from __future__ import annotations

import re

from digests.extract.cues import Cue, cues_of
from digests.extract.due import due
from digests.models import Message, Thread

DONE_MARKS = frozenset(
    {"white_check_mark", "heavy_check_mark", "ballot_box_with_check", "checkered_flag"}
)
"""Reactions by which people say that something is done."""

_DONE = re.compile(
    r"\b(?:done|shipped|merged|fixed|deployed|sent|finished|completed|released|live now|is live|"
    r"erledigt|fertig|behoben|verschickt|fait|terminé|corrigé|envoyé|hecho|listo|terminado)\b|"
    r"完了|できました|完成|搞定|완료",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"\b(?:thanks|thank you|thx|kudos|shout-?out|props to|hats off|well done|great (?:job|work)|"
    r"danke|vielen dank|dankeschön|merci|bravo|gracias|felicidades)\b|"
    r"ありがとう|感謝|谢谢|感谢|고마워|감사",
    re.IGNORECASE,
)
"""How people thank or praise."""

_CLAUSE = re.compile(r"(?<=[.!;:。！；：])\s+")
_CONGRATULATES = (
    r"congrat\w*|happy birthday|(?:herzlichen )?glückwunsch|félicitations|felicidades|enhorabuena"
)
_CONGRATULATION = re.compile(rf"^\W*(?:{_CONGRATULATES})", re.IGNORECASE)
_WELCOME = re.compile(
    r"^\W*(?:(?:a )?(?:very )?(?:big |warm )?welcome\b|(?:please )?(?:say hello|say hi|welcome)\b|"
    rf"{_CONGRATULATES}|(?:herzlich )?willkommen|bienven\w+)|"
    r"\bnew (?:colleague|joiner|hire|team ?mate|team member|intern)s?\b.{0,20}\b(?:start|join)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«‹][^\"“”„«»‹›]*[\"”»›]")
_SPEAKER = re.compile(
    r"(?!(?i:update|note|decision|next|todo|to-do|fyi|ps|edit|plan|action|result|status|short|"
    r"summary|tl;dr|info|next steps?|good news|bad news)\b)"
    r"(?:[^\W\d_a-z][\w'’.-]*\s?){1,2}:$|"
    r"(?i:.*\b(?:said|says|wrote|writes|sagte?|schrieb|dit|dijo)\b.*:$)",
)
"""What stands before somebody else's words: "Wei:", "and then Jon said:"."""

_CONDITION = re.compile(
    r"(?:if|unless|once|when|in case|should|assuming|falls|wenn|sobald|si|quand|cuando)\b", re.I
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
_BEGINS_ASKING = re.compile(rf"[\"“¿(]?(?:{_ASKING})\b", re.I)
_MENTION = re.compile(r"<@([A-Z0-9]+)")


def decides(sentence: str) -> bool:
    """Whether a sentence says that something was decided; questions and conditions don't."""
    return Cue.DECISION in cues_of(sentence)


def promised(sentence: str) -> str | None:
    """When a sentence promises something, in its own words; None if it promises nothing by then."""
    text = _QUOTED.sub(" ", sentence.replace("’", "'"))
    if Cue.QUESTION in cues_of(text):
        return None
    before = ""
    for clause in _CLAUSE.split(text):
        if _SPEAKER.match(before) or _CONDITION.match(clause):
            before = clause
            continue
        before = clause
        when = due(clause)
        if when and Cue.PROMISE in cues_of(clause):
            return when
    return None


def congratulates(sentence: str) -> bool:
    """Whether a sentence begins by congratulating somebody."""
    return _CONGRATULATION.match(sentence) is not None


def welcomes(sentence: str) -> bool:
    """Whether a sentence greets somebody new or congratulates; that is no news but a kindness."""
    return _WELCOME.search(sentence.replace("’", "'")) is not None


def thanks(sentence: str) -> bool:
    """Whether a sentence thanks or praises."""
    return THANKS.search(sentence) is not None


def asks(sentence: str) -> bool:
    """Whether a question is put as one; "It is in beta?" wonders, and nobody owes it an answer.

    Scripts without spaces and other languages than the seven are taken at their question mark.
    """
    text = sentence.replace("’", "'").strip()
    return not text.isascii() or _ASKS.search(text) is not None


def begins_asking(text: str) -> bool:
    """Whether a text begins as a question does, even if its end was cut off."""
    return "?" in text or _BEGINS_ASKING.match(text) is not None


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
    if "<@" not in message.text or not thanks(message.text):
        return ()
    named = dict.fromkeys(_MENTION.findall(message.text))
    return tuple(user_id for user_id in named if user_id != message.user_id)
