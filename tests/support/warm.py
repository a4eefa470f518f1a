"""Processes of the program, forked from one that has imported everything already.

Whoever starts `digestif` spends two seconds of processor time on imports; tests start it often. So
each session of tests imports once, in a server that only forks (the standard library's), and every
process begins there as if the command line had just been read. It is a process like any other: its
own pid, environment, directory and output, to be killed or frozen. Coverage isn't measured in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

# What a running bot has imported, with either database.
IMPORTED = [
    "anthropic", "bot.cli", "bot.serve", "bot.tools", "digests.store.postgres", "psycopg_pool",
    "tests.support.warm",
]  # fmt: skip
MEASURING = "COVERAGE_PROCESS_"

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(IMPORTED)


@dataclass(frozen=True)
class Start:
    """What the new process needs.

    Attributes:
        program: a module, or `-c` and a text, and arguments, as the interpreter takes them.
        streams: its ends of stdin, stdout and stderr; empty if it has ours.
    """

    program: tuple[str, ...]
    env: dict[str, str]
    cwd: str
    streams: tuple[Connection, ...]


class Warm:
    """A process, with what tests use of `asyncio.subprocess.Process`."""

    def __init__(self, process: ForkServerProcess, streams: tuple[Connection, ...]) -> None:
        """A process that was started, and our ends of its streams."""
        self._process, self._streams = process, streams

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal; nothing if it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it without a warning."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Wait until it has ended; the exit code."""
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        assert self.returncode is not None
        return self.returncode

    async def communicate(self, stdin: bytes = b"") -> tuple[bytes, bytes]:
        """Let it read that, and wait until it has ended; what it wrote to stdout and to stderr."""
        to, from_out, from_err = self._streams
        writing = asyncio.create_task(asyncio.to_thread(_write, to, stdin))
        reading = (asyncio.to_thread(_read, one) for one in (from_out, from_err))
        out, err = await asyncio.gather(*reading)
        await writing
        await self.wait()
        return out, err


def start(*program: str, env: Mapping[str, str], cwd: Path, piped: bool = False) -> Warm:
    """Start a module, as `python -m` does, or a text, as `python -c` does.

    Args:
        *program: the module's name, or `-c` and the text; then arguments.
        env: the whole environment.
        cwd: where it stands.
        piped: for `communicate`; else it has our stdout and stderr.
    """
    pipes = [_context.Pipe(duplex=False) for _ in range(3 if piped else 0)]
    theirs = tuple(pipe[min(number, 1)] for number, pipe in enumerate(pipes))
    ours = tuple(pipe[1 - min(number, 1)] for number, pipe in enumerate(pipes))
    process = _context.Process(target=_run, args=(Start(program, dict(env), str(cwd), theirs),))
    _serve()
    process.start()
    for end in theirs:
        end.close()
    return Warm(process, ours)


def _serve() -> None:
    """Have the server run, without coverage, which all its forks would inherit."""
    measuring = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith(MEASURING)}
    try:
        forkserver.ensure_running()
    finally:
        os.environ.update(measuring)


def _run(start: Start) -> None:
    """In the new process: become what was asked for."""
    os.environ.clear()
    os.environ.update(start.env)
    os.chdir(start.cwd)
    for number, stream in enumerate(start.streams):
        os.dup2(stream.fileno(), number)
        stream.close()
    # The server has closed its own.
    sys.stdin = os.fdopen(0) if start.streams else sys.stdin
    name, *arguments = start.program
    if name == "-c":
        sys.argv = [name, *arguments[1:]]
        exec(arguments[0], {"__name__": "__main__"})
    else:
        sys.argv = [name, *arguments]
        runpy.run_module(name, run_name="__main__", alter_sys=True)


def _write(stream: Connection, data: bytes) -> None:
    with (
        stream,
        contextlib.suppress(BrokenPipeError),  # it has ended without reading everything
        open(stream.fileno(), "wb", closefd=False) as file,
    ):
        file.write(data)


def _read(stream: Connection) -> bytes:
    with stream, open(stream.fileno(), "rb", closefd=False) as file:
        return file.read()
