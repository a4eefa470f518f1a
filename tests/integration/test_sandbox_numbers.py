"""How much the sandbox takes; how fast it is, `python -m benchmarks sandbox` tells."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.support.sandbox_place import Place, place

EVENTS = 1_500
MESSAGES_MEGABYTES = 300

LOAD = """
import pathlib, resource
from sandbox import Sandbox
from sandbox.seed import Seed

def message(n):
    text = f"Message {n} of a long history, with some words in it to be believable, {n % 97}"
    inner = [{"type": "text", "text": text}]
    section = {"type": "rich_text_section", "elements": inner}
    block = {"type": "rich_text", "block_id": f"b{n % 999}", "elements": [section]}
    return {"client_msg_id": f"{n:032x}", "type": "message", "user": f"U{n % 50}", "text": text,
            "ts": f"{1_700_000_000 + n}.000100", "team": "T1", "blocks": [block]}

said = {f"C{k}": [message(n) for n in range(k, 100_000, 20)] for k in range(20)}
rooms = [{"id": room, "name": room.lower(), "bot_member": True} for room in said]
sandbox = Sandbox(Seed(team={"id": "T1"}, channels=rooms, messages=said, newest=1_800_000_000.0))
held = sum(len(one.messages) for one in sandbox.workspace.conversations.values())
# Linux counts what the parent had when it forked into ru_maxrss, but not into VmHWM.
status = pathlib.Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
peak = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), None)
print(held, (peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024)
"""


@asynccontextmanager
async def acking(here: Place) -> AsyncIterator[None]:
    """A bare socket that acknowledges at once, so that the sandbox is what is measured."""
    where = here.sandbox.addresses
    opened = await here.client.apps_connections_open(app_token=where.app_token)

    async def ack(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            envelope_id = json.loads(message.data).get("envelope_id")
            if envelope_id:
                await socket.send_str(json.dumps({"envelope_id": envelope_id}))

    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(opened["url"])
        acks = asyncio.ensure_future(ack(socket))
        await here.control.until(lambda: here.sandbox.sockets.count == 1)
        yield
        await socket.close()
        await acks


async def test_one_socket_takes_every_event_of_a_flood() -> None:
    async with place() as here, acking(here):
        for n in range(EVENTS):
            here.control.post(here.ann, "general", f"event {n}")
        await here.control.until(lambda: here.sandbox.delivery.under_way == 0, 60)
    acked = [entry["envelope_id"] for entry in here.control.journal(kind="ack")]
    assert len(acked) == len(set(acked)) == EVENTS


async def test_a_hundred_thousand_messages_fit() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        LOAD,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    printed, _ = await process.communicate()
    held, megabytes = map(int, printed.split())
    assert held == 100_000
    assert megabytes < MESSAGES_MEGABYTES
