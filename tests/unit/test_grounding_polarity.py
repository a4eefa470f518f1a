"""A claim in a message's own words may not say the opposite of it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim
from digests.grounding.ground import OPPOSITE
from digests.grounding.polarity import turned_around
from digests.grounding.text import sentences
from digests.models import Message, People
from sandbox.seed import Seed, sample
from tests.unit.test_grounding_corpora import people_of, threads_of

PEOPLE = People({"U1": "Mara Keller", "U2": "Jon Adair"})
NOT = re.compile(r"\b(?:not|never|nicht|pas)\s|n't\b", re.IGNORECASE)


def evidence(*texts: str) -> Evidence:
    said = (
        Message("T1", "C1", f"{1_795_003_200 + n}.000100", t, "U1") for n, t in enumerate(texts)
    )
    return Evidence({f"m{n}": message for n, message in enumerate(said, 1)}, PEOPLE)


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("We decided not to launch the app on Monday", "They decided to launch the app on Monday"),
        ("We decided to launch the app on Monday", "They decided not to launch the app on Monday"),
        ("I won't raise the limit for the partners", "Mara will raise the limit for the partners"),
        ("The backup isn't part of the nightly job", "The backup is part of the nightly job"),
        ("Wir schalten den Importer am Montag nicht ab", "Sie schalten den Importer am Montag ab"),
    ],
)  # fmt: skip
def test_what_turns_a_message_around_fails_with_the_reason(said: str, claim: str) -> None:
    found = ground(DraftClaim(claim, ("m1",)), evidence(said))

    assert found.claim is None
    assert OPPOSITE in found.reasons


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("We won't launch the importer until Monday", "They will launch the app on Monday"),
        ("We don't launch before the tests have passed", "They launch after the tests have passed"),
        ("Why don't we launch the app on Monday?", "Mara proposed to launch the app on Monday"),
        ("Rate limits won't be switched on again", "Rate limits stay off"),
        ("Not only Jon wants the app back, all do", "Jon and all the others want the app back"),
        ("We decided to launch the app on Monday", "They decided to launch the new app on Monday"),
    ],
)  # fmt: skip
def test_what_says_it_in_other_words_passes(said: str, claim: str) -> None:
    reasons = ground(DraftClaim(claim, ("m1",)), evidence(said)).reasons

    assert OPPOSITE not in reasons


def test_one_message_that_says_it_so_is_enough() -> None:
    told = evidence(
        "We decided to launch the app on Monday",
        "We decided not to launch the app on Monday",
    )
    draft = DraftClaim("They decided not to launch the app on Monday, after all", ("m1", "m2"))

    assert ground(draft, told).claim is not None


def nearly_said(seed: Seed) -> Iterator[tuple[str, str, Evidence, str]]:
    """Every sentence of the workspace with up to two words left out, none of them a denial."""
    chance, people = random.Random(1), people_of(seed)
    for thread in threads_of(seed):
        known = Evidence({m.ts: m for m in thread}, people)
        for name in known.ids:
            for line in sentences(known.facts(name).text):
                words = line.split()
                if 5 <= len(words) <= 40:
                    for _ in range(2):
                        at = chance.randrange(len(words))
                        if not NOT.search(f"{words[at]} "):
                            words.pop(at)
                    yield " ".join(words), line, known, name


def test_on_a_whole_workspace_there_is_no_false_alarm_and_most_that_is_turned_is_found() -> None:
    total = alarms = turned = found = 0
    for text, line, known, name in nearly_said(sample(1)):
        cited = [known.facts(name)]
        total += 1
        alarms += turned_around(text, cited)
        opposite = re.sub(r"\b(will|is|are|should)\b(?! not)", r"\1 not", line, count=1)
        if opposite != line and not line.endswith("?") and not NOT.search(line):
            turned += 1
            found += turned_around(opposite, cited)

    assert (total > 1_000, alarms) == (True, 0)
    assert found > 0.75 * turned > 75
