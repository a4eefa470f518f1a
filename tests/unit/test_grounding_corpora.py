"""Grounding measured on whole workspaces: few false alarms, and few wrong claims let through.

Claims come from the local Claude's extractive voice, which says only what messages say. Each is
then made wrong in one place: another number, another colleague, another day of the week.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digests import slack_dicts
from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim, DraftReader
from digests.models import Message, People
from digests.transcript import build
from sandbox.claude.reading import parse_sources
from sandbox.claude.voices.extractive import summary_lines
from sandbox.seed import Seed, from_export, sample

pytestmark = pytest.mark.untraced

EXPORTS = Path(
    os.environ.get("DIGESTIF_TEST_EXPORTS") or Path(__file__).parents[2].parent / "shared" / "data"
)
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def people_of(seed: Seed) -> People:
    users = [slack_dicts.user("T1", raw) for raw in seed.users]
    return People({user.user_id: user.name for user in users})


def threads_of(seed: Seed) -> Iterator[list[Message]]:
    """Threads of three and more, and the rest of each channel thirty messages at a time."""
    for channel_id, raw in seed.messages.items():
        threads: dict[str, list[Message]] = defaultdict(list)
        for each in raw:
            if slack_dicts.skip_reason(each) is None:
                message = slack_dicts.message("T1", channel_id, each)
                threads[message.root_ts].append(message)
        yield from (thread for thread in threads.values() if len(thread) > 2)
        loose = [thread[0] for thread in threads.values() if len(thread) < 3]
        yield from (loose[at : at + 30] for at in range(0, len(loose), 30))


def claims_of(seed: Seed) -> Iterator[tuple[DraftClaim, Evidence]]:
    """What the extractive voice says about each thread."""
    people = people_of(seed)
    channels = {raw["id"]: raw.get("name", "") for raw in seed.channels}
    for thread in threads_of(seed):
        transcript = build(thread, people, "UTC", channels=channels)
        evidence = Evidence(transcript.ids, people, channels=channels)
        reader = DraftReader()
        for line in summary_lines(parse_sources(transcript.text)).splitlines():
            draft = reader.read(line)
            if draft is not None and draft.ids:
                yield draft, evidence


def made_wrong(
    draft: DraftClaim, people: People, chance: random.Random
) -> Iterator[tuple[str, str]]:
    """A claim's text with one thing changed, and what sort of thing."""
    text = draft.text
    for found in re.finditer(r"(?<![\w.,:])\d{2,}(?![\w.,:]\w)", text):
        other = str(int(found[0]) + chance.randint(1, 3))
        yield "number", text[: found.start()] + other + text[found.end() :]
    for name in people.names.values():
        for found in re.finditer(rf"\b{re.escape(name)}\b", text):
            other = chance.choice([each for each in people.names.values() if each != name])
            yield "name", text[: found.start()] + other + text[found.end() :]
    for found in re.finditer(rf"\b(?:{'|'.join(WEEK)})\b", text):
        other = chance.choice([day for day in WEEK if day != found[0]])
        yield "day", text[: found.start()] + other + text[found.end() :]


def failed_and_all(seed: Seed) -> tuple[int, int]:
    outcomes = [ground(draft, evidence).claim is None for draft, evidence in claims_of(seed)]
    return sum(outcomes), len(outcomes)


def test_what_the_sample_workspace_says_passes() -> None:
    failed, total = failed_and_all(sample(1))

    assert total > 300
    assert failed <= total * 0.005


def test_what_the_sample_workspace_does_not_say_fails() -> None:
    """What still passes stands elsewhere in the same message, where word for word can't tell."""
    seed, chance = sample(1), random.Random(1)
    people = people_of(seed)
    tried: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for draft, evidence in claims_of(seed):
        for kind, text in made_wrong(draft, people, chance):
            tried[kind] += 1
            passed[kind] += ground(replace(draft, text=text), evidence).claim is not None

    assert min(tried.values()) > 25
    assert passed["number"] <= tried["number"] * 0.03
    assert passed["name"] <= tried["name"] * 0.04
    assert passed["day"] <= tried["day"] * 0.35


@pytest.mark.slow
@pytest.mark.exports
def test_what_real_exports_say_passes() -> None:
    archives = sorted(EXPORTS.glob("*.zip"))
    if not archives:
        pytest.skip("no Slack exports in DIGESTIF_TEST_EXPORTS")
    for archive in archives:
        failed, total = failed_and_all(from_export(archive))
        print(f"{archive.name}: {total} claims, {failed} failed")

        assert failed <= total * 0.01 + 1
