"""What people say of themselves, told of them by name: "I wrote it" as "Mara wrote it". Pure.

A title has no speaker in front, so an "I" in it is nobody. Only forms that can be turned without
knowing any grammar are: a past tense stays as it is, a few verbs of the present take their "s".
Whatever speaks of oneself a second time, asks or supposes stays in its speaker's mouth.
"""

from __future__ import annotations

import re

_ADVERBS = (
    r"(?:(?:just|recently|also|finally|really|already|now|still|always|usually|actually|only|"
    r"currently|initially|originally|mostly|sometimes|simply)\s+)*"
)
_FORMS = {
    "have": "has", "need": "needs", "want": "wants", "use": "uses", "find": "finds",
    "work": "works", "suggest": "suggests", "propose": "proposes", "plan": "plans",
    "hope": "hopes", "seem": "seems", "keep": "keeps", "get": "gets",
    "offer": "offers", "recommend": "recommends", "maintain": "maintains", "do": "does",
    "would like": "would like", "would love": "would love", "will": "will",
    "would appreciate": "would appreciate", "would really appreciate": "would really appreciate",
}  # fmt: skip
_PAST = (
    "was|had|made|wrote|got|found|went|saw|took|gave|came|ran|built|sent|put|kept|left|lost|met|"
    "told|began|broke|brought|chose|drew|forgot|heard|held|paid|shut|sold|spoke|taught|won|did|"
    r"(?!need|feed|exceed|proceed|succeed|wond|guess|suppos|want)\w{2,}ed|wanted|needed"
)
_PRESENT = "|".join(sorted(_FORMS, key=len, reverse=True))
_I = re.compile(rf"I\s+({_ADVERBS})({_PRESENT}|{_PAST})\b(?!n't| not\b)")
_DOING = (
    rf"\s+(?={_ADVERBS}(?:(?!guess|wonder|hop|think|kidd|jok|dy|los|feel|go|assum)\w+ing|"
    r"interested|an?|the|in|on|at|back|able|ready)\b)"
)
_SHORT = re.compile(rf"I(?:'(?P<be>m){_DOING}|'(?P<other>ve|ll)\s+(?!not\b))", re.IGNORECASE)
_AM = re.compile(rf"I am{_DOING}")
_LONG = {"m": "is", "ve": "has", "ll": "will"}
_MY = re.compile(
    r"My\s+(?!(?:name|bad|fault|wife|husband|partner|girlfriend|boyfriend|kids?|child|children|son|"
    r"daughter|baby|family|mother|father|mom|mum|dad|parents|brother|sister|doctor|therapist|"
    r"health|salary|rent)\b)"
)
"""What is theirs at work; of their life at home nothing is told."""

_OTHERS = {"my": "their", "mine": "theirs", "me": "them", "myself": "themself"}
_OTHER = re.compile(r"\b(my|mine|me|myself)\b")
_SELF = re.compile(r"\b(?:I|i'm|i've|i'll|i'd)\b")


def of_speaker(text: str, name: str) -> str:
    """A sentence told of who said it, or the sentence as it is where that can't be done safely.

    Args:
        text: one sentence, without what it clears its throat with.
        name: its speaker's plain name; "" leaves it as it is.
    """
    if not name or "?" in text:
        return text
    told = _turned(text, name)
    if told is None or _SELF.search(told.removeprefix(name)):
        return text
    return _OTHER.sub(lambda found: _OTHERS[found[1]], told)


def _turned(text: str, name: str) -> str | None:
    """The sentence with its first "I" or "My" as a name; None if it begins with neither."""
    if found := _SHORT.match(text):
        form = _LONG[(found["be"] or found["other"]).lower()]
        return f"{name} {form} {text[found.end() :]}"
    if found := _AM.match(text):
        return f"{name} is {text[found.end() :]}"
    if found := _I.match(text):
        verb = _FORMS.get(found[2], found[2])
        return f"{name} {found[1]}{verb}{text[found.end() :]}"
    if found := _MY.match(text):
        return f"{name}'s {text[found.end() :]}"
    return None
