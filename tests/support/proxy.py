"""A TCP proxy in front of a database, which can be closed as if the database had gone away.

It runs in a thread of its own, since the jobs engine holds up the loop while it connects.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Coroutine
from urllib.parse import parse_qs, urlsplit

Opened = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Proxy:
    """Listens on a port of its own and passes everything on while it is open."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = 0
        self.accepted = 0

    @property
    def url(self) -> str:
        """The database's address through the proxy."""
        user = self._url.netloc.rpartition("@")[0]
        at = f"{user}@127.0.0.1:{self.port}"
        return self._url._replace(netloc=at, query="").geturl()

    async def open(self) -> None:
        """Let connections through, on the same port as before."""
        await self._there(self._open())

    async def close(self) -> None:
        """Cut every connection and refuse new ones."""
        await self._there(self._close())

    async def end(self) -> None:
        """Close for good."""
        await self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def _there(self, work: Coroutine[None, None, None]) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.accepted += 1
        there: asyncio.StreamWriter | None = None
        try:
            back, there = await self._connect()
            await asyncio.gather(_pass(reader, there), _pass(back, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            for each in (writer, there):
                if each is not None:
                    each.transport.abort()

    async def _connect(self) -> Opened:
        socket_dir = parse_qs(self._url.query).get("host", [""])[0]
        if socket_dir.startswith("/"):
            return await asyncio.open_unix_connection(f"{socket_dir}/.s.PGSQL.5432")
        host = self._url.hostname or "127.0.0.1"
        return await asyncio.open_connection(host, self._url.port or 5432)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    raise ConnectionResetError


@contextlib.asynccontextmanager
async def proxy(url: str) -> AsyncIterator[Proxy]:
    """An open proxy in front of the database at a URL."""
    made = Proxy(url)
    await made.open()
    try:
        yield made
    finally:
        await made.end()
