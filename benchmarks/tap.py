"""A wire between a bot and the local Claude that notes when what went over it.

Bytes pass as they come; nothing is held back. The notes go to the sandbox's journal, on its clock:
`exchange` when an answer begins, with what was asked, and `line` at the end of the first line that
the model streams.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks.content import numbers
from sandbox import Sandbox

_PATH = re.compile(rb"^[A-Z]+ (?:https?://[^/ ]+)?(\S+) HTTP/1\.1\r\n")
_REQUEST_ID = re.compile(rb"\r\nrequest-id: (\S+)\r\n", re.IGNORECASE)
_EVENT = re.compile(rb"data: (\{.*\})\n")


@dataclass
class Exchange:
    """One request on a connection and what came back so far."""

    sandbox: Sandbox
    began: float = 0.0
    asked: bytearray = field(default_factory=bytearray)
    answered: bytearray = field(default_factory=bytearray)
    request_id: str = ""
    read: int = 0
    told: bool = False

    def ask(self, data: bytes) -> None:
        """More of the request."""
        self.began = self.began or self.sandbox.clock.now()
        self.asked += data

    def answer(self, data: bytes) -> None:
        """More of the answer; notes its beginning and the end of its first line."""
        self.answered += data
        if not self.request_id and (found := _REQUEST_ID.search(self.answered)):
            self.request_id = found[1].decode()
            self._note_beginning()
        if self.request_id and not self.told:
            self._look_for_a_line()

    def _note_beginning(self) -> None:
        path = _PATH.match(self.asked)
        self.sandbox.journal.add(
            "exchange",
            request_id=self.request_id,
            began=self.began,
            path=path[1].decode() if path else "",
            numbers=sorted(numbers(bytes(self.asked))),
        )

    def _look_for_a_line(self) -> None:
        for event in _EVENT.finditer(self.answered, self.read):
            self.read = event.end()
            delta = json.loads(event[1]).get("delta") or {}
            if "\n" in str(delta.get("text", "")):
                self.sandbox.journal.add("line", request_id=self.request_id)
                self.told = True
                return


@contextlib.asynccontextmanager
async def tapped(sandbox: Sandbox) -> AsyncIterator[str]:
    """The address of a wire to the local Claude, open until the block ends."""
    upstream = urlsplit(sandbox.addresses.url)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(upstream.hostname, upstream.port)
        exchange = [Exchange(sandbox)]

        async def out() -> None:
            while data := await reader.read(1 << 16):
                if exchange[0].answered:
                    exchange[0] = Exchange(sandbox)
                exchange[0].ask(data)
                back.write(data)
                await back.drain()
            back.close()

        async def home() -> None:
            while data := await there.read(1 << 16):
                exchange[0].answer(data)
                writer.write(data)
                await writer.drain()
            writer.close()

        with contextlib.suppress(ConnectionError):
            await asyncio.gather(out(), home())

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/claude"
    finally:
        server.close()
