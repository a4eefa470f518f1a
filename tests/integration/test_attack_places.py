"""Every attack text in every place where content enters, through the real app.

One run per voice does all that people can ask for; then everything that was sent to Slack is read
by an oracle that knows nothing of the code that wrote it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import pytest
import pytest_asyncio

from bot.digest import weekly
from digests.schedule import week_of
from digests.store import Feedback
from tests.support.attack_oracle import material, strings, written, wrongs
from tests.support.attack_workspace import (
    ANN,
    BO,
    EVE,
    GENUINE,
    PLACES,
    PUBLIC,
    attacked,
    thread_of,
)
from tests.support.attacks import ATTACKS, CANARY, KINDS
from tests.support.bot import Scene, everything, scene

pytestmark = pytest.mark.untraced

KNOWN = material([*ATTACKS, "https://phish.example/block", "https://drop.example/card"])
SECONDS = 60.0


@pytest_asyncio.fixture(params=["adversarial", "extractive", "none"])
async def at(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """The attacked workspace with the bot, answered by that voice; "none" is no Claude at all."""
    voice = str(request.param)
    async with scene(attacked(), claude=voice != "none", digest_channel="square") as opened:
        if voice != "none":
            opened.sandbox.control.claude(voice=voice)
        yield opened


def canvases(at: Scene) -> list[str]:
    """The addresses of the bot's own canvases, the one thing it links to besides messages."""
    url, team_id = at.sandbox.addresses.url, at.team_id
    ids = at.sandbox.workspace.canvases
    return [f"{url}docs/{team_id}/{canvas_id}".lower() for canvas_id in ids]


@pytest.mark.slow
async def test_nothing_that_is_posted_pings_or_links_abroad_or_holds_what_is_private(
    at: Scene,
) -> None:
    """All texts in 8 places of a thread, in topics, names, prompts and commands."""
    since = at.now
    await summaries(at)
    await at.read_everything()
    await prompts(at)
    await commands(at)
    await shortcuts(at)
    shown = written(at.sandbox.control.journal(since))
    elsewhere = at.now
    await nominations(at)
    await digests(at)
    digest = written(at.sandbox.control.journal(elsewhere))

    assert len(shown) > 200
    assert found(at, shown, KNOWN) == []
    assert found(at, digest, canvases(at)) == []
    assert [entry for entry in [*shown, *digest] if CANARY in everything(entry)] == []
    assert [entry for entry in [*shown, *digest] if unfurls(entry)] == []
    assert [True for sent in requests(at) if CANARY in sent] == []
    told = "\n".join(said for entry in digest for said in strings(entry))
    assert [words for words in ("Utrecht", "Prompts that worked") if words not in told] == []


async def test_one_planted_message_costs_a_summary_none_of_its_other_lines(at: Scene) -> None:
    """A thread per kind: what people decided beside the planted texts is still told."""
    control = at.sandbox.control
    for kind, texts in KINDS.items():
        root = control.post(ANN, PUBLIC, GENUINE[0])
        for text in (*texts[:6], *GENUINE[1:]):
            control.post(BO, PUBLIC, text, root)
        [reply] = await at.ask(ANN, PUBLIC, at.mention, root)

        if at.sandbox.control.claude()["voice"] != "adversarial":
            assert "Thursday" in everything(reply) or "Utrecht" in everything(reply), kind
        assert wrongs(reply.get("blocks"), own(at), KNOWN) == [], kind


async def summaries(at: Scene) -> None:
    """A mention in the thread of every place."""
    await asked(at, [(at.mention, thread_of(place)) for place in PLACES])


async def prompts(at: Scene) -> None:
    """The texts themselves as prompts, and questions that find them."""
    words = ("phish example report", "vault heron", "decided", "contract Utrecht", "password root")
    texts = ["\n".join(texts) for texts in KINDS.values()]
    questions = [f"What is known about {each}?" for each in words]
    roots = await asked(at, [(f"{at.mention} {text}", None) for text in [*texts, *questions]])
    await asked(at, [(f"{at.mention} What is planned?", thread_of(place)) for place in PLACES])
    # Liked, they are told by the digest as prompts that worked.
    for answer in (each for root in roots[: len(texts)] for each in at.own(PUBLIC, root)):
        liked = (at.team_id, PUBLIC, str(answer["ts"]), BO, "up", at.bot.services.now())
        await at.bot.services.store.feedback.put(Feedback(*liked))


async def nominations(at: Scene) -> None:
    """Everybody puts the first text in every place before the digest."""
    control = at.sandbox.control
    for place in PLACES:
        planted = control.messages(PUBLIC, thread_of(place))[len(GENUINE)]
        for user in (ANN, BO, EVE):
            control.react(user, PUBLIC, str(planted["ts"]), "newspaper")


async def commands(at: Scene) -> None:
    """The texts as what stands behind a slash command; then a channel's summary."""
    control = at.sandbox.control
    for text in ATTACKS:
        if "<#" not in text:
            await control.command(ANN, PUBLIC, "/summarize", text)
            await control.command(ANN, PUBLIC, "/digest", text)
    await control.command(ANN, PUBLIC, "/summarize", "7d")
    await at.whispered(ANN, "Read 1")


async def shortcuts(at: Scene) -> None:
    """The shortcut on the thread of every place."""
    before = len(at.whispers(BO))
    for place in PLACES:
        await at.sandbox.control.shortcut(BO, "summarize_thread", PUBLIC, thread_of(place))
    await at.sandbox.control.until(lambda: len(at.whispers(BO)) >= before + len(PLACES), SECONDS)


async def digests(at: Scene) -> None:
    """The week's digest as a preview and as sent, the last one on request, and Home."""
    control, services = at.sandbox.control, at.bot.services
    await control.command(BO, PUBLIC, "/digest", "preview")
    await at.whispered(BO, "Worth knowing")
    week = week_of(services.now(), "UTC", "fri 16:00")
    channel = await weekly.destination(services)
    await weekly.start(services, week, channel)
    assert await at.job(weekly.job_id(services, week, channel), SECONDS) == "SUCCESS"
    before = len(at.whispers(BO))
    await control.command(BO, PUBLIC, "/digest", "latest")
    await control.until(lambda: len(at.whispers(BO)) > before + 1, SECONDS)
    control.open_home(BO)
    await control.until(lambda: control.views(BO).get("home"), SECONDS)


async def asked(at: Scene, questions: Iterable[tuple[str, str | None]]) -> list[str]:
    """Post all of them at once and wait for every answer; where they stand."""
    posted = [at.sandbox.control.post(ANN, PUBLIC, text, root) for text, root in questions]
    ended = [at.job(f"answer:{at.team_id}:{PUBLIC}:{ts}", SECONDS) for ts in posted]
    assert set(await asyncio.gather(*ended)) == {"SUCCESS"}
    return posted


def found(at: Scene, entries: Iterable[Any], known: Iterable[str]) -> list[str]:
    """What the oracle objects to, with the method that sent it; the asked channel may be named."""
    return [
        f"{entry.get('method', 'ack')}: {wrong}"
        for entry in entries
        for wrong in wrongs(entry.get("args") or entry.get("payload"), own(at), tuple(known))
        if f"Reading the last 7 days of <#{PUBLIC}>…" not in wrong
    ]


def unfurls(entry: Mapping[str, Any]) -> bool:
    """Whether a message may be posted with a preview of what it links to, which is a visit there.

    Only these two take the arguments that forbid it; without them Slack shows previews of media.
    """
    if entry.get("method") not in ("chat.postMessage", "response_url"):
        return False
    args = entry["args"]
    return any(str(args.get(f"unfurl_{what}")).lower() != "false" for what in ("links", "media"))


def own(at: Scene) -> str:
    return f"{at.sandbox.addresses.url}archives/"


def requests(at: Scene) -> list[str]:
    """Everything the model was sent."""
    with contextlib.suppress(AttributeError):
        return [sent.text for sent in at.sandbox.local_claude.requests]
    return []
