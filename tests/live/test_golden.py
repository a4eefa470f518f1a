"""The golden payloads against the sandbox, and the comparison itself; needs no internet."""

from __future__ import annotations

import json
import socket

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.live.__main__ import run
from tests.live.compare import Answer, difference
from tests.live.golden import Payload, golden, refused


async def says(client: AsyncWebClient, payload: Payload) -> bool:
    given = {name: json.dumps(value) for name, value in payload.items()}
    answer = await client.api_call("blocks.validate", data=given)
    return bool(answer["ok"])


async def test_the_sandbox_takes_every_golden_payload_and_no_other() -> None:
    async with Sandbox.running(claude=False) as sandbox:
        client = AsyncWebClient(base_url=sandbox.addresses.slack_api_url)
        untaken = []
        for name, payload in golden().items():
            try:
                await says(client, payload)
            except SlackApiError as problem:
                untaken.append(f"{name}: {problem}")
        assert untaken == []
        for payload in refused().values():
            with pytest.raises(SlackApiError, match="invalid_"):
                await says(client, payload)


def test_every_kind_of_message_and_view_is_among_them() -> None:
    found = golden()
    views = {payload["view"].get("callback_id") for payload in found.values() if "view" in payload}
    written = json.dumps(list(found.values()))
    kinds = {"markdown", "data_visualization", "context_actions", "actions", "header", "input"}
    assert {"digest_correct", "digest_settings", "digest_headline", "digest_reuse"} <= views
    assert all(f'"type": "{kind}"' in written for kind in kinds)


async def test_two_that_agree_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    async with Sandbox.running(claude=False) as other:
        assert await run(other.addresses.slack_api_url, "xoxe.xoxp-1") == 0
    said = capsys.readouterr().out
    assert "Slack and the sandbox agree." in said
    assert "The manifest was compared, too." in said


async def test_without_the_internet_one_sentence_says_that_it_was_skipped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        assert await run(f"http://127.0.0.1:{taken.getsockname()[1]}/api/", "") == 0
    said = capsys.readouterr().out
    assert said.startswith("Skipped: Slack can't be reached from here")
    assert len(said.splitlines()) == 1


async def test_two_that_differ_end_badly_and_name_it(capsys: pytest.CaptureFixture[str]) -> None:
    async with Sandbox.running(claude=False) as other:
        other.faults.add(
            "slack", "error", method="blocks.validate", error="invalid_blocks", count=1
        )
        assert await run(other.addresses.slack_api_url, "") == 1
    first = min(golden())
    assert f'{first}: Slack refuses it: "invalid_blocks", the sandbox takes it' in (
        capsys.readouterr().out
    )


def test_a_golden_payload_that_both_refuse_is_wrong_too() -> None:
    no, yes = Answer(False, "too long"), Answer(True)
    assert difference("a", no, no) == "a: both refuse it: too long"
    assert difference("a", no, no, wanted=False) == ""
    assert difference("a", yes, yes, wanted=False) == "a: both take it"
    assert difference("a", yes, yes) == ""
