"""`python -m benchmarks [name …]`: print the named tables, or all of them."""

from __future__ import annotations

import importlib
import sys
import time

from benchmarks import TABLES


def main(names: list[str]) -> int:
    """Print each table as soon as it is made; 2 if a name is unknown, else 0."""
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        print(
            f"There is no table named {', '.join(unknown)}; there are {', '.join(TABLES)}.",
            file=sys.stderr,
        )
        return 2
    for name in names or TABLES:
        started = time.perf_counter()
        table = importlib.import_module(f"benchmarks.{name}").table()
        print(f"{table}\n\n_{name}: {time.perf_counter() - started:.1f} s_\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
