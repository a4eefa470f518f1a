"""ROUGE of the extractive engine and of simple baselines on threads written for this project.

All systems are cut to the same number of words, since a longer summary always scores higher. The
threads of each genre are split in two halves, by turns: "dev" is the one to look at while changing
the engine, "test" the one that shows whether a change carried over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rouge_score.rouge_scorer import RougeScorer

from benchmarks import baselines
from digests.extract import extract
from digests.models import Message, People

THREADS = Path(__file__).parent / "threads"
"""One file per genre, one thread per line, all of them invented for this project:
`{"id", "references": [text], "messages": [{"ts", "user", "text"}]}`."""

WORDS = {"dialogs": 25, "banter": 25, "support": 45, "mail": 75, "meetings": 90, "slack": 40}
"""The length at which each genre is measured, about that of its references."""
METRICS = ("rouge1", "rouge2", "rougeL")
SEEDS = range(5)


@dataclass(frozen=True, slots=True)
class Sample:
    """A thread and the summaries that people would write of it; `held_out`: in the test half."""

    name: str
    genre: str
    messages: tuple[Message, ...]
    references: tuple[str, ...]
    held_out: bool


Scores = tuple[float, ...]
System = Callable[[Sample, int], list[str]]
"""From a sample and a number of words to candidates, whose scores are averaged."""


def samples() -> list[Sample]:
    """All threads of the reference set, genre by genre."""
    found: list[Sample] = []
    for genre in WORDS:
        lines = (THREADS / f"{genre}.jsonl").read_text(encoding="utf-8").splitlines()
        found.extend(_sample(json.loads(line), genre, n % 2 == 1) for n, line in enumerate(lines))
    return found


def _sample(raw: dict[str, list[dict[str, str]]], genre: str, held_out: bool) -> Sample:
    messages = tuple(
        Message("T", "C", m["ts"], m["text"], m["user"], m["user"], raw["messages"][0]["ts"])
        for m in raw["messages"]
    )
    return Sample(str(raw["id"]), genre, messages, tuple(map(str, raw["references"])), held_out)


def ours(sample: Sample, words: int) -> list[str]:
    """The engine as `summarize --max-words` runs it."""
    return [" ".join(found.text for found in extract(sample.messages, People(), max_words=words))]


def ranked(*rankings: baselines.Ranking) -> System:
    """A baseline: messages in order of preference until the words are full, shown in order."""

    def system(sample: Sample, words: int) -> list[str]:
        texts = [f"{m.author}: {' '.join(m.text.split())}" for m in sample.messages]
        return [fill(texts, ranking(texts), words) for ranking in rankings]

    return system


def fill(texts: Sequence[str], order: Sequence[int], words: int) -> str:
    """The first of an order, joined as they stand in the conversation, to exactly so many words."""
    taken: dict[int, str] = {}
    for at in order:
        kept = texts[at].split()[:words]
        words -= len(kept)
        taken[at] = " ".join(kept)
    return " ".join(taken[at] for at in sorted(taken) if taken[at])


def oracle(sample: Sample, words: int) -> list[str]:
    """Messages added greedily for the best ROUGE-1: what choosing whole messages could reach."""
    texts = [f"{m.author}: {' '.join(m.text.split())}" for m in sample.messages]
    order: list[int] = []
    while sum(len(texts[at].split()) for at in order) < words and len(order) < len(texts):
        left = [at for at in range(len(texts)) if at not in order]
        order.append(
            max(left, key=lambda at: score(fill(texts, [*order, at], words), sample.references)[0])
        )
    return [fill(texts, order, words)]


_SCORER = RougeScorer(list(METRICS), use_stemmer=True)


def score(text: str, references: Sequence[str]) -> Scores:
    """F-measures in percent, one per metric, each against the reference that fits best."""
    best = _SCORER.score_multi(list(references), text)
    return tuple(100 * best[metric].fmeasure for metric in METRICS)


SYSTEMS: dict[str, System] = {
    "random": ranked(*(baselines.shuffled(seed) for seed in SEEDS)),
    "LEAD": ranked(baselines.lead),
    "LONGEST": ranked(baselines.longest),
    "first + centroid": ranked(baselines.first_centroid),
    "first + last + centroid": ranked(baselines.first_last_centroid),
    "ours": ours,
    "oracle": oracle,
}


def measure(system: System, chosen: Sequence[Sample]) -> dict[str, Scores]:
    """Mean scores per genre, and under "macro" the mean of the genres."""
    by_genre: dict[str, list[Scores]] = {}
    for sample in chosen:
        words = WORDS[sample.genre]
        texts = [" ".join(text.split()[:words]) for text in system(sample, words)]
        results = [score(text, sample.references) for text in texts]
        by_genre.setdefault(sample.genre, []).append(_mean(results))
    means = {genre: _mean(results) for genre, results in by_genre.items()}
    return {**means, "macro": _mean(list(means.values()))}


def _mean(results: Sequence[Scores]) -> Scores:
    return tuple(fmean(column) for column in zip(*results, strict=True))


def table() -> str:
    """The table in Markdown: ROUGE-1/2/L per genre and system, then ROUGE-1 of each half."""
    known = samples()
    head = [f"{genre} ({words})" for genre, words in WORDS.items()]
    lines = [
        f"ROUGE-1/2/L (F, stemmed) on {len(known)} threads, each genre at its number of words",
        "",
        "| system | " + " | ".join([*head, "macro", "dev R-1", "test R-1"]) + " |",
        "|---|" + "---|" * (len(head) + 3),
    ]
    for name, system in SYSTEMS.items():
        halves = [
            measure(system, [s for s in known if s.held_out is held_out])["macro"][0]
            for held_out in (False, True)
        ]
        cells = ["/".join(f"{v:.1f}" for v in scores) for scores in measure(system, known).values()]
        lines.append(f"| {name} | " + " | ".join([*cells, *(f"{h:.1f}" for h in halves)]) + " |")
    return "\n".join(lines)
