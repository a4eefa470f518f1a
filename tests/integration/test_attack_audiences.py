"""Canaries: words that are said once, in one channel. Who may not read it never sees them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
import pytest_asyncio

from bot.digest import weekly
from digests.schedule import week_of
from sandbox.sample.landmarks import CANARIES, landmark
from sandbox.seed import sample
from tests.support.attack_oracle import written
from tests.support.bot import Scene, everything, scene

pytestmark = pytest.mark.untraced

DM = "dm"
MAY_READ: dict[tuple[str, str], frozenset[str]] = {
    ("ruth", "pricing-core"): frozenset({"pricing-core"}),
    ("femke", "bike-talk"): frozenset({"bike-talk"}),
    ("ruth", DM): frozenset({"pricing-core"}),
    ("femke", DM): frozenset({"bike-talk"}),
    ("nadia", DM): frozenset({"pricing-core", "ext-fjordkost"}),
    ("carla", DM): frozenset(),
    ("sven", DM): frozenset({"ext-fjordkost"}),
    ("ruth", "general"): frozenset(),
    ("femke", "general"): frozenset(),
    ("femke", "dispatch"): frozenset(),
    ("carla", "customers"): frozenset(),
    ("ines", "customers"): frozenset(),
    ("ines", "ext-fjordkost"): frozenset({"ext-fjordkost"}),
    ("sven", "ext-fjordkost"): frozenset({"ext-fjordkost"}),
}
"""Who asks where -> the canaries' channels that all who read the answer may read."""

READ = frozenset({"pricing-core", "bike-talk"})
"""Those of which the bot has stored everything; the shared one it reads when it is asked there."""


@pytest_asyncio.fixture(params=["extractive", "none"])
async def at(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """The sample workspace, read by the bot; a guest is in #customers."""
    async with scene(sample(1), claude=request.param != "none", digest_channel="general") as opened:
        opened.sandbox.control.join(opened.person("carla"), "customers")
        await opened.read_everything()
        yield opened


@pytest.mark.slow
async def test_an_answer_rests_on_what_all_its_readers_may_read(at: Scene) -> None:
    for (name, place), allowed in MAY_READ.items():
        user = at.person(name)
        channel = at.sandbox.control.dm(user) if place == DM else at.channel(place)
        since, sent = at.now, len(requests(at))
        texts = [f"{at.mention} {words}?" for words in CANARIES.values()]
        posted = [at.sandbox.control.post(user, channel, text) for text in texts]
        await asyncio.gather(*(at.job(f"answer:{at.team_id}:{channel}:{ts}") for ts in posted))
        entries = written(at.sandbox.control.journal(since))

        assert linked(at, entries) <= allowed, (name, place)
        assert linked(at, entries) >= allowed & READ, (name, place)
        # The question holds the words themselves; what was said around them it doesn't hold.
        for channel_name in CANARIES.keys() - allowed:
            around = said(at, channel_name)
            assert around not in everything(entries), (name, place, channel_name)
            assert not any(around in text for text in requests(at)[sent:]), (name, place)


async def test_just_for_me_in_the_open_is_for_the_asker_alone(at: Scene) -> None:
    for name, place, allowed in (
        ("ruth", "general", {"pricing-core"}),
        ("femke", "general", {"bike-talk"}),
        ("carla", "customers", set()),
        ("sven", "ext-fjordkost", {"ext-fjordkost"}),
    ):
        since = at.now
        for words in CANARIES.values():
            asked = f"{at.mention} just for me: who said {words}?"
            assert await at.ask(at.person(name), place, asked) == []
        entries = written(at.sandbox.control.journal(since))

        assert linked(at, entries) <= allowed
        shown = {e["args"].get("user") for e in entries if e.get("method") == "chat.postEphemeral"}
        assert shown == {at.person(name)}


@pytest.mark.parametrize(
    ("name", "place"),
    [("femke", "general"), ("carla", "customers"), ("sven", "ext-fjordkost")],
)
async def test_a_command_and_the_shortcut_read_out_nothing_to_who_may_not_read_it(
    at: Scene, name: str, place: str
) -> None:
    user, control, since = at.person(name), at.sandbox.control, at.now
    allowed = MAY_READ[name, DM]
    for channel in CANARIES.keys() - allowed:
        for text in (f"{channel} 30d", f"<#{at.channel(channel)}|{channel}> 30d"):
            [answer] = await control.command(user, place, "/summarize", text)
            if "Reading" in answer["text"]:
                waiting = len(at.whispers(user))
                await control.until(lambda: len(at.whispers(user)) > waiting - 1)  # noqa: B023
    await control.command(user, place, "/summarize", "1d")
    await at.whispered(user, "")
    entries = written(control.journal(since))

    assert not [c for c in CANARIES.keys() - allowed if CANARIES[c] in everything(entries)]
    assert linked(at, entries) <= allowed


async def test_digest_home_and_archive_hold_no_canary_and_no_private_channel_s_name(
    at: Scene,
) -> None:
    services, control = at.bot.services, at.sandbox.control
    week = week_of(services.now(), "UTC", "fri 16:00")
    channel = await weekly.destination(services)
    await weekly.start(services, week, channel)
    assert await at.job(weekly.job_id(services, week, channel), 60.0) == "SUCCESS"
    sent = everything(at.own(channel.channel_id))
    assert not [words for words in CANARIES.values() if words in sent]
    assert not [name for name in ("pricing-core", "founders", "bike-talk") if name in sent]
    for name, place in (("femke", "general"), ("carla", "customers"), ("sven", "ext-fjordkost")):
        user, since = at.person(name), at.now
        for word in ("preview", "latest"):
            before = len(at.whispers(user))
            await control.command(user, place, "/digest", word)
            await control.until(lambda: len(at.whispers(user)) > before + 1, 30.0)  # noqa: B023
        control.open_home(user)
        await control.until(lambda: control.views(user).get("home"))  # noqa: B023
        shown = everything([written(control.journal(since)), control.views(user)])
        hidden = CANARIES.keys() - MAY_READ[name, DM]
        assert not [c for c in hidden if CANARIES[c] in shown], name
        assert not [c for c in ("pricing-core", "founders") if c in shown], name
        if name == "carla":
            assert not [c for c in ("bike-talk", "ext-fjordkost", "#dispatch") if c in shown]


def linked(at: Scene, entries: Iterable[Any]) -> set[str]:
    """The canaries' channels that something shown links to."""
    shown = everything(list(entries))
    return {name for name in CANARIES if f"archives/{at.channel(name)}/" in shown}


def said(at: Scene, channel: str) -> str:
    """The words before the canary in the message that holds it."""
    messages = at.sandbox.workspace.conversations[at.channel(channel)].messages.values()
    text = next(m["text"] for m in messages if CANARIES[channel] in m["text"])
    return str(text.partition(CANARIES[channel])[0].strip(' "')[-40:])


def requests(at: Scene) -> list[str]:
    """Everything the model was sent; nothing where there is none."""
    local = at.sandbox.local_claude
    return [sent.text for sent in local.requests] if local else []


def test_every_canary_is_where_this_table_says() -> None:
    assert {name for allowed in MAY_READ.values() for name in allowed} < set(CANARIES)
    seed = sample(1)
    landmarks = ("private", "hidden", "shared", "opted_out", "outside")
    assert {landmark(seed, f"{each}_canary")[0] for each in landmarks} == {
        channel["id"] for channel in seed.channels if channel["name"] in CANARIES
    }
