"""`python -m sandbox.claude` runs by itself."""

import asyncio
import json
import signal
import sys

from anthropic import AsyncAnthropic

from tests.support.sandbox_claude import ask


async def test_it_prints_its_address_answers_and_stops_on_sigterm() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox.claude", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 20)
    address = json.loads(line)
    async with AsyncAnthropic(
        base_url=address["anthropic_base_url"], api_key=address["anthropic_api_key"]
    ) as client:
        message = await client.messages.create(**ask("[m1 09:00 Ana] The launch is on Monday."))
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), 10)

    assert set(address) == {"anthropic_base_url", "anthropic_api_key"}
    assert any(block.type == "text" and "[m1]" in block.text for block in message.content)
    assert process.returncode == 0
    assert json.loads(errors.decode().splitlines()[0])["status"] == 200
