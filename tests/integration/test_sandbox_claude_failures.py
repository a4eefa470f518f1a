"""Every way Claude fails in production arrives at the SDK as it does there."""

import asyncio
import time
from collections.abc import AsyncIterator

import anthropic
import httpx2
import pytest

from tests.support.sandbox_claude import Bench, ask, running_claude

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"


async def listen(bench: Bench, heard: list[str]) -> None:
    """Stream an answer and keep what arrives."""
    async with bench.client.messages.stream(**ask("Hi")) as stream:
        async for piece in stream.text_stream:
            heard.append(piece)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with running_claude() as running:
        running.claude.say(*[LONG] * 5)
        yield running


@pytest.mark.parametrize(
    ("kind", "error", "name"),
    [
        ("429", anthropic.RateLimitError, "rate_limit_error"),
        ("529", anthropic.OverloadedError, "overloaded_error"),
        ("500", anthropic.InternalServerError, "api_error"),
        ("503", anthropic.ServiceUnavailableError, "api_error"),
        ("504", anthropic.GatewayTimeoutError, "timeout_error"),
        ("authentication_error", anthropic.AuthenticationError, "authentication_error"),
        ("billing_error", anthropic.PaymentRequiredError, "billing_error"),
        ("permission_error", anthropic.PermissionDeniedError, "permission_error"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_error_before_the_first_byte(
    bench: Bench, kind: str, error: type[anthropic.APIStatusError], name: str, stream: bool
) -> None:
    bench.fail(kind)
    with pytest.raises(error) as failed:
        await bench.client.messages.create(**ask("Hi"), stream=stream)
    assert failed.value.type == name
    assert bench.faults.struck == [f"claude /v1/messages {kind}"]
    assert bench.journal.entries[-1]["fault"] == kind


async def test_429_says_when_to_come_back_and_the_sdk_does(bench: Bench) -> None:
    bench.fail("429", seconds=0.2)
    started = time.monotonic()
    async with bench.client_with(api_key=bench.claude.api_key, max_retries=1) as client:
        message = await client.messages.create(**ask("Hi"))
    assert message.stop_reason == "end_turn"
    assert time.monotonic() - started >= 0.2


async def test_error_event_in_mid_stream_is_a_status_error_of_200(bench: Bench) -> None:
    bench.fail("error_event")
    heard: list[str] = []
    with pytest.raises(anthropic.APIStatusError) as failed:
        await listen(bench, heard)
    assert (failed.value.status_code, failed.value.type) == (200, "overloaded_error")
    assert LONG.startswith("".join(heard))
    assert 0 < len("".join(heard)) < len(LONG)


async def test_cut_socket_in_mid_stream_is_a_protocol_error(bench: Bench) -> None:
    bench.fail("cut")
    heard: list[str] = []
    with pytest.raises(httpx2.RemoteProtocolError):
        await listen(bench, heard)
    assert 0 < len("".join(heard)) < len(LONG)


async def test_cut_socket_in_a_whole_answer_is_a_connection_error(bench: Bench) -> None:
    bench.fail("cut")
    with pytest.raises((anthropic.APIConnectionError, httpx2.HTTPError)):
        await bench.client.messages.create(**ask("Hi"))


async def test_cut_before_an_answer_is_a_connection_error(bench: Bench) -> None:
    bench.fail("cut_before")
    with pytest.raises(anthropic.APIConnectionError):
        await bench.client.messages.create(**ask("Hi"))
    assert bench.journal.entries[-1]["disconnected"] is True


async def test_stall_is_a_read_timeout(bench: Bench) -> None:
    bench.fail("stall")
    timeout = httpx2.Timeout(5, read=0.2)
    with pytest.raises(httpx2.ReadTimeout):
        async with bench.client.with_options(timeout=timeout).messages.stream(**ask("Hi")) as s:
            await s.until_done()


async def test_stall_of_some_seconds_goes_on(bench: Bench) -> None:
    bench.fail("stall", seconds=0.2)
    started = time.monotonic()
    async with bench.client.messages.stream(**ask("Hi")) as stream:
        assert await stream.get_final_text() == LONG
    assert time.monotonic() - started >= 0.2


async def test_clean_end_without_message_stop_raises_nothing(bench: Bench) -> None:
    bench.fail("no_stop")
    async with bench.client.messages.stream(**ask("Hi")) as stream:
        message = await stream.get_final_message()
    assert message.stop_reason is None
    assert message.content[0].type == "text"
    assert LONG.startswith(message.content[0].text)


@pytest.mark.parametrize("stream", [False, True])
async def test_refusal_max_tokens_and_empty_text_end_the_answer(bench: Bench, stream: bool) -> None:
    got = []
    for kind in ("refusal", "max_tokens", "empty"):
        bench.fail(kind)
        if stream:
            async with bench.client.messages.stream(**ask("Hi")) as streamed:
                got.append(await streamed.get_final_message())
        else:
            got.append(await bench.client.messages.create(**ask("Hi")))
    refused, short, empty = got

    assert (refused.stop_reason, refused.content) == ("refusal", [])
    assert refused.stop_details is not None
    assert refused.stop_details.type == "refusal"
    assert short.stop_reason == "max_tokens"
    assert short.content[0].type == "text"
    assert 0 < len(short.content[0].text) < len(LONG)
    assert empty.stop_reason == "end_turn"
    assert empty.content[0].type == "text"
    assert empty.content[0].text == ""


async def test_slow_waits_before_the_first_byte(bench: Bench) -> None:
    bench.fail("slow", seconds=0.2)
    started = time.monotonic()
    await bench.client.messages.create(**ask("Hi"))
    assert time.monotonic() - started >= 0.2


async def test_script_may_ask_for_a_failure(bench: Bench) -> None:
    bench.claude.script.clear()
    bench.claude.say({"error": "529"}, {"text": LONG, "error": "error_event"})
    with pytest.raises(anthropic.OverloadedError):
        await bench.client.messages.create(**ask("Hi"))
    with pytest.raises(anthropic.APIStatusError) as failed:
        async with bench.client.messages.stream(**ask("Hi")) as stream:
            await stream.until_done()
    assert failed.value.status_code == 200


async def test_client_that_leaves_ends_the_answer(bench: Bench) -> None:
    bench.claude.speed = 5.0
    async with bench.client.messages.stream(**ask("Hi")) as stream:
        async for _ in stream.text_stream:
            break

    async def told() -> None:
        while not any(e.get("disconnected") for e in bench.journal.entries):
            await asyncio.sleep(0.01)

    await asyncio.wait_for(told(), 10)


async def test_faults_strike_other_endpoints_by_their_path(bench: Bench) -> None:
    bench.fail("529")
    with pytest.raises(anthropic.OverloadedError):
        await bench.client.models.list()
    assert bench.faults.struck == ["claude /v1/models 529"]


async def test_fault_of_a_stream_is_not_used_up_by_another_endpoint(bench: Bench) -> None:
    bench.fail("refusal")
    await bench.client.messages.count_tokens(
        model="claude-haiku-5-5", messages=[{"role": "user", "content": "Hi"}]
    )
    message = await bench.client.messages.create(**ask("Hi"))
    assert message.stop_reason == "refusal"
