"""Golden payloads: one of everything the bot shows, from the builders that make it for real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.blocks import correction, forms, markdown, review, settings, summary
from bot.blocks.home import Home, home_view
from bot.digest.review import Review
from bot.digest_settings import DigestSettings
from digests.compose.messages import OutMessage, compose
from digests.correct import things
from digests.coverage import Coverage, LeftOut
from digests.digest import Digest
from digests.models import Channel, Claim, Engine, Section, Summary
from tests.support.digests import small, source

Payload = dict[str, Any]
"""Exactly one of `blocks`, `message` and `view`, as blocks.validate takes them."""

WORDS = "It was found that the bucket fills faster than it drains, so the limit was taken out. "


def golden() -> dict[str, Payload]:
    """Every payload by a name that says where it is shown."""
    found = {**dict(_summaries()), **dict(_digests()), **dict(_views())}
    return {name: found[name] for name in sorted(found)}


def refused() -> dict[str, Payload]:
    """What must be refused on both sides, so that agreeing means something."""
    long = {"type": "header", "text": forms.plain("x" * 151)}
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    return {
        "refused: a header of 151 characters": {"blocks": [long]},
        "refused: 51 blocks": {"blocks": [{"type": "divider"}] * 51},
        "refused: an unknown block": {"blocks": [{"type": "no_such_block"}]},
        "refused: two tables": {"blocks": [table, table]},
        "refused: a modal without a title": {"view": {"type": "modal", "blocks": []}},
    }


def _summaries() -> Iterator[tuple[str, Payload]]:
    one, two = source(), source("1700000001.000100", "C2")
    claims = (
        Claim("Checkout was down for 41 minutes.", (one,)),
        Claim("Rate limits stay off.", (two,), Section.DECIDED),
        Claim("Jon: fix the bucket by Monday.", (one, two), Section.TO_DO),
    )
    coverage = Coverage(38, 40, left_out=(LeftOut("2 videos", "can't be read"),))
    said = Summary(claims, Engine.CLAUDE, coverage, "claude-sonnet-5-5", withheld=2)
    below = summary.below(said, "C1", one.ts, ("Mara", "Jon", "Wei"))
    text = markdown.markdown_block(summary.markdown(said))
    yield "summary in a thread", {"blocks": [text, *below]}
    extract = replace(said, engine=Engine.EXTRACTIVE, model="", note="Claude didn't answer.")
    shown = markdown.markdown_block(summary.markdown(extract))
    yield "extract in a thread", {"blocks": [shown, *summary.below(extract, "C1", one.ts)]}
    full = markdown.markdown_block("word " * 10_000)
    yield "longest answer", {"blocks": [full, summary.feedback()]}


def _digests() -> Iterator[tuple[str, Payload]]:
    digest = small()
    quiet = Digest(digest.team_id, digest.window, numbers=digest.numbers)
    for name, shown in (("digest", digest), ("full digest", full(digest)), ("quiet week", quiet)):
        for digest_id in ("", "D1"):
            what = f"{name} with menus" if digest_id else name
            for place, message in enumerate(compose(shown, digest_id)):
                yield from _messages(f"{what}, message {place + 1}", message)
    held = Review(held=True, headline="All is well.", by="Mara")
    yield from _messages("preview", review.preview_message(digest, Review()))
    yield from _messages("preview, held", review.preview_message(digest, held))
    yield from _messages("preview, sent", review.preview_message(digest, held, sent=True))


def full(digest: Digest) -> Digest:
    """The same week with as much of everything as a digest can be given."""
    item = digest.items[0]
    claim = Claim(WORDS * 4, item.sources)
    items = tuple(
        replace(item, item_id=f"C1/{n}.1", title=f"{n} {WORDS}"[:140], claims=(claim,) * 3)
        for n in range(8)
    )
    lines = tuple(replace(line, text=WORDS * 3) for line in digest.decided * 8)
    return replace(
        digest,
        headline=(claim,) * 3,
        items=items,
        decided=lines,
        promised=lines,
        still_open=lines,
        unanswered=lines,
        thanks=lines,
        for_you=lines,
        notes=(WORDS,) * 3,
        late=True,
    )


def _messages(name: str, message: OutMessage) -> Iterator[tuple[str, Payload]]:
    if not message.blocks:
        yield name, {"message": {"text": message.text}}
        return
    yield name, {"message": {"text": message.text, "blocks": list(message.blocks)}}
    if message.simpler is not None:
        yield f"{name}, simpler", {"blocks": list(message.simpler)}


def _views() -> Iterator[tuple[str, Payload]]:
    digest = full(small())
    channels = [Channel("T1", f"C{n}", f"channel-{n}") for n in range(80)]
    left_out = [LeftOut("#legal-ext", "shared outside")]
    home = Home("general", "Friday 20 November, 16:00 (UTC)", "Week 46", channels, 1204, ("w",))
    member = replace(home, left_out=left_out, subscribed=True, own_digest="Friday 20 November")
    admin = replace(member, own_channels=("payments",), own_messages=12, is_admin=True)
    yield "home, empty", {"view": home_view(Home("", "", "", [], 0))}
    yield "home of a member", {"view": home_view(member)}
    yield "home of an admin", {"view": home_view(admin)}
    chosen = DigestSettings("fri 16:00", "Europe/Berlin", "general", preview_to=("U1",))
    yield "settings", {"view": settings.settings_modal(chosen, "C1", "U1")}
    yield "settings, no channel", {"view": settings.settings_modal(chosen, "", "U2")}
    found = things(digest)
    yield "correct, choose", {"view": correction.choosing_modal("D1", found)}
    for may in (True, False):
        name = "correct" if may else "correct, reported"
        yield name, {"view": correction.correction_modal("D1", found[0], may=may)}
    yield "prompt", {"view": correction.prompt_modal(WORDS * 30)}
    yield "headline", {"view": review.headline_modal(digest)}
