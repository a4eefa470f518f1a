"""A draft and the messages it cites in; a claim that they support out, or the reasons why not.

Every number, date, time, amount, version, quoted phrase, link, person and channel of a claim must
occur in the messages it cites, and who is said to have done something must be shown by them. What
repeats a message in nearly its words may not turn it around. What a message says word for word is
always supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from digests.grounding import dates, numbers, times
from digests.grounding.attribution import attributions, unnamed, wrong_attribution
from digests.grounding.drafts import DraftClaim
from digests.grounding.evidence import Evidence, Facts, as_seen, blanked, same_link
from digests.grounding.polarity import turned_around
from digests.grounding.text import bare, even, holds
from digests.models import Claim, Section
from digests.mrkdwn import links_in

MAX_CHARACTERS = 1_200
"""The longest statement; more is no statement but a text."""

NO_SOURCE = "it cites no message that exists"
OPPOSITE = "the messages cited say the opposite"
TOO_LONG = "it is too long for one statement"
_STRAY_ID = re.compile(r"\[[ms]\d+\b\]?")
_QUOTE = re.compile(r"\"([^\"]{1,400})\"|(?<![\w'])'([^']{2,400})'(?![\w'])")
_CHANNEL = re.compile(r"(?<![\w/&])#(?!\d+\b)([\w-]{1,80})")
_BROADCAST = re.compile(r"(?<!\w)@(?:here|channel|everyone)\b")
_ZONE = re.compile(r"\b(?:UTC|GMT|C?ES?T|[PMCE][SD]T|BST|IST|JST|KST|AEST|AEDT|SGT)\b")
_PIECES = re.compile(r"[-/_+:,]")
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_EDGES = " .,:;!?\"'"


@dataclass(frozen=True, slots=True)
class Grounded:
    """The claim, or None and the reasons, each a clause in words for the model."""

    claim: Claim | None
    reasons: tuple[str, ...] = ()


def ground(draft: DraftClaim, evidence: Evidence) -> Grounded:
    """Check a draft against the messages it cites.

    Args:
        draft: what the model, or an extract, says.
        evidence: the messages; ids that aren't there are dropped.

    Returns:
        A claim in plain text without control forms, its links bare, with at least one source; or
        why there is none.
    """
    text = " ".join(_STRAY_ID.sub("", as_seen(draft.text, evidence.people)).split())
    ids = [name for name in dict.fromkeys(draft.ids) if name in evidence.ids]
    if not ids or not any(character.isalnum() for character in text):
        return Grounded(None, (NO_SOURCE,))
    cited = [evidence.facts(name) for name in ids]
    reasons = (
        () if _verbatim(text, cited, evidence) else tuple(_reasons(text, draft, cited, evidence))
    )
    if reasons:
        return Grounded(None, reasons)
    sources = tuple(dict.fromkeys(evidence.source(evidence.ids[name]) for name in ids))
    return Grounded(Claim(text, sources, draft.section))


def _verbatim(text: str, cited: list[Facts], evidence: Evidence) -> bool:
    """Whether one cited message says it word for word; its author's name may stand in front."""
    said = even(text).casefold()
    if any(holds(facts.lower, said) for facts in cited):
        return True
    speaker, separator, rest = said.partition(": ")
    keys = evidence.names.keys(speaker) if separator and len(speaker) <= 80 else frozenset()
    return bool(rest) and any(f.author in keys and holds(f.lower, rest) for f in cited)


def _reasons(text: str, draft: DraftClaim, cited: list[Facts], evidence: Evidence) -> Iterable[str]:
    """Everything in a claim that the cited messages don't hold."""
    if len(text) > MAX_CHARACTERS:
        yield TOO_LONG
        return
    shown = even(text)
    yield from _links(text, cited)
    yield from _quotes(shown, cited)
    yield from _places(shown, cited)
    yield from _people(shown, draft.section, cited, evidence)
    named = evidence.names.named_in(shown)
    yield from _values(blanked(shown, [each.span for each in named]), cited)
    if turned_around(shown, cited):
        yield OPPOSITE


def _links(text: str, cited: list[Facts]) -> Iterable[str]:
    """Addresses must be those of a source, whole; domains and mail addresses must stand there."""
    known = frozenset().union(*(facts.links for facts in cited))
    for link in links_in(text):
        if "://" in link and same_link(link) not in known:
            yield f"no message cited has the link {link}"
        elif "://" not in link and not any(holds(f.lower, even(link).casefold()) for f in cited):
            yield f"no message cited has {link}"


def _quotes(shown: str, cited: list[Facts]) -> Iterable[str]:
    for found in _QUOTE.finditer(shown):
        phrase = (found[1] or found[2]).casefold()
        parts = [part.strip(_EDGES) for part in phrase.split("...")]
        if not any(all(holds(facts.lower, p) for p in parts if p) for facts in cited):
            yield f"no message cited says {found[0]}"


def _places(shown: str, cited: list[Facts]) -> Iterable[str]:
    """Channels, calls to everybody and time zones."""
    for found in _CHANNEL.finditer(shown):
        name = bare(found[1])
        if not any(facts.channel == name or holds(facts.bare, f"#{name}") for facts in cited):
            yield f"no message cited is in or names #{found[1]}"
    for found in [*_BROADCAST.finditer(shown), *_ZONE.finditer(shown)]:
        if not any(holds(facts.lower, found[0].casefold()) for facts in cited):
            yield f"no message cited says {found[0]}"


def _people(shown: str, section: Section, cited: list[Facts], evidence: Evidence) -> Iterable[str]:
    for named in evidence.names.named_in(shown):
        reason = unnamed(named, shown, cited, evidence)
        if reason:
            yield reason
    for each in attributions(shown, section, evidence.names):
        reason = wrong_attribution(each, shown, cited, evidence)
        if reason:
            yield reason


def _values(shown: str, cited: list[Facts]) -> Iterable[str]:
    """Times, dates and numbers, in this order: what is one is not read as the next."""
    spans = []
    for clock in times.clocks(shown):
        spans.append(clock.span)
        if all(clock.minutes.isdisjoint(facts.minutes) for facts in cited):
            yield f"no message cited says {clock.text}"
    calendar = set().union(*(facts.calendar for facts in cited))
    written = {facts.day for facts in cited}
    given = [day for facts in cited for day in facts.days]
    for day in dates.days(blanked(shown, spans)):
        if dates.supported(day, given, calendar, written):
            spans.append(day.span)
        elif day.sure:
            spans.append(day.span)
            yield f"no message cited says {day.text}"
    yield from _numbers(blanked(shown, spans), cited, calendar | written)


def _numbers(rest: str, cited: list[Facts], calendar: set[date]) -> Iterable[str]:
    given = [number for facts in cited for number in facts.numbers]
    units = frozenset(number.unit for number in given)
    found, named = numbers.numbers(rest)
    years = {str(each.year) for each in calendar}
    counts = {str(len(cited)), str(len({facts.author for facts in cited}))}
    for number in found:
        if number.text.isalpha() and number.values & counts:
            continue  # "three teams" counts its own sources
        day = _ORDINAL.fullmatch(number.text) and number.values & {str(d.day) for d in calendar}
        if not (numbers.supported(number, given, units) or day or number.values & years):
            yield f"no message cited says {number.text}"
    for name in named:
        if not _holds_name(name, cited, given, units):
            yield f"no message cited says {name}"


def _holds_name(
    name: str, cited: list[Facts], given: list[numbers.Number], units: frozenset[str]
) -> bool:
    """Whether a name with digits stands in the messages, whole or part by part."""
    plain_name = name.removesuffix("'s").strip("#")
    forms = {plain_name, plain_name.removeprefix("v")} - {""}
    if any(holds(facts.lower, form) for facts in cited for form in forms):
        return True
    pieces = [piece for piece in _PIECES.split(plain_name) if any(c.isdigit() for c in piece)]
    if len(pieces) < 1 or pieces == [plain_name]:
        return False
    found = [numbers.numbers(piece) for piece in pieces]
    return all(
        all(numbers.supported(number, given, units) for number in values)
        and all(any(holds(facts.lower, each) for facts in cited) for each in names)
        for values, names in found
    )
