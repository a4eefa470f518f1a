"""Changes that people make to a digest: other words, a right name, something taken out. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from digests import permalinks
from digests.digest import Digest, DigestItem, DigestLine
from digests.errors import BadPermalink
from digests.models import Claim, Source
from digests.redact import without

LISTS = {
    "decided": "Decided",
    "promised": "Promised",
    "still_open": "Still open",
    "unanswered": "Nobody has answered",
    "thanks": "Thanks",
    "for_you": "For you",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in a digest that can be corrected.

    Attributes:
        key: names it within its digest: "item/C1/1.1", or a list's name and a hash of the line.
        where: "1" for the first item, else the name of its list.
        title: an item's title, "" for a line.
        text: its sentences, without numbers and names of places.
    """

    key: str
    where: str
    title: str
    text: str
    sources: frozenset[Source]


def things(digest: Digest) -> list[Thing]:
    """All that can be corrected, in the order in which it is read."""
    found = [_item(place, item) for place, item in enumerate(digest.items, 1)]
    for name, where in LISTS.items():
        found += [_line(name, where, line) for line in getattr(digest, name)]
    return found


def thing(digest: Digest, key: str) -> Thing | None:
    """The one of that key; None if it isn't there (any more)."""
    return next((one for one in things(digest) if one.key == key), None)


def reworded(digest: Digest, key: str, title: str, text: str) -> Digest:
    """The digest with other words for one thing, marked as corrected; its sources stay.

    Args:
        digest: as it is.
        key: of the thing.
        title: an item's new title; "" keeps the old one.
        text: the new sentences; for an item, "" leaves only the title.
    """

    def item(one: DigestItem) -> DigestItem:
        if text == " ".join(claim.text for claim in one.claims):
            return replace(one, title=title or one.title, corrected=True)
        sources = tuple(dict.fromkeys(s for claim in one.claims for s in claim.sources))
        claims = (Claim(text, sources or one.sources),) if text else ()
        return replace(one, title=title or one.title, claims=claims, corrected=True)

    def line(one: DigestLine) -> DigestLine:
        return replace(one, text=text, corrected=True) if text else one

    return _each(digest, key, item, line)


def renamed(digest: Digest, wrong: str, right: str, key: str = "") -> Digest:
    """The digest with another name wherever the wrong one stood, each such place marked.

    Args:
        digest: as it is.
        wrong: the name, as a whole word.
        right: what stands there instead.
        key: of the one thing in which to replace it; "" for the whole digest.
    """
    whole = re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)")

    def fix(text: str) -> str:
        return whole.sub(lambda _: right, text)

    def claims(own: Iterable[Claim]) -> tuple[Claim, ...]:
        return tuple(replace(claim, text=fix(claim.text)) for claim in own)

    def item(one: DigestItem) -> DigestItem:
        people = tuple(dict.fromkeys(map(fix, one.people)))
        new = replace(one, title=fix(one.title), claims=claims(one.claims), people=people)
        return one if new == one else replace(new, corrected=True)

    def line(one: DigestLine) -> DigestLine:
        new = replace(one, text=fix(one.text), who=fix(one.who))
        return one if new == one else replace(new, corrected=True)

    changed = _each(digest, key, item, line)
    if key:
        return changed
    notes = (replace(n, lines=tuple(map(line, n.lines))) for n in digest.channels)
    people = tuple(map(fix, digest.new_people))
    return replace(
        changed, headline=claims(digest.headline), channels=tuple(notes), new_people=people
    )


def dropped(digest: Digest, key: str) -> Digest:
    """The digest without one thing; for an item, without all that rests on its threads."""
    item = next((one for one in digest.items if f"item/{one.item_id}" == key), None)
    if item is not None:
        return without_threads(digest, [f"{t.channel_id}/{t.ts}" for t in item.threads])
    return _each(digest, key, lambda one: one, lambda one: None)


def without_threads(digest: Digest, threads: Collection[str]) -> Digest:
    """The digest without all that rests on some threads.

    Args:
        digest: as it is.
        threads: each as "CHANNEL_ID/TS of its root".
    """
    away = frozenset(threads)
    items = (one for one in digest.items if not away & {f"{t.channel_id}/{t.ts}"
             for t in one.threads})  # fmt: skip
    kept = replace(digest, items=tuple(items))
    return without(kept, lambda source: not away & set(thread_keys(source)))


def thread_keys(source: Source) -> list[str]:
    """The threads a message may belong to: its own ts as a root, and the root its link names."""
    keys = [f"{source.channel_id}/{source.ts}"]
    try:
        _, _, root = permalinks.parse(source.permalink) if source.permalink else ("", "", None)
    except BadPermalink:
        root = None
    return [*keys, f"{source.channel_id}/{root}"] if root else keys


def _each(
    digest: Digest,
    key: str,
    item: Callable[[DigestItem], DigestItem],
    line: Callable[[DigestLine], DigestLine | None],
) -> Digest:
    """The digest with something done to the things of a key; "" for all of them."""
    items = tuple(item(one) if key in ("", f"item/{one.item_id}") else one for one in digest.items)
    changes: dict[str, object] = {"items": items}
    for name in LISTS:
        lines = (
            line(one) if key in ("", _line_key(name, one)) else one for one in getattr(digest, name)
        )
        changes[name] = tuple(one for one in lines if one is not None)
    return replace(digest, **changes)  # type: ignore[arg-type]


def _item(place: int, item: DigestItem) -> Thing:
    text = " ".join(claim.text for claim in item.claims)
    sources = {*item.sources, *(s for claim in item.claims for s in claim.sources)}
    return Thing(f"item/{item.item_id}", str(place), item.title, text, frozenset(sources))


def _line(name: str, where: str, line: DigestLine) -> Thing:
    return Thing(_line_key(name, line), where, "", line.text, frozenset(line.sources))


def _line_key(name: str, line: DigestLine) -> str:
    said = "|".join([line.text, *(f"{s.channel_id}/{s.ts}" for s in line.sources)])
    return f"{name}/{hashlib.sha256(said.encode()).hexdigest()[:16]}"
