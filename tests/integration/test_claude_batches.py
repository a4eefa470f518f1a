"""Our client's batches against a local Claude over real sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digests.claude.batches import Batches, NotTaken
from digests.claude.calls import Caller
from digests.claude.client import Claude
from digests.claude.prices import cost
from digests.errors import ClaudeOverloaded, ClaudeRefused, ClaudeUnavailable, OverBudget
from sandbox.claude.ports import Failure
from tests.integration.local_claude import MODEL, Faults, Ledger, asking, running, talking

LINE = "[m1 09:00 Ana] The launch is on Monday."


async def test_every_request_is_answered_under_its_own_id_at_half_price() -> None:
    async with talking() as (_, claude):
        batches = Batches(claude, MODEL)
        calls = {"one": asking(LINE), "two": asking("Hi")}
        batch = await batches.create(calls)
        now = await batches.get(batch.batch_id)
        results = await batches.results(batch.batch_id)

    assert batch.requests == 2
    assert now is not None
    assert now.ended
    assert set(results) == {"one", "two"}
    turn = results["one"].turn(calls["one"])
    assert turn.text.endswith("[m1]")
    used = turn.usage
    whole = cost(MODEL, used.input_tokens, used.output_tokens, used.cache_read_tokens,
                 used.cache_write_tokens)  # fmt: skip
    assert whole
    assert used.cost == pytest.approx(whole / 2)


async def test_what_a_request_failed_with_stays_its_own() -> None:
    async with talking() as (local, claude):
        batches = Batches(claude, MODEL)
        calls = {"good": asking(LINE), "bad": asking(LINE, messages=())}
        results = await batches.results((await batches.create(calls)).batch_id)
        local.say({"text": "No.", "stop_reason": "refusal"})
        refused = await batches.results((await batches.create({"r": asking(LINE)})).batch_id)

    assert results["good"].turn(calls["good"]).text
    assert results["bad"].kind == "errored"
    assert results["bad"].usage is None
    with pytest.raises(ClaudeUnavailable):
        results["bad"].turn(calls["bad"])
    with pytest.raises(ClaudeRefused):
        refused["r"].turn(asking(LINE))


async def test_a_canceled_batch_ends_without_answers() -> None:
    async with talking() as (local, claude):
        local.batches.seconds = 60
        batches = Batches(claude, MODEL)
        batch = await batches.create({"one": asking(LINE)})
        await batches.cancel(batch.batch_id)
        results = await batches.results(batch.batch_id)

    assert not batch.ended
    assert {name: result.kind for name, result in results.items()} == {"one": "canceled"}


async def test_a_batch_is_found_by_its_time_and_gone_once_deleted() -> None:
    async with talking() as (_, claude):
        batches = Batches(claude, MODEL)
        before = datetime.now(UTC) - timedelta(seconds=5)
        made = [await batches.create({"one": asking(LINE)}) for _ in range(2)]
        listed = await batches.between(before, before + timedelta(seconds=60))
        none = await batches.between(before - timedelta(hours=2), before - timedelta(hours=1))
        for batch in made:
            await batches.get(batch.batch_id)
            await batches.delete(batch.batch_id)
        gone = await batches.get(made[0].batch_id)

    assert {batch.batch_id for batch in listed} == {batch.batch_id for batch in made}
    assert none == []
    assert gone is None


async def test_a_batch_is_never_handed_in_twice() -> None:
    async with running() as (local, address):
        assert isinstance(local.faults, Faults)
        local.faults.due = [Failure("overloaded_error")]
        claude = Claude(local.api_key, address, max_retries=5)
        with pytest.raises(ClaudeOverloaded):
            await Batches(claude, MODEL).create({"one": asking(LINE)})
        await claude.close()
        assert local.batches.newest_first() == []


async def test_what_the_api_refuses_is_known_not_to_be_there() -> None:
    async with running() as (_, address):
        claude = Claude("sk-wrong", address, max_retries=0)
        with pytest.raises(NotTaken, match="ANTHROPIC_API_KEY"):
            await Batches(claude, MODEL).create({"one": asking(LINE)})
        await claude.close()


class Spent(Ledger):
    """A budget that is used up."""

    async def check(self, caller: Caller) -> None:
        raise OverBudget("Nothing is left for today.")


async def test_without_budget_nothing_is_sent() -> None:
    async with talking(ledger=Spent()) as (local, claude):
        with pytest.raises(OverBudget):
            await Batches(claude, MODEL).create({"one": asking(LINE)})

    assert local.batches.newest_first() == []
