"""Slack's mrkdwn in, plain text out; plain text in, nothing harmful out."""

from __future__ import annotations

import time

import pytest

from digests.models import Claim, People, Source
from digests.mrkdwn import (
    links_in,
    named,
    number,
    plain,
    render_claim,
    safe_markdown,
    safe_mrkdwn,
)

PEOPLE = People({"U1": "Jon Park"})
CHANNELS = {"C1": "general"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("ask <@U1>", "ask Jon Park"),
        ("ask <@U1|jonny>", "ask Jon Park"),
        ("ask <@U9|ana>", "ask ana"),
        ("ask <@U9>", "ask someone"),
        ("in <#C1>", "in #general"),
        ("in <#C9|ops>", "in a channel"),
        ("in <#C9|>", "in a channel"),
        ("<!here> and <!channel|channel>", "@here and @channel"),
        ("<!subteam^S1|@ops> <!subteam^S2>", "@ops a group"),
        ("<!date^1700000000^{date}|14 Nov>", "14 Nov"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<https://a.example|the doc>", "the doc (https://a.example)"),
        ("<http://a.example|a.example>", "http://a.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("Vec<u8>", "Vec<u8>"),
    ],
)
def test_plain_reads_every_form_slack_writes(text: str, expected: str) -> None:
    assert plain(text, PEOPLE, CHANNELS) == expected


def test_a_channel_is_named_by_its_label_only_where_nobody_says_who_may_know_it() -> None:
    assert plain("in <#C9|ops> and <#C8>", PEOPLE) == "in #ops and a channel"


def test_mentions_of_channels_carry_the_names_that_readers_may_know() -> None:
    text = "from <#C1> and <#C1|old-name> to <#C9|ops> and <#C9>"

    assert named(text, CHANNELS) == "from <#C1|general> and <#C1|general> to <#C9> and <#C9>"


@pytest.mark.parametrize(
    "text",
    [
        "<!here>",
        "&lt;!here&gt;",
        "&amp;lt;!here&amp;gt;",
        "&#60;!here&#62;",
        "&#x3c;!here&#x3E;",
        "<\u200b!here>",
        "<!he\u00adre>",
        "<<!here>!here>",
        "<<@U1>",
        "@here",
        "@\u2060channel",
        "\u202e@everyone",
    ],
)
def test_nothing_pings(text: str) -> None:
    for safe in (safe_markdown(text), safe_mrkdwn(text)):
        assert not any(ping in safe for ping in ("<!", "<@", "lt;!", "lt;@"))
        assert not any(ping in safe for ping in ("@here", "@channel", "@everyone"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[click](https://evil.example/?q=1)", "[click] (`https://evil.example/?q=1`)"),
        ("![logo](https://evil.example/x.png)", "![logo] (`https://evil.example/x.png`)"),
        ("[a][1]", "[a] [1]"),
        ("[1]: https://evil.example", "[1] : `https://evil.example`"),
        ("<https://evil.example|the report>", "&lt;`https://evil.example`|the report&gt;"),
        (
            '<a href="https://evil.example">x</a>',
            '&lt;a href="`https://evil.example`"&gt;x&lt;/a&gt;',
        ),
        ("evil.example/x?y=1, now", "`evil.example/x?y=1`, now"),
        ("write to a@evil.example.", "write to `a@evil.example`."),
        ("javascript:alert(1)", "`javascript:alert(1)`"),
        ("version 2.3.4, e.g. 1.5", "version 2.3.4, e.g. 1.5"),
        ("# loud", "loud"),
        ("**bold** `x < y` and a ` tick", "bold 'x &lt; y' and a ' tick"),
        ("`x < y`", "`x &lt; y`"),
    ],
)
def test_no_link_or_image_hides_and_none_is_clickable_unasked(text: str, expected: str) -> None:
    assert safe_markdown(text) == expected


def test_a_link_that_a_source_holds_stays_bare() -> None:
    text = "see https://ok.example/a(b), not https://ok.example"

    assert safe_markdown(text, ["https://ok.example/a(b)"]) == (
        "see https://ok.example/a(b), not `https://ok.example`"
    )


def test_links_end_where_the_sentence_goes_on() -> None:
    text = "(https://a.example/x), a.example; mail b@a.example! v1.2.3 Node.js"

    assert links_in(text) == ["https://a.example/x", "a.example", "b@a.example", "Node.js"]


def test_a_claim_carries_numbered_links_to_its_sources() -> None:
    first = Source("C1", "1.1", "https://x.example/archives/C1/p11?thread_ts=1.0&cid=C1")
    second = Source("C1", "1.2")
    claims = [Claim("It\nbroke <!here>", (second, first)), Claim("Fixed", (first,))]
    numbering = number(claims)

    assert numbering == {second: 1, first: 2}
    assert render_claim(claims[1], numbering) == f"Fixed [[2]]({first.permalink})"
    assert render_claim(claims[0], numbering).startswith("It broke @\u2060here [1] [[2]](")


@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "<",
        "&amp;",
        "a@",
        "`",
        "](",
        "x.y",
        "w",
        "- ",
        "<@",
        ">",
        "https://(",
        ")",
        "<@>",
        "[[",
    ],
)
def test_a_message_of_the_greatest_length_takes_no_time(piece: str) -> None:
    """40,000 characters is what Slack allows; the repeated pieces are what slows regexes down."""
    text = piece * (40_000 // len(piece))

    began = time.thread_time()
    safe_markdown(text)
    plain(text, PEOPLE)
    links_in(text)

    assert time.thread_time() - began < 1.0


def test_a_domain_before_a_label_that_is_none_is_still_shown_as_code() -> None:
    assert safe_markdown("see evil.example.U123 now") == "see `evil.example.U123` now"
