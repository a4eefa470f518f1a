"""The reference set is what it claims to be, and the engine beats the simple baselines on it."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks import TABLES, baselines
from benchmarks.__main__ import main
from benchmarks.extract import WORDS, Sample, fill, measure, ours, ranked, samples

KNOWN = samples()


def test_every_genre_has_a_dozen_threads_in_two_halves() -> None:
    counts = Counter((sample.genre, sample.held_out) for sample in KNOWN)
    assert set(counts) == {(genre, half) for genre in WORDS for half in (False, True)}
    assert min(counts.values()) >= 6


@pytest.mark.parametrize("sample", KNOWN, ids=lambda sample: sample.name)
def test_a_sample_has_several_speakers_and_references_about_as_long_as_its_budget(
    sample: Sample,
) -> None:
    assert len({message.author for message in sample.messages}) > 1
    longest = max(len(reference.split()) for reference in sample.references)
    assert WORDS[sample.genre] * 0.5 < longest < WORDS[sample.genre] * 1.5
    assert longest < sum(len(message.text.split()) for message in sample.messages)


def test_all_systems_get_exactly_the_same_number_of_words() -> None:
    assert fill(["a b c", "d e f", "g h"], [2, 0, 1], 4) == "a b g h"


@pytest.mark.parametrize(
    "ranking", [baselines.lead, baselines.longest, baselines.first_centroid, baselines.shuffled(1)]
)
def test_a_baseline_ranks_every_message_once(ranking: baselines.Ranking) -> None:
    texts = ["we ship", "when do we ship", "ok", "ship on Monday"]
    assert sorted(ranking(texts)) == [0, 1, 2, 3]


@pytest.mark.untraced
def test_the_engine_beats_every_simple_baseline_on_average_and_on_unseen_threads() -> None:
    for chosen in (KNOWN, [sample for sample in KNOWN if sample.held_out]):
        best = max(
            measure(ranked(ranking), chosen)["macro"][0]
            for ranking in (
                baselines.lead,
                baselines.longest,
                baselines.first_centroid,
                baselines.first_last_centroid,
            )
        )
        assert measure(ours, chosen)["macro"][0] > best + 2


def test_an_unknown_table_is_named_and_nothing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nonsense" in captured.err
    assert TABLES[0] in captured.err
