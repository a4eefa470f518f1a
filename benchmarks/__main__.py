"""`python -m benchmarks [--full] [name …]`: print the named tables, or all of them.

With `--full` the tables of `LARGER` are made at the size that is asked, which takes minutes.
"""

from __future__ import annotations

import importlib
import sys
import time

from benchmarks import LARGER, TABLES


def main(arguments: list[str]) -> int:
    """Print each table as soon as it is made; 2 if a name is unknown, else 0."""
    names = [argument for argument in arguments if argument != "--full"]
    full = len(names) < len(arguments)
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        print(
            f"There is no table named {', '.join(unknown)}; there are {', '.join(TABLES)}.",
            file=sys.stderr,
        )
        return 2
    for name in names or TABLES:
        started = time.perf_counter()
        options = {"full": True} if full and name in LARGER else {}
        table = importlib.import_module(f"benchmarks.{name}").table(**options)
        print(f"{table}\n\n_{name}: {time.perf_counter() - started:.1f} s_\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
