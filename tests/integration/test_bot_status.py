"""What who runs the bot can ask it: whether it is well, and its figures."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot import status
from bot.metrics import NoMetrics
from sandbox import Sandbox
from tests.support.bot import Scene, running_bot
from tests.support.sample import the_sample

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@contextlib.asynccontextmanager
async def watched_bot(data_dir: Path) -> AsyncIterator[tuple[Scene, str]]:
    """The bot over Socket Mode, and the address of its status."""
    async with (
        Sandbox.running(the_sample()) as sandbox,
        running_bot(sandbox, data_dir=data_dir, status_port=0) as bot,
        status.watched(bot.services, "127.0.0.1", 0) as port,
    ):
        yield Scene(sandbox, bot), f"http://127.0.0.1:{port}"


async def figures(session: aiohttp.ClientSession, url: str) -> Figures:
    """Every figure by its name and labels."""
    text = await (await session.get(f"{url}/metrics")).text()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(found: Figures, name: str, **labels: str) -> float:
    return sum(
        value
        for (called, its), value in found.items()
        if called == name and labels.items() <= dict(its).items()
    )


async def test_events_jobs_and_tokens_are_counted(tmp_path: Path) -> None:
    async with watched_bot(tmp_path) as (at, url), aiohttp.ClientSession() as session:
        before = await figures(session, url)
        person = at.person("elif")
        root = at.sandbox.control.post(person, "general", "The zeppelin lands at noon")
        await at.ask(person, "general", f"{at.mention} when does it land?", root)
        after = await figures(session, url)

        def more(name: str, **labels: str) -> float:
            return total(after, name, **labels) - total(before, name, **labels)

        assert more("digestif_event_seconds_count", type="message", outcome="done") >= 1
        assert more("digestif_job_seconds_count", kind="answer", outcome="done") == 1
        assert more("digestif_model_calls_total") >= 1
        assert more("digestif_model_tokens_total", direction="input") > 0
        assert more("digestif_model_tokens_total", direction="output") > 0
        assert more("digestif_model_dollars_total") > 0


async def test_a_store_that_is_gone_is_not_ready_over_socket_mode(tmp_path: Path) -> None:
    async with watched_bot(tmp_path) as (at, url), aiohttp.ClientSession() as session:
        assert (await session.get(f"{url}/healthz")).status == 200
        assert (await session.get(f"{url}/readyz")).status == 200
        await at.bot.services.store.close()
        answer = await session.get(f"{url}/readyz")

        assert answer.status == 503
        assert (await answer.json())["reason"]


async def test_without_the_library_metrics_say_how_to_get_them(tmp_path: Path) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        running_bot(sandbox, data_dir=tmp_path) as bot,
        status.watched(bot.services, "127.0.0.1", 0) as port,
        aiohttp.ClientSession() as session,
    ):
        assert isinstance(bot.services.metrics, NoMetrics)
        answer = await session.get(f"http://127.0.0.1:{port}/metrics")

        assert answer.status == 501
        assert "digestif[metrics]" in await answer.text()


async def test_no_port_is_opened_unless_asked_for(tmp_path: Path) -> None:
    async with (
        Sandbox.running(the_sample()) as sandbox,
        running_bot(sandbox, data_dir=tmp_path) as bot,
        status.watched(bot.services, "127.0.0.1", None) as port,
    ):
        assert port is None
