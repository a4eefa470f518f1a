"""The wire that the benches put between a bot and the local Claude."""

from __future__ import annotations

from anthropic import AsyncAnthropic

from benchmarks.place import exchanges, model_calls
from benchmarks.tap import tapped
from sandbox import Sandbox

ASKED = [{"role": "user", "content": "In case 17 nothing was done. In case 4 all was."}]


async def test_what_was_asked_and_the_end_of_the_first_line_are_noted() -> None:
    async with Sandbox.running() as sandbox, tapped(sandbox) as address:
        sandbox.local_claude.say("one line\nand another\n", "no line at all")
        key = sandbox.addresses.anthropic_api_key
        async with AsyncAnthropic(api_key=key, base_url=address, max_retries=0) as client:
            for _ in range(2):
                async with client.messages.stream(
                    model="claude-haiku-5-5",
                    max_tokens=100,
                    messages=ASKED,  # type: ignore[arg-type]
                ) as stream:
                    assert await stream.get_final_text()
    journal = sandbox.control.journal()
    first, second = exchanges(journal)
    assert first["numbers"] == second["numbers"] == [4, 17]
    assert [e["request_id"] for e in model_calls(journal)] == [
        first["request_id"],
        second["request_id"],
    ]
    assert [e["request_id"] for e in journal if e["kind"] == "line"] == [first["request_id"]]
    assert sandbox.addresses.now >= first["at"] >= first["began"]
