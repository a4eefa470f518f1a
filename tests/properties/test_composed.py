import re
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from digests.compose.blocks import fitted, safe, sparkline
from digests.compose.limits import (
    CONTEXT_TEXT,
    FALLBACK_TEXT,
    HEADER_TEXT,
    MESSAGE_BLOCKS,
    MESSAGE_TEXT,
    SECTION_TEXT,
    text_of,
)
from digests.compose.messages import OutMessage, as_text, compose
from digests.digest import Digest
from digests.forms import digest_json
from digests.forms.plain import plain_digest
from digests.mrkdwn import escape, links_in
from tests.support.digests import HOSTILE, TEXT

LINK = re.compile(r"<([^<>|]*)\|([^<>|]*)>")
MOST_CHARACTERS = 12_000
# Shrinking a whole digest takes minutes, and the text that fails tells enough.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
MANY = settings(deadline=None, max_examples=50, phases=PHASES)
SOME = settings(deadline=None, max_examples=25, phases=PHASES)
BARE_SCHEME = re.compile(r"\w+:\W*")


def texts(message: OutMessage) -> list[str]:
    """Every mrkdwn string of a message, its fallback included."""
    found = [message.text]
    for block in (*message.blocks, *(message.simpler or ())):
        if block["type"] == "section":
            found.append(block["text"]["text"])
        if block["type"] == "context":
            found += [element["text"] for element in block["elements"]]
    return found


@pytest.mark.untraced
@MANY
@given(HOSTILE)
def test_no_message_is_ever_over_a_limit(digest: Digest) -> None:
    for message in compose(digest):
        assert message.text
        for shown in (message.blocks, message.simpler or ()):
            assert len(shown) <= MESSAGE_BLOCKS
            assert text_of(list(shown)) <= MESSAGE_TEXT
            assert text_of(list(shown)) + len(message.text) <= MOST_CHARACTERS
            assert len(as_text(shown)) <= MOST_CHARACTERS
            for block in shown:
                if block["type"] == "header":
                    assert 0 < len(block["text"]["text"]) <= HEADER_TEXT
                if block["type"] == "section":
                    assert 0 < len(block["text"]["text"]) <= SECTION_TEXT
                if block["type"] == "context":
                    assert all(0 < len(e["text"]) <= CONTEXT_TEXT for e in block["elements"])
        assert len(message.text) <= FALLBACK_TEXT


@pytest.mark.untraced
@MANY
@given(HOSTILE)
def test_nothing_pings_and_only_numbers_link_and_only_to_sources(digest: Digest) -> None:
    allowed = {escape(link) for link in digest.permalinks}
    for message in compose(digest):
        for text in texts(message):
            for url, label in LINK.findall(text):
                assert url in allowed
                assert re.fullmatch(r"\[\d+\]", label)
            rest = LINK.sub("", text)
            assert "<" not in rest
            assert ">" not in rest
            assert not re.search(r"@(?:here|channel|everyone|group)\b", rest)
            without_code = re.sub(r"`[^`\n]*`", "", rest)
            links = links_in(without_code.replace("&amp;", "&"))
            assert [link for link in links if not BARE_SCHEME.fullmatch(link)] == []


@pytest.mark.untraced
@SOME
@given(HOSTILE)
def test_a_chart_has_as_many_points_as_labels_and_at_most_two_series(digest: Digest) -> None:
    for message in compose(digest):
        charts = [b for b in message.blocks if b["type"] == "data_visualization"]
        assert len(charts) <= 1
        for block in charts:
            chart = block["chart"]
            labels = chart["axis_config"]["categories"]
            assert len(labels) == len(set(labels)) <= 20
            for series in chart["series"]:
                assert [point["label"] for point in series["data"]] == labels
            assert message.simpler is not None
            assert all(b["type"] != "data_visualization" for b in message.simpler)


@SOME
@given(HOSTILE)
def test_the_archive_gives_back_the_digest_it_was_given(digest: Digest) -> None:
    assert digest_json.from_json(digest_json.to_json(digest)) == digest


@SOME
@given(HOSTILE)
def test_plain_text_holds_no_markup_of_links(digest: Digest) -> None:
    text = plain_digest(compose(digest))
    assert not re.search(r"<https?://[^|>\s]+\|\[\d+\]>", text)


@given(TEXT, st.integers(1, 300))
def test_safe_text_fits_and_is_not_cut_within_an_escape(text: str, limit: int) -> None:
    shown = safe(text, limit)
    assert len(shown) <= limit
    assert not re.search(r"&(?!amp;|lt;|gt;)", shown)


@given(st.text(alphabet="abc defg", max_size=200), st.integers(20, 100))
def test_a_text_is_shortened_between_words(text: str, limit: int) -> None:
    shown = fitted(text, limit, lambda part: part)
    if shown.endswith("…") and max(map(len, text.split())) < limit // 2:
        assert set(shown[:-1].split()) <= set(text.split())


@given(st.lists(st.integers(0, 10**9), max_size=30))
def test_a_sparkline_has_one_bar_per_count(counts: list[int]) -> None:
    assert len(sparkline(counts)) == len(counts)


@SOME
@given(HOSTILE)
def test_a_digest_of_which_nothing_needs_its_readers_is_one_line(digest: Digest) -> None:
    little = replace(digest, items=(), for_you=(), headline=())
    (message,) = compose(replace(little, decided=(), promised=(), still_open=()))
    assert message.text.startswith("A quiet week: ")
    assert not message.blocks
