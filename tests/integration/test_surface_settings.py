"""App Home and the modal for the digest's settings, over real sockets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot import digest_settings
from tests.support.bot import Scene, everything
from tests.support.surface import (
    FRIDAY,
    after_friday,
    before_friday,
    command,
    digest_message,
    go_to,
    home,
    modal,
)


async def shows(at: Scene, user: str, text: str) -> None:
    """Wait until somebody's Home says something."""
    control = at.sandbox.control
    await control.until(lambda: text in everything(control.views(user)["home"]))


async def test_home_tells_when_and_where_what_counts_and_what_not() -> None:
    async with after_friday() as at:
        await at.bot.services.store.channels.opt_out(at.team_id, at.channel("bike-talk"), True)
        view = everything(await home(at, at.person("elif")))

        assert "Friday 27 November at 16:00 (UTC), in #general" in view
        assert "2026-W47 · 16–20 November" in view
        assert f"/archives/{at.channel('general')}/p" in view
        assert "#ext-fjordkost (shared outside)" in view
        assert "home_settings" not in view


async def test_home_says_why_nothing_can_be_posted() -> None:
    async with before_friday() as at:
        store, general = at.bot.services.store, at.channel("general")
        for change, said in (
            ({"is_archived": True}, "in #general (archived, so nothing can be posted)."),
            ({"is_archived": False, "is_member": False}, "in #general (I'm not in it)."),
        ):
            await store.channels.update(at.team_id, general, **change)
            assert said in everything(await home(at, at.person("elif")))


async def test_a_private_channel_is_named_only_to_who_is_in_it() -> None:
    async with before_friday() as at:
        room = at.sandbox.workspace.conversations[at.channel("pricing-core")].members
        people = at.sandbox.workspace.conversations[at.channel("general")].members
        users = at.sandbox.workspace.users
        outside = next(u for u in people if u not in room and not users[u].get("is_bot"))
        inside = next(u for u in room if not users[u].get("is_bot"))

        assert "pricing-core" not in everything(await home(at, outside))
        assert "#pricing-core (private)" in everything(await home(at, inside))


async def test_a_digest_for_a_private_channel_is_not_named_to_others() -> None:
    async with before_friday(digest_channel="pricing-core") as at:
        room = at.sandbox.workspace.conversations[at.channel("pricing-core")].members
        people = at.sandbox.workspace.conversations[at.channel("general")].members
        users = at.sandbox.workspace.users
        outside = next(u for u in people if u not in room and not users[u].get("is_bot"))
        view = everything(await home(at, outside))

        assert "in a private channel." in view
        assert "pricing-core" not in view


async def test_the_button_on_home_subscribes_and_unsubscribes() -> None:
    async with before_friday() as at:
        elif_, control = at.person("elif"), at.sandbox.control
        for shown in ("Your own digest comes next on", "You get no digest of your own."):
            view = await home(at, elif_)
            await control.click(elif_, "home_subscribe", view_id=view["id"])
            await shows(at, elif_, shown)


async def test_an_admin_changes_the_settings_and_they_hold_at_once() -> None:
    async with before_friday() as at:
        nadia, control = at.person("nadia"), at.sandbox.control
        view = await home(at, nadia)
        await control.click(nadia, "home_settings", view_id=view["id"])
        opened = await modal(at, nadia)
        given: dict[str, Any] = {
            "channel": at.channel("dispatch"), "day": "thu", "time": "21:30", "length": "short",
            "zone": "Europe/Berlin", "sections": ["decided", "promised"], "preview": [],
        }  # fmt: skip
        assert await control.submit(nadia, opened["id"], given) == {}
        chosen = await digest_settings.of(at.bot.services)
        await shows(at, nadia, "21:30")
        await go_to(at, FRIDAY - timedelta(hours=19, minutes=30))
        job = f"digest:{at.team_id}:2026-W47:{at.channel('dispatch')}"
        assert await at.job(job, 60) == "SUCCESS"
        posted = everything(digest_message(at, "dispatch"))

        assert (chosen.at, chosen.zone, chosen.length) == ("thu 21:30", "Europe/Berlin", "short")
        assert "Thanks" not in posted
        assert "data_visualization" not in posted
        assert "*6. " not in posted


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("zone", "Mars/Olympus", "no time zone I know"),
        ("time", None, "Choose a time"),
        ("channel", None, "I'm not in that channel"),
    ],
)
async def test_what_cannot_be_used_is_said_at_its_field(field: str, value: Any, said: str) -> None:
    async with before_friday() as at:
        nadia = at.person("nadia")
        assert await command(at, nadia, "settings") == "The settings are open."
        opened = await modal(at, nadia)
        answer = await at.sandbox.control.submit(nadia, opened["id"], {field: value})
        chosen = await digest_settings.of(at.bot.services)

        assert answer["response_action"] == "errors"
        assert said in answer["errors"][field]
        assert (chosen.at, chosen.zone, chosen.channel) == ("fri 16:00", "UTC", "general")
