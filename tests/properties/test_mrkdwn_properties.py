"""What holds for every text, hostile ones first of all."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from digests.models import Claim, People, Source
from digests.mrkdwn import (
    escape,
    links_in,
    neutral,
    number,
    plain,
    render_claim,
    safe_markdown,
    safe_mrkdwn,
)

PIECES = [
    *["<", ">", "!", "@", "#", "&", ";", "lt;", "gt;", "amp;", "here", "channel", "U123", "|", "`"],
    *["[", "]", "(", ")", ":", "!here", "<!here>", "<@U1>", "&lt;!here&gt;", "\u200b", "\u2060"],
    *["https://evil.example", "evil.example", "![x](", "a@b.example", "\n", " ", "text", "``", "."],
    *["<img src=x>", "[1]: ", "\u202e", "&#60;", "javascript:", "//", "\u200d", "é", "出"],
]
hostile = st.lists(st.sampled_from(PIECES), max_size=24).map("".join) | st.text(max_size=60)


@given(st.text())
def test_what_is_escaped_reads_back_the_same(text: str) -> None:
    assert plain(escape(text), People()) == text


@given(hostile)
def test_no_control_form_survives_even_when_decoded(text: str) -> None:
    for safe in (safe_markdown(text), safe_mrkdwn(text)):
        assert "<" not in safe
        assert ">" not in safe
        assert not re.search(r"<[@#!]", html.unescape(safe))
        assert not re.search(r"@(here|channel|everyone)\b", safe, re.IGNORECASE)


@given(hostile)
def test_no_markdown_link_reference_or_image_survives(text: str) -> None:
    assert not re.search(r"\][(\[:]", safe_markdown(text))


@given(hostile)
def test_every_link_nobody_allowed_stands_in_code(text: str) -> None:
    outside = re.sub(r"`[^`\n]*`", " ", safe_markdown(text))

    assert not re.search(
        r"https?://\w|\bevil\.example(?!\w)|a@b\.example(?!\w)", html.unescape(outside)
    )


@given(hostile)
def test_making_safe_twice_changes_nothing(text: str) -> None:
    once = safe_mrkdwn(text)

    assert safe_mrkdwn(once) == once
    assert neutral(neutral(text)) == neutral(text)


@given(hostile, st.lists(st.sampled_from(["1.1", "1.2", "1.3"]), min_size=1, unique=True))
def test_a_rendered_claim_links_to_its_sources_and_what_its_text_shows(
    text: str, stamps: list[str]
) -> None:
    sources = tuple(Source("C1", ts, f"https://x.example/p{ts}") for ts in stamps)
    claim = Claim(text, sources)
    rendered = render_claim(claim, number([claim]))

    assert re.findall(r"\]\(([^)]*)\)", rendered) == [source.permalink for source in sources]
    outside = re.sub(r"`[^`\n]*`", " ", html.unescape(rendered))
    shown = {source.permalink for source in sources} | set(links_in(text))
    assert all(link in shown for link in links_in(outside) if "://" in link)
