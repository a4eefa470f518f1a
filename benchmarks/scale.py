"""`python -m benchmarks.scale [--full] [name …]`: one machine or many, in figures.

Everything runs on this machine: PostgreSQL, the local workspace and model, and the processes. By
default it is scaled down to some six minutes; --full takes the sizes of the targets and half an
hour. The table goes to stdout; what is under way to stderr; what the processes log to a file.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TextIO

from benchmarks import scale_answers, scale_many, scale_outage, scale_store
from benchmarks.scale_home import server
from benchmarks.scale_row import HEAD, Row

Shown = tuple[list[Row], str]


async def _store(url: str, full: bool) -> Shown:
    return [*await scale_store.contract(url), await scale_store.recorded(url)], ""


async def _many(url: str, full: bool) -> Shown:
    return await scale_many.many(url, 10_000_000 if full else 1_000_000)


async def _copy(url: str, full: bool) -> Shown:
    return [await scale_store.copying(url, 1_000_000 if full else 100_000)], ""


async def _answers(url: str, full: bool) -> Shown:
    return await scale_answers.throughput(url, 300 if full else 150), ""


async def _chaos(url: str, full: bool) -> Shown:
    return await scale_answers.chaos(url, 600 if full else 60, 20), ""


async def _outage(url: str, full: bool) -> Shown:
    return await scale_outage.outage(url, 60 if full else 20), ""


PARTS: dict[str, Callable[[str, bool], Coroutine[Any, Any, Shown]]] = {
    "store": _store,
    "many": _many,
    "copy": _copy,
    "answers": _answers,
    "outage": _outage,
    "chaos": _chaos,
}


def main() -> int:
    """Print the table row by row, then the plans; a part that fails doesn't stop the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of the targets")
    parser.add_argument("names", nargs="*", choices=[*PARTS, []], help="only these parts")
    chosen = parser.parse_args()
    log = Path(tempfile.mkstemp(prefix="digestif-bench-", suffix=".log")[1])
    more: list[str] = []
    failed: list[str] = []
    with _logging_to(log) as progress, server() as url:
        print(HEAD, flush=True)
        for name in chosen.names or PARTS:
            progress.write(f"{time.strftime('%H:%M:%S')} {name} …\n")
            started = time.perf_counter()
            try:
                rows, shown = asyncio.run(PARTS[name](url, chosen.full))
            except Exception as error:
                failed.append(name)
                rows, shown = [Row(name, "", f"failed: {type(error).__name__}", False)], ""
                print(f"{name}: {error!r}", file=sys.stderr)
            print("\n".join(map(str, rows)), flush=True)
            more += [
                f"_{name}: {time.perf_counter() - started:.0f} s_",
                *([shown] if shown else []),
            ]
    print("\n" + "\n\n".join(more))
    print(f"\nWhat the processes logged: {log}", file=sys.stderr)
    return 1 if failed else 0


@contextlib.contextmanager
def _logging_to(path: Path) -> Iterator[TextIO]:
    """Have this process and those it starts write to a file instead of stderr; yields stderr."""
    sys.stderr.flush()
    there = os.dup(2)
    with path.open("a", encoding="utf-8") as file, os.fdopen(there, "w", buffering=1) as progress:
        os.dup2(file.fileno(), 2)
        try:
            yield progress
        finally:
            sys.stderr.flush()
            os.dup2(there, 2)


if __name__ == "__main__":
    sys.exit(main())
