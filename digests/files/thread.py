"""Reading a file beside the event loop, with an end.

Documents that a library opens go to a process of their own (`files.apart`), for which a thread
waits here. Text is read in the thread itself, which nothing can kill: it is asked to stop between
rows, and is a daemon, so that it keeps nobody from leaving. Either takes one of a few slots.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field

from digests.files.apart import read_apart
from digests.files.kinds import declared, needs_library
from digests.files.limits import READ_SECONDS
from digests.files.problems import SLOW
from digests.files.read import read_file
from digests.files.values import FileText

AT_ONCE = 4
_slots = threading.BoundedSemaphore(AT_ONCE)


@dataclass
class _Reading:
    """One file being read: who waits for it, and whether anybody still does."""

    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[FileText]
    gone: threading.Event = field(default_factory=threading.Event)

    def run(self, name: str, mimetype: str, data: bytes, seconds: float) -> None:
        """Wait for a slot and read; runs in the thread."""
        if not _slots.acquire(timeout=seconds):
            return
        try:
            if needs_library(data):
                text = read_apart(name, mimetype, data, seconds)
            else:
                text = read_file(name, mimetype, data, stop=self.gone.is_set)
        finally:
            _slots.release()
        # The loop may be closed by now; then nobody waits.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._settle, text)

    def _settle(self, text: FileText) -> None:
        if not self.done.done():
            self.done.set_result(text)


async def read_in_thread(
    name: str, mimetype: str, data: bytes, *, seconds: float = READ_SECONDS
) -> FileText:
    """What `read_file` gives, or after so many seconds that it took too long. Never raises.

    Args:
        name: the file's name.
        mimetype: as Slack gives it.
        data: the whole file.
        seconds: waiting for one of four slots included.
    """
    loop = asyncio.get_running_loop()
    reading = _Reading(loop, loop.create_future())
    args = (name, mimetype, data, seconds)
    threading.Thread(target=reading.run, args=args, name="read file", daemon=True).start()
    try:
        async with asyncio.timeout(seconds):
            return await reading.done
    except TimeoutError:
        noun = declared(name, mimetype).value
        return FileText(note=SLOW.sentence(noun), noun=noun, problem=SLOW)
    finally:
        reading.gone.set()
