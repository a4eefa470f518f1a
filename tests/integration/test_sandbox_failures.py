"""Rate limits and faults of the Web API, as Slack's client meets them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from tests.support.sandbox_place import Place, place


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


async def status_of(call: Any) -> tuple[int, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response.status_code, caught.value.response


async def test_limits_are_off_unless_asked_for(here: Place) -> None:
    for _ in range(70):
        await here.client.conversations_info(channel=here.channel)


async def test_a_tier_is_used_up_in_its_minute_and_full_again_after_it() -> None:
    async with place(limits=True) as here:
        for _ in range(20):
            await here.client.conversations_list()
        status, response = await status_of(here.client.conversations_list())
        assert status == 429
        assert response["error"] == "ratelimited"
        assert 1 <= int(response.headers["Retry-After"]) <= 60
        here.control.clock(advance=int(response.headers["Retry-After"]))
        assert (await here.client.conversations_list())["ok"]


async def test_posting_is_limited_per_channel_with_short_bursts() -> None:
    async with place(limits=True) as here:
        for n in range(5):
            await here.client.chat_postMessage(channel=here.channel, text=str(n))
        status, _ = await status_of(here.client.chat_postMessage(channel=here.channel, text="x"))
        assert status == 429
        other = here.control.create_channel("other", [here.ann], bot=True)
        assert (await here.client.chat_postMessage(channel=other, text="elsewhere"))["ok"]


async def test_apps_outside_the_marketplace_read_fifteen_messages_a_minute() -> None:
    async with place(non_marketplace=True) as here:
        for n in range(20):
            here.control.post(here.ann, "general", str(n))
        first = await here.client.conversations_history(channel=here.channel, limit=200)
        assert len(first["messages"]) == 15
        assert first["has_more"] is True
        status, response = await status_of(here.client.conversations_history(channel=here.channel))
        assert (status, response.headers["Retry-After"]) == (429, "60")


async def test_slacks_client_gets_through_a_rate_limit_by_waiting(here: Place) -> None:
    here.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    here.control.fault("slack", "ratelimited", method="auth.test", count=1, seconds=0)
    assert (await here.client.auth_test())["ok"]
    assert [one["status"] for one in here.control.calls("auth.test")] == [0, 200]


@pytest.mark.parametrize("kind", ["500", "503"])
async def test_a_server_error_is_one_and_then_over(here: Place, kind: str) -> None:
    here.control.fault("slack", kind, method="chat.*", count=1)
    status, _ = await status_of(here.client.chat_postMessage(channel=here.channel, text="one"))
    assert status == int(kind)
    assert (await here.client.chat_postMessage(channel=here.channel, text="two"))["ok"]
    assert [one["text"] for one in here.control.messages("general")] == ["two"]


async def test_a_connection_can_be_cut_before_the_effect(here: Place) -> None:
    here.client.retry_handlers = []
    here.control.fault("slack", "cut", method="chat.postMessage", count=1)
    with pytest.raises(aiohttp.ClientError):
        await here.client.chat_postMessage(channel=here.channel, text="lost")
    assert here.control.messages("general") == []


async def test_a_connection_can_be_cut_after_the_effect(here: Place) -> None:
    here.client.retry_handlers = []
    here.control.fault("slack", "cut", method="chat.postMessage", count=1, after_effect=True)
    with pytest.raises(aiohttp.ClientError):
        await here.client.chat_postMessage(channel=here.channel, text="posted")
    assert [one["text"] for one in here.control.messages("general")] == ["posted"]


async def test_an_answer_can_stay_away_until_the_client_gives_up(here: Place) -> None:
    here.client.timeout = 1
    here.client.retry_handlers = []
    here.control.fault("slack", "timeout", method="auth.test", count=1, seconds=3)
    with pytest.raises(asyncio.TimeoutError):
        await here.client.auth_test()


async def test_a_slow_body_arrives_in_pieces_and_whole(here: Place) -> None:
    here.control.fault("slack", "slow", method="users.info", count=1, seconds=0.05)
    assert (await here.client.users_info(user=here.ann))["user"]["id"] == here.ann


async def test_any_error_of_slack_can_be_switched_on(here: Place) -> None:
    here.control.fault("slack", "error", method="conversations.*", error="not_in_channel", skip=1)
    assert (await here.client.conversations_info(channel=here.channel))["ok"]
    await here.refused("not_in_channel", "conversations_history", channel=here.channel)
    here.sandbox.faults.clear()
    assert (await here.client.conversations_history(channel=here.channel))["ok"]


async def test_random_faults_repeat_with_their_seed() -> None:
    async def run() -> list[bool]:
        async with place() as here:
            here.control.fault("slack", "500", probability=0.5, seed=7)
            oks = []
            for _ in range(20):
                try:
                    oks.append(bool((await here.client.auth_test())["ok"]))
                except SlackApiError:
                    oks.append(False)
            return oks

    first = await run()
    assert first == await run()
    assert 0 < sum(first) < 20


async def test_an_hour_has_thirty_thousand_events_and_then_a_notice() -> None:
    async with place(limits=True) as here:
        sent: list[str] = []
        here.sandbox.sockets.ready = True
        here.sandbox.delivery.send_event = lambda event: sent.append(event["type"]) or ""  # type: ignore[method-assign, func-returns-value]
        event = {"type": "message", "channel": here.channel, "channel_type": "channel"}
        for _ in range(30_001):
            here.sandbox.changes.tell("test", None, event)
        assert len(sent) == 30_000
        await here.control.until(
            lambda: [one for one in here.control.journal() if one.get("name") == "app_rate_limited"]
        )
