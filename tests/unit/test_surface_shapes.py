"""A digest in other forms, shortened, corrected: all pure."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import Phase, given, settings

from bot.digest.correcting import Correction, corrected
from digests.compose.controls import pressed
from digests.compose.limits import MESSAGE_BLOCKS, MESSAGE_TEXT, text_of
from digests.compose.messages import compose
from digests.correct import (
    dropped,
    renamed,
    reworded,
    thing,
    things,
    thread_keys,
    without_threads,
)
from digests.digest import YOUR_CHANNELS, Digest, DigestLine, Prompt
from digests.errors import BadInput
from digests.forms.html import to_html
from digests.forms.markdown import to_markdown
from digests.forms.shape import SECTIONS, Length, shaped
from digests.models import Source
from digests.personal import nothing_twice
from tests.support.digests import HOSTILE, small, source

SMALL = small()
# Shrinking a whole digest takes minutes, and the text that fails tells enough.
FEW = settings(deadline=None, max_examples=15, phases=(Phase.explicit, Phase.generate))
ITEM = f"item/{SMALL.items[0].item_id}"


class Links(HTMLParser):
    """Collects what a document points at, and every tag in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}


def test_the_html_holds_everything_and_needs_nothing_from_outside() -> None:
    html = to_html(SMALL, "Acme & Co")
    found = Links()
    found.feed(html)

    for said in ("Acme &amp; Co", "Week 47", "Checkout outage, 41 minutes", "Mara", "#payments",
                 "Decided", "Promised", "by Monday", "Thanks", "1,204", "Refund page is slow",
                 "$0.31"):  # fmt: skip
        assert said in html
    assert found.links == {s.permalink for s in SMALL.sources}
    assert not found.tags & {"script", "img", "link", "iframe"}
    assert "url(" not in html
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


@FEW
@given(HOSTILE)
def test_html_links_only_to_sources_and_has_no_tag_of_anybody_else(digest: Digest) -> None:
    found = Links()
    found.feed(to_html(digest))

    assert found.links <= {s.permalink for s in digest.sources}
    assert found.tags <= {
        "html", "head", "meta", "title", "style", "body", "div", "p", "h1", "h2", "h3", "ol", "ul",
        "li", "strong", "em", "br", "span", "a", "table", "tr", "td",
    }  # fmt: skip


@FEW
@given(HOSTILE)
def test_markdown_links_only_to_sources(digest: Digest) -> None:
    text = to_markdown(digest)
    links = re.findall(r"\[\[\d+\]\]\(([^)]*)\)", text)

    assert set(links) <= {s.permalink for s in digest.sources}
    assert not re.search(r"!\[[^\]]*\]\(", text)


@FEW
@given(HOSTILE)
def test_with_menus_and_buttons_a_message_stays_within_the_limits(digest: Digest) -> None:
    for message in compose(digest, "2026-W47/T0123456789:U0123456789"):
        for shown in (message.blocks, message.simpler or ()):
            assert len(shown) <= MESSAGE_BLOCKS
            assert text_of(list(shown)) <= MESSAGE_TEXT


def test_where_slack_refuses_the_chart_the_menus_stay() -> None:
    main = compose(SMALL, "2026-W47/T1")[0]

    assert "data_visualization" in {block["type"] for block in main.blocks}
    assert main.simpler is not None
    assert "data_visualization" not in {block["type"] for block in main.simpler}
    assert any("accessory" in block for block in main.simpler)
    assert main.simpler[-1]["type"] == "actions"


def test_a_menu_carries_its_digest_and_its_item() -> None:
    main = compose(SMALL, "2026-W47/T1")[0]
    menu = next(block for block in main.blocks if "accessory" in block)

    assert pressed(menu["block_id"]) == ("2026-W47/T1", SMALL.items[0].item_id)


def test_what_is_not_wanted_is_left_out_and_a_short_one_is_short() -> None:
    many = replace(
        SMALL, items=SMALL.items * 8, decided=SMALL.decided * 6, prompts=(Prompt("p", "A", ()),)
    )
    short = shaped(many, Length.SHORT, {"decided"})

    assert (len(short.items), len(short.decided)) == (5, 2)
    assert not any((short.promised, short.thanks, short.channels, short.prompts))
    assert short.numbers.messages == SMALL.numbers.messages
    assert short.numbers.days == ()
    assert shaped(SMALL, Length.NORMAL, SECTIONS) == SMALL


def test_other_words_keep_the_sources_and_are_marked() -> None:
    new = reworded(SMALL, ITEM, "Checkout was slow", "Nobody lost money.")

    assert new.items[0].title == "Checkout was slow"
    assert new.items[0].claims[0].text == "Nobody lost money."
    assert set(new.items[0].claims[0].sources) == set(SMALL.items[0].claims[0].sources)
    assert new.items[0].corrected
    assert "_(corrected)_" in str(compose(new)[0].blocks)
    assert "(corrected)" in to_html(new)
    assert "(corrected)" in to_markdown(new)


def test_a_line_is_corrected_by_its_own_key() -> None:
    line = next(one for one in things(SMALL) if one.where == "Decided")
    new = reworded(SMALL, line.key, "", "Rate limits stay on.")

    assert new.decided[0].text == "Rate limits stay on."
    assert new.decided[0].corrected
    assert new.promised == SMALL.promised
    assert thing(new, line.key) is None


def test_a_wrong_name_is_replaced_as_a_whole_word_everywhere() -> None:
    lines = (DigestLine("Jon and Jonas met Jon's team", (source(),), who="Jon"),)
    new = renamed(replace(SMALL, decided=lines), "Jon", "Joan")

    assert new.items[0].people == ("Mara", "Joan", "Wei")
    assert new.decided[0].text == "Joan and Jonas met Joan's team"
    assert new.decided[0].who == "Joan"
    assert new.promised[0].who == "Joan"
    assert new.thanks == SMALL.thanks
    assert not new.thanks[0].corrected


def test_who_has_a_say_in_one_thing_replaces_a_name_in_that_alone() -> None:
    new = renamed(SMALL, "Jon", "Joan", ITEM)

    assert new.items[0].people == ("Mara", "Joan", "Wei")
    assert new.items[0].corrected
    assert replace(new, items=SMALL.items) == SMALL


def test_a_name_that_stands_only_elsewhere_is_none_to_replace_here() -> None:
    line = replace(SMALL.promised[0], who="Ada Quist")
    digest = replace(SMALL, promised=(line,))
    wish = Correction(ITEM, wrong="Ada Quist", right="Somebody Else")

    assert corrected(digest, wish, everywhere=True).promised[0].who == "Somebody Else"
    with pytest.raises(BadInput, match="doesn't stand here"):
        corrected(digest, wish, everywhere=False)


def test_what_is_taken_out_takes_its_threads_along() -> None:
    reply = Source(
        "C1", "1700000009.000100",
        "https://acme.slack.com/archives/C1/p1700000009000100?thread_ts=1700000000.000100&cid=C1",
    )  # fmt: skip
    digest = replace(SMALL, decided=(*SMALL.decided, DigestLine("Of that thread.", (reply,))))
    new = dropped(digest, ITEM)

    assert new.items == ()
    assert new.headline == ()
    assert new.decided == SMALL.decided
    assert thread_keys(reply) == ["C1/1700000009.000100", "C1/1700000000.000100"]
    assert without_threads(SMALL, []) == SMALL


@pytest.mark.parametrize("key", ["item/C9/1.1", "decided/none", ""])
def test_what_is_not_there_is_no_thing(key: str) -> None:
    assert thing(SMALL, key) is None


def test_what_concerns_its_reader_is_not_told_again() -> None:
    digest = small()
    [promise], item = digest.promised, digest.items[0]
    went_on = DigestLine(item.title, (source("1700000009.000100"),), due="2 replies after yours")
    question = DigestLine("Can you sign it?", item.sources, "Ana", "asks you, not answered yet")
    told = nothing_twice(replace(digest, promised=(promise,), for_you=(question, promise, went_on)))

    assert told.for_you == (question, promise)
    assert told.promised == ()
    assert (told.items, told.decided) == (digest.items, ())


def test_a_week_without_items_is_not_quiet_while_something_was_decided_or_promised() -> None:
    bare = replace(SMALL, headline=(), items=(), decided=(), promised=(), still_open=())
    owed = (DigestLine("Rate limits stay off", (source(),), "Mara"),)

    assert bare.quiet
    for digest in (
        replace(bare, decided=owed),
        replace(bare, promised=owed),
        replace(bare, still_open=owed),
    ):
        assert not digest.quiet
        assert "Rate limits stay off" in str(compose(digest)[0].blocks)


def test_for_you_comes_first_and_makes_no_week_quiet() -> None:
    mine = (DigestLine("Can you sign?", (source(),), "Mara", "asks you", "payments"),)
    digest = replace(SMALL, items=(), about="your channels", for_you=mine)
    text = str(compose(digest)[0].blocks)

    assert not digest.quiet
    assert "Week 47 · 16–20 November · your channels" in text
    assert "*For you*" in text
    assert "Worth knowing" not in text
    assert text.index("For you") < text.index("Decided")


@pytest.mark.parametrize(
    ("about", "label", "value"),
    [
        ("", "Subscribe", "on"),
        ("#payments", "Subscribe", "on"),
        (YOUR_CHANNELS, "Unsubscribe", "off"),
    ],
)
def test_a_digest_of_ones_own_offers_to_end_it_and_others_to_begin(
    about: str, label: str, value: str
) -> None:
    [shown, *_] = compose(replace(SMALL, about=about), "2026-W47/T1:U1")[0].blocks[-1]["elements"]

    assert shown["text"]["text"] == label
    assert shown["value"] == value


def test_a_prompt_that_worked_has_its_button() -> None:
    digest = replace(SMALL, prompts=(Prompt("Compare <!here>", "Ana", (source(),)),))
    main = compose(digest, "2026-W47/T1")[0]
    [block] = [b for b in main.blocks if "Prompts that worked" in str(b)]

    assert block["accessory"]["value"] == "C1/1700000000.000100"
    assert "<!here>" not in block["text"]["text"]
