"""The local Claude inside the sandbox: its one key, and its faults on the same switchboard."""

from __future__ import annotations

import anthropic
import pytest

from sandbox.claude.failures import BY_STATUS, KINDS
from sandbox.faults import CLAUDE_KINDS
from tests.support.sandbox_claude import ask
from tests.support.sandbox_place import Place, place


def client(here: Place, key: str | None = None) -> anthropic.AsyncAnthropic:
    at = here.sandbox.addresses
    return anthropic.AsyncAnthropic(
        base_url=at.anthropic_base_url, api_key=key or at.anthropic_api_key, max_retries=0
    )


async def test_the_key_the_sandbox_prints_is_taken_and_no_other() -> None:
    async with place(claude=True) as here:
        key = str(here.sandbox.addresses.anthropic_api_key)
        async with client(here) as own:
            assert (await own.messages.create(**ask("Hi"))).content
        for other in (f"{key}x", "sk-ant-sandbox-local", "sk-ant-other"):
            async with client(here, other) as stranger:
                with pytest.raises(anthropic.AuthenticationError):
                    await stranger.messages.create(**ask("Hi"))


@pytest.mark.parametrize("kind", [kind for kind in CLAUDE_KINDS if kind in BY_STATUS])
async def test_every_status_on_the_switchboard_is_what_the_client_gets_once(kind: str) -> None:
    async with place(claude=True) as here, client(here) as own:
        here.control.fault("claude", kind, count=1)
        with pytest.raises(anthropic.APIStatusError) as failed:
            await own.messages.create(**ask("Hi"))
        assert failed.value.status_code == int(kind)
        assert (await own.messages.create(**ask("Hi"))).content


async def test_a_socket_cut_before_the_first_byte_is_a_lost_connection() -> None:
    async with place(claude=True) as here, client(here) as own:
        here.control.fault("claude", "cut_before", count=1)
        with pytest.raises(anthropic.APIConnectionError):
            await own.messages.create(**ask("Hi"))
        here.control.fault("claude", "slow", count=1, seconds=0.01)
        assert (await own.messages.create(**ask("Hi"))).content


def test_the_switchboard_offers_nothing_that_the_local_claude_does_not_do() -> None:
    assert set(CLAUDE_KINDS) <= set(KINDS)
