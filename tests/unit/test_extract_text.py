"""Terms, words and sentences: the small parts of the extractive engine."""

from __future__ import annotations

import pytest

from digests.extract.sentences import is_courtesy, sentences
from digests.extract.words import cut, language, size, terms
from digests.models import Message


def split(text: str) -> list[str]:
    return [s.text for s in sentences(Message("T1", "C1", "1.0", text, "U1"), text, 0)]


def test_terms_leave_function_words_out_and_join_forms_of_a_word() -> None:
    assert terms("The deployment is deployed") == ["deploy", "deploy"]
    assert terms("ok thanks") == []


def test_unspaced_scripts_are_compared_by_pairs_of_characters() -> None:
    assert terms("決済失敗") == ["決済", "済失", "失敗"]


def test_size_counts_as_a_split_at_blanks_and_unspaced_characters_by_twos() -> None:
    assert size("one two  three") == 3
    assert size("決済が失敗") == 2
    assert size("결제가 실패했어요") == 2


def test_a_text_that_fits_is_not_cut() -> None:
    assert cut("as short as this", 4) == "as short as this"


def test_a_cut_ends_at_a_clause_nearby_and_shows_that_words_are_missing() -> None:
    assert cut("when the audit is done, we ship it on Monday", 6) == "when the audit is done…"
    assert cut("when the audit is done, we ship it on Monday", 9) == (
        "when the audit is done, we ship it on…"
    )
    assert cut("決済が失敗しています", 3) == "決済が失敗し…"
    assert cut("two words", 0) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It broke. We fixed it! Why?", ["It broke.", "We fixed it!", "Why?"]),
        ("See e.g. the wiki, v1.2.3 has it.", ["See e.g. the wiki, v1.2.3 has it."]),
        ("直りました。原因は不明です。", ["直りました。", "原因は不明です。"]),
        ("- first point\n- second point", ["first point", "second point"]),
        ("Hi all, the build is red", ["The build is red"]),
        ("well, the build is red :disappointed:", ["the build is red"]),
        ("The build is red 😭 ^JB", ["The build is red"]),
        ("> only a quotation", ["only a quotation"]),
        ("On Friday the build was red:\nnobody knew why", ["On Friday the build was red:"]),
    ],
)
def test_a_message_is_split_into_readable_sentences(text: str, expected: list[str]) -> None:
    assert split(text)[: len(expected)] == expected


def test_lines_that_a_mail_program_broke_are_joined() -> None:
    wrapped = (
        "The audit of the payment service is finished and\n"
        "there are four findings that we have to discuss"
    )
    assert split(wrapped) == [wrapped.replace("\n", " ")]


def test_lines_of_a_chat_message_stay_apart() -> None:
    text = "The audit of the payment service is finished now\nPlease read the four findings"
    assert split(text) == text.splitlines()


def test_what_never_ends_is_taken_apart() -> None:
    assert [len(piece.split()) for piece in split("row " * 200)] == [80, 80, 40]
    assert len(split("x" * 5000)[0]) < 200


@pytest.mark.parametrize("text", ["Good morning!", "ok, thanks.", "haha", "Vielen Dank"][:3])
def test_a_courtesy_is_told_from_a_message(text: str) -> None:
    (only,) = sentences(Message("T1", "C1", "1.0", text, "U1"), text, 0)
    assert is_courtesy(only)
    assert only.terms == ()


def test_a_bare_link_has_no_terms_but_is_no_courtesy() -> None:
    text = "https://wiki.example/audit"
    (only,) = sentences(Message("T1", "C1", "1.0", text, "U1"), text, 0)
    assert only.terms == ()
    assert not is_courtesy(only)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The review was on Tuesday and they stay with us", "en"),
        ("Die Prüfung war am Dienstag und das ist gut für uns, aber nicht billig", "de"),
        ("La revue est passée et les clients sont avec nous pour une année", "fr"),
        ("La revisión es el martes y no se va nadie de los clientes", "es"),
        ("火曜日の障害は終わりました", "ja"),
        ("화요일 장애는 끝났습니다", "ko"),
        ("星期二的故障已经结束", "zh"),
        ("Deploy 42 ok", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_by_its_script_or_its_frequent_words(text: str, expected: str) -> None:
    assert language(text) == expected
