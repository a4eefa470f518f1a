"""Socket Mode as Slack's own socket client sees it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from sandbox.errors import SlackError
from sandbox.manifest import Manifest
from tests.support.sandbox_place import Place, place


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place() as made:
        yield made


class Listener:
    """A socket client that notes what it gets and acknowledges what it is told to."""

    def __init__(self, here: Place, ack: Callable[[Any], bool]) -> None:
        where = here.sandbox.addresses
        self.got: list[Any] = []
        self._ack = ack
        self._here = here
        self.client = SocketModeClient(app_token=where.app_token, web_client=here.client)
        self.client.socket_mode_request_listeners.append(self._on_request)

    async def _on_request(self, client: Any, request: Any) -> None:
        self.got.append(request)
        if self._ack(request):
            await client.send_socket_mode_response(
                SocketModeResponse(envelope_id=request.envelope_id)
            )
        self._here.sandbox.changes.tell("test")

    def events(self, kind: str = "message") -> list[Any]:
        return [one for one in self.got if one.payload.get("event", {}).get("type") == kind]


@asynccontextmanager
async def listening(here: Place, ack: Callable[[Any], bool] = bool) -> AsyncIterator[Listener]:
    listener = Listener(here, ack)
    await listener.client.connect()  # type: ignore[no-untyped-call]
    try:
        yield listener
    finally:
        await listener.client.close()  # type: ignore[no-untyped-call]


async def test_an_event_arrives_in_slacks_envelope_and_its_ack_is_noted(here: Place) -> None:
    async with listening(here) as listener:
        ts = here.control.post(here.ann, "general", "hello")
        await here.control.until(lambda: here.control.journal(kind="ack"))
    (request,) = listener.got
    payload = request.payload
    assert request.type == "events_api"
    assert not request.accepts_response_payload
    assert payload["event_id"].startswith("Ev")
    assert payload["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": here.sandbox.addresses.team_id,
            "user_id": here.bot,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    event = payload["event"]
    assert (event["ts"], event["event_ts"], event["channel_type"]) == (ts, ts, "channel")
    assert event["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": "hello"}]
    (ack,) = here.control.journal(kind="ack")
    assert ack["envelope_id"] == request.envelope_id


async def test_an_event_without_an_ack_comes_three_times_more(here: Place) -> None:
    async with listening(here, lambda _: False) as listener:
        here.control.post(here.ann, "general", "hello")
        for attempt in (1, 2, 3):
            await arrived(here, listener, attempt)
            here.control.clock(advance=3)
            await pass_the_wait(here, attempt)
        await arrived(here, listener, 4)
        here.control.clock(advance=3)
        await here.control.until(lambda: here.sandbox.delivery.undelivered == 1)
    assert len({one.payload["event_id"] for one in listener.got}) == 1
    assert len({one.envelope_id for one in listener.got}) == 4
    assert [one.retry_attempt for one in listener.got] == [0, 1, 2, 3]
    assert {one.retry_reason for one in listener.got[1:]} == {"timeout"}


async def arrived(here: Place, listener: Listener, count: int) -> None:
    await here.control.until(lambda: len(listener.got) == count)


async def pass_the_wait(here: Place, count: int = 1) -> None:
    """Moves the clock to the next attempt, once `count` attempts have failed."""

    def failed() -> Any:
        entries = [one for one in here.control.journal(kind="delivery") if "again_in" in one]
        return entries if len(entries) >= count else None

    here.control.clock(advance=(await here.control.until(failed))[-1]["again_in"])


async def test_a_late_ack_after_a_redelivery_stops_the_redeliveries(here: Place) -> None:
    async with listening(here, lambda request: request.retry_attempt == 1) as listener:
        here.control.post(here.ann, "general", "hello")
        await here.control.until(lambda: len(listener.got) == 1)
        here.control.clock(advance=3)
        await pass_the_wait(here)
        await here.control.until(lambda: here.control.journal(kind="ack"))
    assert len(listener.got) == 2
    assert here.sandbox.delivery.undelivered == 0


async def test_each_event_goes_to_one_of_several_sockets(here: Place) -> None:
    async with listening(here) as one, listening(here) as two:
        for n in range(10):
            here.control.post(here.ann, "general", str(n))
        await here.control.until(lambda: len(here.control.journal(kind="ack")) == 10)
    assert (len(one.got), len(two.got)) == (5, 5)


async def test_an_eleventh_socket_is_turned_away(here: Place) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(11):
            opened = await here.client.apps_connections_open(
                app_token=here.sandbox.addresses.app_token
            )
            sockets.append(await session.ws_connect(opened["url"]))
        hellos = [await socket.receive_json() for socket in sockets]
        for socket in sockets:
            await socket.close()
    assert [hello["type"] for hello in hellos] == ["hello"] * 10 + ["disconnect"]
    assert hellos[9]["num_connections"] == 10
    assert hellos[10]["reason"] == "too_many_websockets"


async def test_whoever_waits_for_a_socket_to_close_is_told(here: Place) -> None:
    async with listening(here):
        until = here.control.until(lambda: not here.sandbox.sockets.count, timeout=2)
        waiting = asyncio.create_task(until)
        await asyncio.sleep(0)

    await waiting


async def test_an_address_is_good_for_one_connection(here: Place) -> None:
    opened = await here.client.apps_connections_open(app_token=here.sandbox.addresses.app_token)
    async with aiohttp.ClientSession() as session:
        await (await session.ws_connect(opened["url"])).close()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])


async def test_a_client_that_is_asked_to_refresh_comes_back(here: Place) -> None:
    async with listening(here) as listener:
        await here.sandbox.sockets.refresh()
        await here.control.until(
            lambda: len([one for one in here.control.journal() if one.get("name") == "hello"]) == 2
        )
        await here.control.until(lambda: here.sandbox.sockets.count == 1)
        here.control.post(here.ann, "general", "after")
        await here.control.until(lambda: listener.events())


async def test_without_a_socket_an_event_waits_for_its_next_attempt(here: Place) -> None:
    async with listening(here):
        pass
    await here.control.until(lambda: here.sandbox.sockets.count == 0)
    here.control.post(here.ann, "general", "early")
    async with listening(here) as listener:
        await pass_the_wait(here)
        await here.control.until(lambda: listener.events())
    assert listener.got[0].retry_reason == "connection_failed"


async def test_faults_of_delivery_do_what_their_names_say(here: Place) -> None:
    async with listening(here) as listener:
        here.control.fault("delivery", "duplicate", method="message", count=1)
        here.control.post(here.ann, "general", "twice")
        await here.control.until(lambda: len(listener.events()) == 2)
        assert len({one.payload["event_id"] for one in listener.events()}) == 1

        here.control.fault("delivery", "lost_ack", count=1)
        here.control.post(here.ann, "general", "ack lost")
        await here.control.until(lambda: len(listener.events()) == 3)
        await here.control.until(
            lambda: any(one.get("fault") == "lost_ack" for one in here.control.journal())
        )
        here.control.clock(advance=3)
        await pass_the_wait(here)
        await here.control.until(lambda: len(listener.events()) == 4)

        here.control.fault("delivery", "delay", method="message", count=1, seconds=30)
        here.control.post(here.ann, "general", "overtaken")
        here.control.post(here.ann, "general", "overtaking")
        await here.control.until(lambda: len(listener.events()) == 5)
        here.control.clock(advance=30)
        await here.control.until(lambda: len(listener.events()) == 6)
        texts = [one.payload["event"]["text"] for one in listener.events()]
        assert texts[-2:] == ["overtaking", "overtaken"]

        here.control.fault("delivery", "drop", method="message", count=1)
        here.control.post(here.ann, "general", "never")
        here.control.post(here.ann, "general", "last")
        await here.control.until(lambda: len(listener.events()) == 7)
        assert listener.events()[-1].payload["event"]["text"] == "last"


async def test_a_cut_in_mid_delivery_is_followed_by_another_delivery(here: Place) -> None:
    async with listening(here) as listener:
        here.control.fault("delivery", "disconnect", method="message", count=1)
        here.control.post(here.ann, "general", "cut off")
        await here.control.until(
            lambda: len([one for one in here.control.journal() if one.get("name") == "hello"]) == 2,
            timeout=20,
        )
        await pass_the_wait(here)
        await here.control.until(lambda: listener.got and listener.got[-1].retry_attempt == 1)
    assert len({one.payload["event_id"] for one in listener.events()}) == 1


async def test_only_events_the_manifest_names_are_sent() -> None:
    manifest = Manifest(events=frozenset(["app_mention", "reaction_added"]))
    async with place(manifest=manifest) as here, listening(here) as listener:
        ts = here.control.post(here.ann, "general", f"<@{here.bot}> hi")
        here.control.react(here.ann, "general", ts, "eyes")
        here.control.react(here.ann, "general", ts, "eyes", remove=True)
        here.control.post(here.ann, "general", f"<@{here.bot}> bye")
        await here.control.until(lambda: len(listener.got) == 3)
        kinds = [one.payload["event"]["type"] for one in listener.got]
        assert kinds == ["app_mention", "reaction_added", "app_mention"]


async def test_a_command_or_shortcut_the_manifest_does_not_name_goes_nowhere() -> None:
    manifest = Manifest(commands=frozenset(["/ask"]), shortcuts=frozenset(["sum_up"]))
    async with place(manifest=manifest) as here:
        with pytest.raises(SlackError, match="dispatch_failed"):
            await here.control.command(here.ann, "general", "/other")
        with pytest.raises(SlackError, match="dispatch_failed"):
            await here.control.shortcut(here.ann, "other")


async def test_an_app_without_interactivity_gets_no_shortcuts() -> None:
    async with place(manifest=Manifest(interactive=False)) as here:
        with pytest.raises(SlackError, match="interactivity_disabled"):
            await here.control.shortcut(here.ann, "anywhere")


async def test_nothing_is_kept_for_an_app_that_was_never_there(here: Place) -> None:
    here.control.post(here.ann, "general", "before its time")
    async with listening(here) as listener:
        here.control.post(here.ann, "general", "now")
        await here.control.until(lambda: listener.got)
        here.control.clock(advance=400)
        await here.control.until(lambda: here.sandbox.delivery.under_way == 0)
    assert [one.payload["event"]["text"] for one in listener.got] == ["now"]


async def test_events_of_channels_the_bot_is_not_in_stay_there(here: Place) -> None:
    async with listening(here) as listener:
        other = here.control.create_channel("other", [here.ann])
        here.control.post(here.ann, other, "not for the bot")
        here.control.join(here.bot, other)
        here.control.post(here.ann, other, "for the bot")
        await here.control.until(lambda: len(listener.got) == 4)
        here.control.leave(here.bot, other)
        await here.control.until(lambda: len(listener.got) == 5)
    kinds = [
        (one.payload["event"]["type"], one.payload["event"].get("subtype")) for one in listener.got
    ]
    assert kinds == [
        ("channel_created", None),
        ("member_joined_channel", None),
        ("message", "channel_join"),
        ("message", None),
        ("channel_left", None),
    ]
