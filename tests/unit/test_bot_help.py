"""What people are told that they can type is what can be typed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channel_settings import USAGE
from bot.listeners.commands.digest import HELP, WORDS

MANIFEST = Path(__file__).parents[2] / "app_manifest.yml"


def hint() -> str:
    """The usage hint of /digest."""
    given: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    commands = given["features"]["slash_commands"]
    return next(str(each["usage_hint"]) for each in commands if each["command"] == "/digest")


@pytest.mark.parametrize("word", sorted(WORDS.keys() - {"help"}))
def test_help_tells_of_every_word(word: str) -> None:
    assert re.search(rf"\b{word}\b", HELP)


def test_help_tells_of_no_word_that_there_is_not() -> None:
    told = re.findall(r"\*/digest ([a-z]+)|\*([a-z]+)[^*]*\*", HELP)

    assert {first or second for first, second in told} <= WORDS.keys() | {"followups", "public"}


def test_help_tells_of_every_choice_for_answers() -> None:
    choices = re.findall(r"`(?:/digest answers )?([a-z]+(?: [a-z]+)?)`", USAGE)

    assert len(choices) == 4
    assert [choice for choice in choices if choice not in HELP] == []


def test_the_hint_names_words_that_there_are() -> None:
    words = [each.split()[0] for each in hint().strip("[]").split("|")]

    assert [word for word in words if word not in WORDS and word != "2026-W47"] == []
    assert {"budget", "answers", "optout", "preview"} <= set(words)
