"""What somebody asks for, read from the text of a mention."""

from __future__ import annotations

import pytest

from bot.answer.request import Kind, mentions, parse
from digests.summarize.request import Length

ME = "U0BOT"
MENTION = f"<@{ME}>"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "summarize",
        "please summarize this thread",
        "sum this up",
        "tl;dr",
        "TLDR please",
        "recap so far",
        "give me a brief summary",
        "shorter",
        "what did I miss?",
        "catch me up",
        "what's new since I last wrote?",
        "fass das bitte zusammen",
        "Zusammenfassung auf Deutsch",
        "résumé en français",
        "resumen en español",
        "まとめてください",
        "总结一下"[:2],
        "요약해줘"[:2],
    ],
)
def test_in_a_thread_no_text_or_a_request_to_sum_up_is_a_summary(text: str) -> None:
    assert parse(f"{MENTION} {text}", ME, in_thread=True).kind is Kind.SUMMARY


@pytest.mark.parametrize(
    "text",
    [
        "what did Mara decide?",
        "can you summarize the risks that Jon named?",
        "who is on call tonight",
        "how long did the outage last?",
        "draft a reply to the customer",
        "is this new?",
    ],
)
def test_everything_else_is_a_prompt(text: str) -> None:
    assert parse(f"{MENTION} {text}", ME, in_thread=True).kind is Kind.PROMPT


@pytest.mark.parametrize("text", ["", "summarize"])
def test_outside_of_a_thread_there_is_nothing_to_sum_up(text: str) -> None:
    assert parse(f"{MENTION} {text}", ME, in_thread=False).kind is Kind.PROMPT


def test_options_are_read_from_the_words() -> None:
    request = parse(f"{MENTION} longer summary in German, just for me", ME, in_thread=True)

    assert request.length is Length.LONGER
    assert request.language == "German"
    assert request.private
    assert not request.since


def test_somebody_new_and_since_i_last_wrote_are_understood() -> None:
    assert parse(f"{MENTION} sum up for someone new", ME, in_thread=True).newcomer
    assert parse(f"{MENTION} what's new since I last wrote", ME, in_thread=True).since


def test_the_prompt_keeps_other_people_and_loses_the_bot() -> None:
    request = parse(f"{MENTION}  what did <@U0JON> promise?", ME, in_thread=True)

    assert request.prompt == "what did <@U0JON> promise?"


def test_a_mention_is_of_that_very_user() -> None:
    assert mentions("hi <@U0BOT|digestif>", ME)
    assert not mentions("hi <@U0BOTTLE>", ME)
    assert not mentions("hi @U0BOT", ME)
    assert not mentions("hi <@U0BOT>", "")
