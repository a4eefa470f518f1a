"""From text to indexed words."""

import pytest

from digests.store.search_text import TERMS_MAX, Words, snippet, terms, words
from digests.store.stem import stem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deploying the fix", ["deploi", "the", "fix"]),
        ("Straße CAFÉ Übung", ["strass", "cafe", "ubung"]),
        ("a_b c-d e.f", ["a", "b", "c", "d", "e", "f"]),
        ("R&amp;D &lt;3", ["r", "d", "3"]),
        ("東京都", ["東京", "京都", "都"]),
        ("失", ["失"]),
        ("API障害です!", ["api", "障害", "害で", "です", "す"]),
        ("배포 실패", ["배포", "포", "실패", "패"]),
        ("हिन्दी", ["हिन्दी"]),
        ("<@U123> :tada:", ["u123", "tada"]),
        ("", []),
        ("!?… 🎉", []),
    ],
)
def test_texts_become_words(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_text_is_indexed_up_to_a_limit() -> None:
    assert len(terms("x " * (TERMS_MAX + 10))) == TERMS_MAX
    assert len(terms("東" * 400_000)) == TERMS_MAX


@pytest.mark.parametrize(
    ("group", "root"),
    [
        (("deploy", "deploys", "deployed", "deploying"), "deploi"),
        (("fail", "fails", "failed", "failing"), "fail"),
        (("decide", "decided", "deciding", "decides"), "decid"),
        (("stop", "stopped", "stopping", "stops"), "stop"),
        (("relational", "relate", "relating"), "relat"),
        (("agreement", "agreements"), "agreement"),
        (("nationalization", "national"), "nation"),
        (("happy", "happiness"), "happi"),
    ],
)
def test_forms_of_a_word_share_their_stem(group: tuple[str, ...], root: str) -> None:
    assert {stem(word) for word in group} == {root}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("ties", "ti"),
        ("feed", "feed"),
        ("agreed", "agre"),
        ("sing", "sing"),
        ("conflated", "conflat"),
        ("hopping", "hop"),
        ("falling", "fall"),
        ("filing", "file"),
        ("sky", "sky"),
        ("conditional", "condit"),
        ("digitizer", "digit"),
        ("operator", "oper"),
        ("callousness", "callous"),
        ("electricity", "electr"),
        ("hopeful", "hope"),
        ("adjustable", "adjust"),
        ("adoption", "adopt"),
        ("probate", "probat"),
        ("rate", "rate"),
        ("cease", "ceas"),
        ("controll", "control"),
        ("by", "by"),
    ],
)
def test_stems_are_porters(word: str, expected: str) -> None:
    """The examples of Porter's paper, whose results every implementation shares."""
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Deploying payments", Words((("deploi",), ("payment",)))),
        ('"rate limiter" off', Words((("rate", "limit"), ("off",)))),
        ("the payments", Words((("payment",),))),
        ("what is this", Words((("what",), ("is",), ("thi",)))),
        ("payments-api", Words((("payment", "api"),))),
        ("失", Words((), ("失",))),
        ("東京都", Words((("東京", "京都"),))),
        ("payments payments", Words((("payment",),))),
        ("!!", Words()),
    ],
)
def test_queries_become_clauses(query: str, expected: Words) -> None:
    assert words(query) == expected


def test_nothing_asked_is_false() -> None:
    assert not words(' "" ')
    assert words("x")


def test_found_in_counts_what_stands_side_by_side() -> None:
    asked = words('"rate limiter" off 失')
    assert asked.found_in(terms("the rate limiter is off, 損失")) == 3
    assert asked.found_in(terms("limiter rate off")) == 1


def test_a_short_text_is_its_own_snippet() -> None:
    assert snippet("two\nlines", words("two")) == "two lines"


def test_a_snippet_of_writing_without_spaces_is_cut_too() -> None:
    assert len(snippet("語" * 1_000, words("語"))) <= 162
