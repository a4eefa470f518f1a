"""The controls of the local Claude, as the control API carries them."""

from typing import Any

import pytest

from sandbox.claude import LocalClaude, routes
from tests.support.sandbox_claude import HandClock, ListJournal, NextFaults


@pytest.fixture
def claude() -> LocalClaude:
    return LocalClaude(HandClock(), NextFaults(), ListJournal())


def test_it_begins_extractive_and_at_once(claude: LocalClaude) -> None:
    assert claude.state() == {
        "voice": "extractive",
        "speed": 0.0,
        "delay": 0.0,
        "queued": 0,
        "requests": 0,
    }


def test_script_selects_the_scripted_voice(claude: LocalClaude) -> None:
    state = claude.control({"script": ["Hi", {"error": "529"}], "speed": 50, "delay": 0.5})
    assert (state["voice"], state["queued"]) == ("scripted", 2)
    assert (claude.speed, claude.delay) == (50.0, 0.5)


def test_voice_alone_leaves_the_rest(claude: LocalClaude) -> None:
    claude.control({"speed": 9})
    state = claude.control({"voice": "adversarial"})
    assert (state["voice"], state["speed"], state["queued"]) == ("adversarial", 9.0, 0)


@pytest.mark.parametrize(
    "settings",
    [
        {"voice": "loud"},
        {"speed": -1},
        {"speed": "fast"},
        {"speed": float("nan")},
        {"delay": True},
        {"script": "Hi"},
        {"volume": 1},
        {"speed": 5, "script": [{"text": "a"}, {"txt": "b"}]},
    ],
)
def test_wrong_setting_is_one_sentence_and_changes_nothing(
    claude: LocalClaude, settings: dict[str, Any]
) -> None:
    before = claude.state()
    with pytest.raises(ValueError, match=r"\.$"):
        claude.control(settings)
    assert claude.state() == before


def test_all_routes_are_under_claude(claude: LocalClaude) -> None:
    assert {route.path.split("/")[1] for route in routes(claude)} == {"claude"}
