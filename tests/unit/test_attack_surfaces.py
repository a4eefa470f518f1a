"""Every attack text in every slot of a digest, through all forms and surfaces that show one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.blocks.archive import found_text, nothing_found
from bot.blocks.asking_back import option_in
from bot.blocks.correction import choosing_modal, correction_modal, prompt_modal
from bot.blocks.home import Home, home_view
from bot.blocks.review import headline_modal, preview_message
from bot.digest.review import Review
from digests.audience import everyone
from digests.compose.messages import as_text, compose
from digests.correct import things
from digests.coverage import Coverage, LeftOut
from digests.digest import Digest, DigestLine, Prompt
from digests.forms import digest_json
from digests.forms.html import to_html
from digests.forms.markdown import to_markdown
from digests.forms.plain import plain_digest
from digests.models import Channel
from digests.store import DigestRecord
from tests.support.attack_oracle import wrongs
from tests.support.attacks import ATTACKS
from tests.support.digests import small

pytestmark = pytest.mark.untraced

OWN = "https://acme.slack.com/archives/"
NOW = datetime(2026, 11, 20, 16, tzinfo=UTC)
LINES = [" ".join(text.split()) for text in ATTACKS]
"""As a digest has them: everything in it is one line."""
ATTRIBUTES = {
    *("title", "style", "class", "href", "lang", "charset", "name", "content", "role", "width"),
    *("align", "cellpadding", "cellspacing", "border", "aria-hidden", "height", "bgcolor"),
    *("colspan", "valign"),
}


@cache
def digest_of(text: str) -> Digest:
    """A digest in which a text stands wherever people's words or names can stand."""
    like = small()

    def line(one: DigestLine) -> DigestLine:
        return replace(one, text=text, who=text, due=text, channel=text)

    def lines(several: tuple[DigestLine, ...]) -> tuple[DigestLine, ...]:
        return tuple(map(line, several))

    claims = tuple(replace(one, text=text) for one in like.headline)
    items = tuple(
        replace(
            one,
            title=text,
            claims=tuple(replace(claim, text=text) for claim in one.claims),
            people=(text, text),
            channels=(text, text),
            corrected=True,
        )
        for one in like.items
    )
    notes = tuple(replace(one, channel=text, lines=lines(one.lines)) for one in like.channels)
    return replace(
        like,
        headline=claims,
        items=items,
        decided=lines(like.decided),
        promised=lines(like.promised),
        still_open=lines(like.promised),
        unanswered=lines(like.unanswered),
        thanks=lines(like.thanks),
        for_you=lines(like.decided),
        new_channels=(text,),
        new_people=(text,),
        channels=notes,
        prompts=(Prompt(text, text, like.headline[0].sources),),
        coverage=Coverage(3, 4, 1, (LeftOut(text, text),)),
        notes=(text,),
        about=text,
        model=text,
    )


def record_of(digest: Digest) -> DigestRecord:
    """The digest as the archive keeps it."""
    body = json.loads(json.dumps(digest_json.to_json(digest)))
    text = plain_digest(compose(digest))
    return DigestRecord("D1", "T1", digest.window, everyone("T1"), text, body, NOW)


def posted(digest: Digest) -> list[object]:
    return [[m.text, m.blocks, m.simpler, as_text(m.blocks)] for m in compose(digest, "W47/T1")]


def searched(digest: Digest) -> object:
    record = record_of(digest)
    words = digest.about
    return [nothing_found(words), found_text(words, [record], {"D1": f"{OWN}C1/p1"}, 3)]


def at_home(digest: Digest) -> object:
    text = digest.about
    room = Channel("T1", "C1", text)
    left_out = (LeftOut(text, "shared outside"),)
    past, own = (searched_line(digest),), (text,)
    when = "Friday at 16:00 (UTC)"
    home = Home(text, when, text, [room], 3, past, left_out, own_digest=when, own_channels=own)
    return home_view(home)


def searched_line(digest: Digest) -> str:
    return found_text("x", [record_of(digest)], {}, 1)


def rendered(value: Any) -> Any:
    """What Slack reads as mrkdwn or Markdown, which plain text and inputs are not."""
    if isinstance(value, dict):
        shown = {key: each for key, each in value.items() if key != "initial_value"}
        return (
            "" if value.get("type") == "plain_text" else {k: rendered(v) for k, v in shown.items()}
        )
    return [rendered(each) for each in value] if isinstance(value, list | tuple) else value


def modals(digest: Digest) -> object:
    some = things(digest)
    shown: list[Any] = [
        correction_modal("D1", one, may=may) for one in some for may in (False, True)
    ]
    shown += [choosing_modal("D1", some), prompt_modal(digest.about), headline_modal(digest)]
    return shown


def previewed(digest: Digest) -> object:
    decided = Review(True, ("C1/1.1",), "", digest.about)
    message = preview_message(digest, decided)
    return [message.text, message.blocks, message.simpler]


SURFACES: dict[str, Callable[[Digest], object]] = {
    "posted": posted,
    "archive": searched,
    "home": at_home,
    "modals": modals,
    "preview": previewed,
    "markdown": to_markdown,
}


@pytest.mark.parametrize("surface", SURFACES)
def test_no_surface_of_a_digest_links_abroad_or_pings(surface: str) -> None:
    # A preview is the posted message with more around it, and modals are mostly plain text.
    show, some = SURFACES[surface], surface in {"preview", "modals"}
    lines = LINES[::4] if some else LINES
    found = [(text, wrongs(rendered(show(digest_of(text))), OWN)) for text in lines]

    assert [each for each in found if each[1]] == []


class _Tags(HTMLParser):
    """Every tag and attribute of a document, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.leads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.leads += [value or "" for name, value in attrs if name == "href"]
        styles = [value or "" for name, value in attrs if name == "style"]
        assert not [style for style in styles if "url(" in style or "expression" in style]


def test_the_html_of_a_digest_holds_nothing_active_and_only_its_own_links() -> None:
    for text in LINES:
        tags = _Tags()
        tags.feed(to_html(digest_of(text), text))

        assert tags.names.isdisjoint(
            {"script", "img", "iframe", "object", "embed", "form", "link", "base", "svg", "input"}
        )
        assert tags.attributes <= ATTRIBUTES, tags.attributes - ATTRIBUTES
        assert [lead for lead in tags.leads if not lead.startswith(OWN)] == []


def test_the_json_of_a_digest_is_data_and_comes_back_as_it_was() -> None:
    for text in LINES:
        digest = digest_of(text)
        body = json.loads(json.dumps(digest_json.to_json(digest)))

        assert digest_json.from_json(body) == digest


def test_an_option_is_read_back_from_a_question_only_as_a_line_of_its_list() -> None:
    for text in LINES:
        assert option_in(f"Which?\n- {text}\n- other", 1) == "other"
