"""Batches, files and models through Anthropic's own SDK."""

from collections.abc import AsyncIterator
from typing import Any

import anthropic
import pytest

from tests.support.sandbox_claude import START, Bench, ask, running_claude

DAY = 86_400.0


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with running_claude() as running:
        yield running


def requests(*texts: str) -> Any:
    return [{"custom_id": f"r{n}", "params": ask(text)} for n, text in enumerate(texts)]


async def test_batch_ends_and_results_are_keyed_by_custom_id(bench: Bench) -> None:
    bench.claude.batches.seconds = 60
    wrong = {"custom_id": "bad", "params": ask("Hi") | {"temperature": 1}}
    asked = [*requests("[m1 09:00 Ana] The launch is on Monday.", "Hi"), wrong]
    batch = await bench.client.messages.batches.create(requests=asked)
    assert (batch.processing_status, batch.request_counts.processing) == ("in_progress", 3)
    assert batch.results_url is None
    with pytest.raises(anthropic.AnthropicError, match="results_url"):
        await bench.client.messages.batches.results(batch.id)

    bench.clock.at += 61
    ended = await bench.client.messages.batches.retrieve(batch.id)
    stream = await bench.client.messages.batches.results(batch.id)
    results = [line async for line in stream]
    by_id = {line.custom_id: line.result for line in results}

    assert ended.processing_status == "ended"
    assert (ended.request_counts.succeeded, ended.request_counts.errored) == (2, 1)
    assert [line.custom_id for line in results] != ["r0", "r1", "bad"]
    first = by_id["r0"]
    assert first.type == "succeeded"
    assert first.message.usage.service_tier == "batch"
    assert any(b.type == "text" and b.text.endswith("[m1]") for b in first.message.content)
    bad = by_id["bad"]
    assert bad.type == "errored"
    assert bad.error.error.type == "invalid_request_error"


async def test_canceled_batch_ends_with_everything_canceled(bench: Bench) -> None:
    bench.claude.batches.seconds = 60
    batch = await bench.client.messages.batches.create(requests=requests("Hi", "Ho"))
    canceling = await bench.client.messages.batches.cancel(batch.id)
    ended = await bench.client.messages.batches.retrieve(batch.id)

    assert canceling.processing_status == "canceling"
    assert (ended.processing_status, ended.request_counts.canceled) == ("ended", 2)
    with pytest.raises(anthropic.BadRequestError, match="already ended"):
        await bench.client.messages.batches.cancel(batch.id)


async def test_batch_longer_than_a_day_expires(bench: Bench) -> None:
    bench.claude.batches.seconds = 2 * DAY
    batch = await bench.client.messages.batches.create(requests=requests("Hi"))
    bench.clock.at += DAY + 1
    ended = await bench.client.messages.batches.retrieve(batch.id)
    assert ended.request_counts.expired == 1
    stream = await bench.client.messages.batches.results(batch.id)
    assert [line.result.type async for line in stream] == ["expired"]


async def test_batches_are_listed_in_pages_newest_first_and_deleted_when_ended(
    bench: Bench,
) -> None:
    made = []
    for _ in range(3):
        made.append((await bench.client.messages.batches.create(requests=requests("Hi"))).id)
        bench.clock.at += 1
    listed = [batch async for batch in bench.client.messages.batches.list(limit=2)]
    assert [batch.id for batch in listed] == made[::-1]
    assert {batch.processing_status for batch in listed} == {"ended"}

    deleted = await bench.client.messages.batches.delete(made[0])
    assert deleted.type == "message_batch_deleted"
    with pytest.raises(anthropic.NotFoundError):
        await bench.client.messages.batches.retrieve(made[0])
    bench.claude.batches.seconds = 60
    running = await bench.client.messages.batches.create(requests=requests("Hi"))
    with pytest.raises(anthropic.BadRequestError, match="cannot be deleted"):
        await bench.client.messages.batches.delete(running.id)


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [{"custom_id": "a b", "params": {}}],
        [{"custom_id": "a"}],
        [{"custom_id": "a", "params": {}}, {"custom_id": "a", "params": {}}],
    ],
)
async def test_malformed_batch_is_refused(bench: Bench, wrong: Any) -> None:
    with pytest.raises(anthropic.BadRequestError, match="requests"):
        await bench.client.messages.batches.create(requests=wrong)


async def test_models_tell_their_limits(bench: Bench) -> None:
    models = [model async for model in bench.client.models.list(limit=2)]
    haiku = await bench.client.models.retrieve("claude-haiku-5-5")
    active = [model async for model in bench.client.models.list(lifecycle=["active"])]

    assert len(models) == len({model.id for model in models}) > 3
    assert (haiku.max_input_tokens, haiku.max_tokens) == (1_000_000, 128_000)
    assert haiku.capabilities is not None
    assert haiku.capabilities.thinking.types.adaptive.supported
    assert not haiku.capabilities.thinking.types.enabled.supported
    assert {model.id for model in models} - {model.id for model in active} == {"claude-sonnet-4-5"}
    retiring = await bench.client.models.retrieve("claude-sonnet-4-5")
    assert retiring.lifecycle == "deprecated"
    assert retiring.retires_at is not None
    with pytest.raises(anthropic.NotFoundError):
        await bench.client.models.retrieve("claude-none")


async def test_uploaded_file_is_read_by_the_model_until_it_expires(bench: Bench) -> None:
    content = b"The audit of Billing ends on Friday."
    stored = await bench.client.files.upload(
        file=("dir/notes.txt", content, "text/plain"), expires_in_seconds=3600
    )
    document: Any = {
        "type": "document",
        "source": {"type": "file", "file_id": stored.id},
        "citations": {"enabled": True},
    }
    question = {"type": "text", "text": "When does the audit end?"}
    asked = ask("", messages=[{"role": "user", "content": [document, question]}])
    message = await bench.client.messages.create(**asked)

    assert (stored.filename, stored.size_bytes) == ("notes.txt", len(content))
    block = next(block for block in message.content if block.type == "text")
    citation = (block.citations or [])[0]
    assert citation.type == "char_location"
    assert citation.cited_text == content.decode()
    bench.clock.at = START + 3601
    with pytest.raises(anthropic.NotFoundError, match="File not found"):
        await bench.client.messages.create(**asked)


async def test_files_are_listed_described_deleted_and_not_downloadable(bench: Bench) -> None:
    made = []
    for n in range(3):
        made.append((await bench.client.files.upload(file=(f"{n}.csv", b"a,b", "text/csv"))).id)
        bench.clock.at += 1
    listed = [stored.id async for stored in bench.client.files.list(limit=2)]
    assert listed == made[::-1]
    picked = [stored.id async for stored in bench.client.files.list(ids=made[:1])]
    assert picked == made[:1]
    assert (await bench.client.files.retrieve_metadata(made[0])).downloadable is False
    with pytest.raises(anthropic.BadRequestError) as refused:
        await bench.client.files.download(made[0])
    assert refused.value.error_code == "file_not_downloadable"
    assert (await bench.client.files.delete(made[0])).type == "file_deleted"
    with pytest.raises(anthropic.NotFoundError):
        await bench.client.files.retrieve_metadata(made[0])


async def test_bad_lifetime_of_a_file_is_refused(bench: Bench) -> None:
    with pytest.raises(anthropic.BadRequestError, match="expires_in_seconds"):
        await bench.client.files.upload(file=("a.txt", b"a"), expires_in_seconds=60)


async def test_large_upload_is_taken(bench: Bench) -> None:
    stored = await bench.client.files.upload(file=("a.bin", b"x" * 3_000_000))
    assert stored.size_bytes == 3_000_000
