"""`python -m benchmarks.scale [--full] [name …]`: one machine or many, in figures.

Everything runs on this machine: PostgreSQL, the local workspace and model, and the processes. By
default it is scaled down to a few minutes; --full takes the sizes of the targets.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from benchmarks import scale_answers, scale_store
from benchmarks.scale_home import server
from benchmarks.scale_row import HEAD, Row

NAMES = ("store", "many", "copy", "answers", "chaos")


async def rows(name: str, url: str, *, full: bool) -> tuple[list[Row], str]:
    """The rows of one part, and what else it shows."""
    if name == "store":
        return [*await scale_store.contract(url), await scale_store.recorded(url)], ""
    if name == "many":
        return await scale_store.many(url, 10_000_000 if full else 1_000_000)
    if name == "copy":
        return [await scale_store.copying(url, 1_000_000 if full else 100_000)], ""
    if name == "answers":
        return await scale_answers.throughput(url, 300 if full else 150), ""
    return await scale_answers.chaos(url, 600 if full else 60, 20), ""


def main() -> None:
    """Print the table row by row, then the plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of the targets; an hour")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="only these parts")
    chosen = parser.parse_args()
    print(HEAD)
    more = []
    with server() as url:
        for name in chosen.names or NAMES:
            started = time.perf_counter()
            made, shown = asyncio.run(rows(name, url, full=chosen.full))
            print("\n".join(map(str, made)), flush=True)
            took = time.perf_counter() - started
            more += [f"_{name}: {took:.0f} s_", *([shown] if shown else [])]
    print("\n" + "\n\n".join(more))


if __name__ == "__main__":
    main()
