"""The files of a thread: which are fetched, what was read of them, and how that is said."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from digests.files.kinds import Kind, declared
from digests.files.limits import (
    BLOCKS_BASE64,
    FILE_BYTES,
    MB,
    THREAD_BYTES,
    THREAD_CHARACTERS,
    THREAD_FILES,
    THREAD_SECONDS,
)
from digests.files.problems import (
    NO_ROOM,
    NO_TEXT,
    ONLY_PART,
    ONLY_SEEN,
    SLOW,
    TOO_LARGE,
    UNREADABLE,
    FileProblem,
    Problem,
)
from digests.files.thread import AT_ONCE, read_in_thread
from digests.files.values import FileReading, FileText
from digests.models import File, Message

# What a file counts for whose size Slack doesn't tell, as with some old ones.
_UNTOLD = 4 * MB
# Never fetched, since nothing could be made of them.
_HOPELESS = frozenset({Kind.VIDEO, Kind.AUDIO, Kind.CANVAS})


class Fetcher(Protocol):
    """Where files come from."""

    async def fetch(self, file: File, most: int) -> bytes:
        """The whole file, at most so many bytes. Raises FileProblem, the only error."""
        ...


def files_of(messages: Iterable[Message]) -> tuple[File, ...]:
    """The files hanging on some messages, each once, in order."""
    return tuple({file.file_id: file for m in messages for file in m.files}.values())


async def read_files(
    files: Sequence[File], fetcher: Fetcher, *, seconds: float = THREAD_SECONDS
) -> tuple[FileReading, ...]:
    """Fetch and read files, four at a time; one reading per file, in their order.

    Where not all fit, the first file and then the newest are read. Never raises for a file's sake.

    Args:
        files: in the order of their messages; none gives ().
        fetcher: `bot.file_fetch.FileFetcher`.
        seconds: for all of them; what isn't read by then took too long.
    """
    if not files:
        return ()
    slots = asyncio.Semaphore(AT_ONCE)
    order = _by_weight(len(files))
    planned = _planned(files, order)

    async def one(index: int) -> FileReading:
        async with slots:
            return await _read(files[index], fetcher, planned.get(index))

    tasks = [asyncio.create_task(one(index)) for index in range(len(files))]
    try:
        await asyncio.wait(tasks, timeout=seconds)
        readings = [
            task.result() if task.done() else _unread(file, SLOW)
            for task, file in zip(tasks, files, strict=True)
        ]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    _fit(readings, order)
    return tuple(readings)


def coverage_of(readings: Sequence[FileReading], *, looked: bool = False) -> str:
    """What was read of the files: "1 of 2 files (the video can't be read)"; "" if there are none.

    Args:
        readings: all of the thread's files.
        looked: whether those with a block were shown to Claude.
    """
    if not readings:
        return ""
    missing: list[tuple[str, Problem]] = []
    read = 0
    for reading in readings:
        seen = reading.text is not None or (looked and reading.block is not None)
        read += seen
        if reading.problem and (not seen or reading.text is not None):
            missing.append((reading.noun, reading.problem))
    noun = "file" if len(readings) == 1 else "files"
    why = ", ".join(
        problem.clause(noun, count) for (noun, problem), count in Counter(missing).items()
    )
    return f"{read} of {len(readings)} {noun}" + (f" ({why})" if why else "")


def _by_weight(count: int) -> list[int]:
    """Indexes, the first and then the newest first."""
    return [*range(min(count, 1)), *range(count - 1, 0, -1)]


def _planned(files: Sequence[File], order: Iterable[int]) -> dict[int, int]:
    """How many bytes each file may take, for those that fit into what a thread may take."""
    left, planned = THREAD_BYTES, dict[int, int]()
    for index in order:
        file = files[index]
        if declared(file.name, file.mimetype) in _HOPELESS:
            continue
        # The size that Slack tells may be a little old.
        size = file.size or _UNTOLD
        if len(planned) == THREAD_FILES or size > min(left, FILE_BYTES):
            continue
        planned[index] = min(FILE_BYTES, max(2 * size, MB))
        left -= size
    return planned


async def _read(file: File, fetcher: Fetcher, most: int | None) -> FileReading:
    kind = declared(file.name, file.mimetype)
    if most is None:
        problem = NO_ROOM if file.size <= FILE_BYTES else TOO_LARGE
        return _unread(file, UNREADABLE if kind in _HOPELESS else problem)
    try:
        data = await fetcher.fetch(file, most)
    except FileProblem as error:
        return _unread(file, error.problem)
    found = await read_in_thread(file.name, file.mimetype, data)
    return _reading(file, found)


def _reading(file: File, found: FileText) -> FileReading:
    if found.text:
        problem = ONLY_PART if found.truncated else None
        return FileReading(file, found.text, found.noun, problem, found.block)
    return FileReading(file, None, found.noun, found.problem, found.block)


def _unread(file: File, problem: Problem) -> FileReading:
    return FileReading(file, None, declared(file.name, file.mimetype).value, problem)


def _fit(readings: list[FileReading], order: Iterable[int]) -> None:
    """Cut what is more than a prompt may hold of all files together."""
    characters, blocks = THREAD_CHARACTERS, BLOCKS_BASE64
    for index in order:
        each = readings[index]
        text, problem, block = each.text, each.problem, each.block
        if text is not None and len(text) > characters:
            text = text[:characters] or None
            problem = ONLY_PART if text else NO_ROOM
        characters -= len(text or "")
        if block is not None and block.size > blocks:
            block = None
            problem = NO_ROOM if problem in (ONLY_SEEN, NO_TEXT) else problem
        blocks -= block.size if block else 0
        readings[index] = FileReading(each.file, text, each.noun, problem, block)
