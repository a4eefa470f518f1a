"""The call that composes a digest: what the model reads, and what is kept of its answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from digests import prompts
from digests.assemble import sentence
from digests.choose import Matter
from digests.claude.calls import Call, Caller, user
from digests.digest import Digest, DigestItem, DigestLine
from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim
from digests.matters.telling import Names, begins_as, repeats
from digests.models import Claim, Message, Section, Source, Summary
from digests.transcript import Transcript, contained_name, estimate_tokens, sanitize

MOST_CLAIMS = 2
MOST_TOKENS = 50_000
"""Tokens of cited messages that the call reads."""

_HEAD_TOKENS = 20


class Sentence(BaseModel):
    """A sentence of the headline and the messages it rests on."""

    text: str
    ids: list[str]


class Item(BaseModel):
    """An item as the model words it."""

    title: str
    text: str
    ids: list[str]


class Composed(BaseModel):
    """What the composing call gives back."""

    headline: list[Sentence]
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Told:
    """An item with what was summed up of its threads; no summaries where Claude gave none."""

    item: DigestItem
    summaries: tuple[Summary, ...]

    def claims(self, section: Section) -> tuple[Claim, ...]:
        """The claims of one section, thread after thread."""
        return tuple(claim for summary in self.summaries for claim in summary.section(section))

    def lines(self, section: Section, names: Names) -> tuple[DigestLine, ...]:
        """The claims of one section as lines, each with the channel that it was said in."""
        return tuple(
            DigestLine(claim.text, claim.sources, channel=_channel(claim, names))
            for claim in self.claims(section)
        )

    @property
    def said(self) -> bool:
        """Whether Claude said anything about it."""
        return any(summary.claims for summary in self.summaries)

    @property
    def worded(self) -> DigestItem:
        """The item in the summaries' words."""
        told = [*self.claims(Section.OVERVIEW), *self.claims(Section.DECIDED)]
        fresh = [claim for claim in told if not repeats(self.item.title, claim.text)]
        return replace(self.item, claims=tuple(fresh[:MOST_CLAIMS])) if told else self.item


def _channel(claim: Claim, names: Names) -> str:
    return names.channels.get(claim.sources[0].channel_id, "") if claim.sources else ""


def call(
    found: Sequence[Told], transcript: Transcript, model: str, caller: Caller, language: str = ""
) -> Call:
    """The composing call.

    Args:
        found: the items, best first.
        transcript: the messages that their summaries cite.
        model: the model's id.
        caller: on whose behalf.
        language: to write in, "" for that of the messages.
    """
    material, lines = _material(transcript), _written(found, transcript)
    request = f"<request>\nLanguage: {language}.\n</request>" if language else ""
    text = prompts.load("digest").text
    return Call(model, text, (user(material, lines, request),), effort="medium", caller=caller)


def applied(digest: Digest, composed: Composed, evidence: Evidence) -> Digest:
    """The digest with what of the composed words the messages support.

    What an item says word for word isn't said in the headline, too.

    Args:
        digest: in the summaries' words.
        composed: what the call gave back.
        evidence: the messages it read.
    """
    owner = {source: n for n, item in enumerate(digest.items) for source in _sources(item)}
    items = list(digest.items)
    for draft in composed.items:
        told = _grounded(draft.text, draft.ids, evidence)
        place = owner.get(told.sources[0]) if told else None
        if told is None or place is None:
            continue
        items[place] = _reworded(items[place], told, _grounded(draft.title, draft.ids, evidence))
    headline = _headline(composed, items, evidence)
    headline.sort(key=lambda claim: owner.get(claim.sources[0], len(items)))
    return replace(digest, items=tuple(items), headline=tuple(headline) or digest.headline)


def _headline(composed: Composed, items: Sequence[DigestItem], evidence: Evidence) -> list[Claim]:
    """The sentences that no item says in these words; none where those are the smaller part."""
    told = [_grounded(draft.text, draft.ids, evidence) for draft in composed.headline[:3]]
    kept = [replace(claim, text=sentence(claim.text)) for claim in told if claim]
    said = {_bare(claim.text) for item in items for claim in item.claims}
    fresh = [
        claim
        for claim in kept
        if _bare(claim.text) not in said
        and not any(begins_as(item.title, claim.text) for item in items)
    ]
    return fresh if 2 * len(fresh) >= len(kept) else []


def _bare(text: str) -> str:
    """A sentence without what differs between two that say the same."""
    return text.casefold().rstrip(" .。")


def _reworded(item: DigestItem, told: Claim, title: Claim | None) -> DigestItem:
    """An item with the model's sentence, and its title where that is supported and says more."""
    if title is not None and not repeats(title.text, told.text):
        return replace(item, title=title.text.rstrip("."), sources=told.sources, claims=(told,))
    return item if repeats(item.title, told.text) else replace(item, claims=(told,))


def _grounded(text: str, ids: Sequence[str], evidence: Evidence) -> Claim | None:
    draft = DraftClaim(" ".join(text.split()), tuple(dict.fromkeys(ids))[:4])
    return ground(draft, evidence).claim if draft.text else None


def cited(found: Sequence[Told], by_key: Mapping[str, Matter]) -> list[Message]:
    """The messages that the summaries rest on, the best items' first, within `MOST_TOKENS`."""
    known = {
        (message.channel_id, message.ts): message
        for told in found
        for thread in by_key[told.item.item_id].threads
        for message in thread.messages
    }
    claims = (claim for told in found for section in Section for claim in told.claims(section))
    keys = dict.fromkeys((s.channel_id, s.ts) for claim in claims for s in claim.sources)
    kept, left = [], MOST_TOKENS
    for key in keys:
        if key in known:
            left -= estimate_tokens(known[key].text) + _HEAD_TOKENS
            if left < 0:
                break
            kept.append(known[key])
    return kept


def _material(transcript: Transcript) -> str:
    return f'<transcript channel="the week">\n{transcript.text}\n</transcript>'


def _written(found: Sequence[Told], transcript: Transcript) -> str:
    """The items' summaries with the composing call's own ids."""
    name_of = {(m.channel_id, m.ts): name for name, m in transcript.ids.items()}
    parts = []
    for place, told in enumerate(found, 1):
        where = ", ".join(f"#{contained_name(name)}" for name in told.item.channels)
        parts.append(f"## Item {place}, {where}")
        for section in Section:
            for claim in told.claims(section):
                ids = [name_of.get((s.channel_id, s.ts), "") for s in claim.sources]
                parts.append(
                    f"- {sanitize(claim.text)} {''.join(f'[{name}]' for name in ids if name)}"
                )
    return "\n".join(["<written>", *parts, "</written>"])


def _sources(item: DigestItem) -> set[Source]:
    return {*item.sources, *(source for claim in item.claims for source in claim.sources)}
