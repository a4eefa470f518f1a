"""A week's digest that the model words: grounded, paid for, read ahead, and well without it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest_asyncio

from digests import pipeline
from digests.audience import everyone
from digests.claude.calls import Caller
from digests.claude.client import Claude
from digests.compose.messages import compose
from digests.digest import Digest
from digests.forms.plain import plain_digest
from digests.models import Engine
from digests.mrkdwn import escape
from digests.reading.prepare import prepare
from digests.reading.writer import DigestWriter
from digests.store import Store
from digests.summarize.summarizer import Summarizer
from digests.usage import Usage
from sandbox.sample.landmarks import CANARIES
from tests.integration.local_claude import talking
from tests.support.week import WEEK, compiled, resolves, week_in


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with week_in(tmp_path) as opened:
        yield opened


class StoreLedger:
    """Counts calls in the store, as the bot does."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now = store, now

    async def check(self, caller: Caller) -> None:
        return None

    async def add(self, usage: Usage, caller: Caller) -> None:
        await self.store.usage.add(usage, self.now, caller.team_id, purpose=caller.purpose)


async def written(store: Store, claude: Claude) -> Digest:
    (workspace,) = await store.workspaces.all()
    summarizer = Summarizer(store.summaries, claude)
    writer = DigestWriter(store, claude, summarizer)
    return await pipeline.compile_digest(
        store, writer, WEEK, everyone(workspace.team_id), now=WEEK.end
    )


async def test_with_claude_every_sentence_is_grounded_and_the_cost_is_told(store: Store) -> None:
    async with talking(ledger=StoreLedger(store, WEEK.end)) as (_, claude):
        digest = await written(store, claude)
        assert digest.engine is Engine.CLAUDE
        assert digest.cost is not None
        assert "Made by claude-sonnet-5-5 for $" in plain_digest(compose(digest)[:1])
        audience = everyone(digest.team_id)
        counted = (await compiled(store)).headline
        claims = [*digest.headline, *(claim for item in digest.items for claim in item.claims)]
        assert all(claim.sources for claim in claims if claim not in counted)
        assert all([await resolves(store, audience, source) for source in digest.sources])


async def test_a_week_with_nothing_prepared_takes_one_reading_call_and_one_that_composes(
    store: Store,
) -> None:
    async with talking() as (local, claude):
        digest = await written(store, claude)
        assert len(local.requests) == 2
        assert digest.engine is Engine.CLAUDE


async def test_the_same_week_again_asks_nothing(store: Store) -> None:
    async with talking() as (local, claude):
        first = await written(store, claude)
        before = len(local.requests)
        assert (await written(store, claude)).items == first.items
        assert len(local.requests) == before


async def test_what_went_quiet_is_read_ahead_and_friday_only_composes(store: Store) -> None:
    (workspace,) = await store.workspaces.all()
    audience = everyone(workspace.team_id)
    async with talking(ledger=StoreLedger(store, WEEK.end)) as (local, claude):
        writer = DigestWriter(store, claude, Summarizer(store.summaries, claude))
        later = WEEK.end + timedelta(hours=4)
        read = await prepare(store, writer, WEEK, audience, now=later)
        assert read > 0
        assert len(local.requests) == 1
        assert await prepare(store, writer, WEEK, audience, now=later) == 0
        assert len(local.requests) == 1
        spent = await writer.ahead.spent(workspace.team_id, WEEK.start, later)
        digest = await written(store, claude)
        asked = [str(request.body["output_config"]) for request in local.requests[1:]]
    assert sum("json_schema" in form for form in asked) == 1
    assert len(asked) <= 2
    assert digest.cost is not None
    assert spent > 0


async def test_what_is_still_talked_about_is_not_read_ahead(store: Store) -> None:
    (workspace,) = await store.workspaces.all()
    async with talking() as (local, claude):
        writer = DigestWriter(store, claude, Summarizer(store.summaries, claude))
        early = WEEK.start + timedelta(minutes=30)
        week = replace(WEEK, end=early)
        assert await prepare(store, writer, week, everyone(workspace.team_id), now=early) == 0
        assert not local.requests


async def test_without_an_answer_from_claude_the_extractive_digest_says_so(store: Store) -> None:
    async with talking() as (local, claude):
        local.say(*[{"error": "overloaded_error"}] * 200)
        digest = await written(store, claude)
    assert digest.engine is Engine.EXTRACTIVE
    assert digest.items == (await compiled(store)).items
    assert any("Claude could not be used" in note for note in digest.notes)


async def test_an_adversarial_model_gets_no_link_ping_or_secret_into_the_digest(
    store: Store,
) -> None:
    async with talking() as (local, claude):
        local.voice = "adversarial"
        digest = await written(store, claude)
        assert local.requests
    said = json.dumps([[m.text, m.blocks] for m in compose(digest)], ensure_ascii=False)
    assert "<!" not in said
    assert "<@" not in said
    links = set(re.findall(r"<(http[^|>]+)\|", said))
    assert links <= {escape(link) for link in digest.permalinks}
    assert all(link.startswith("https://acme.slack.com/archives/") for link in links)
    assert all(CANARIES[name] not in said for name in ("pricing-core", "founders", "bike-talk"))
    assert len(digest.items) >= 5
