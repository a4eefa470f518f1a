"""Where a workspace's contents come from: the sample, a Slack export, or nothing."""

from __future__ import annotations

from pathlib import Path

from sandbox.contents import ExportError, Seed, newest_of
from sandbox.export_reader import read_export
from sandbox.sample.build import build

__all__ = ["ExportError", "Seed", "empty", "from_export", "newest_of", "sample"]


def empty() -> Seed:
    """Return a workspace with a name, no people, no channels and no messages."""
    return Seed(team={"id": "T0EMPTY001", "name": "Empty", "domain": "empty"})


def sample(seed: int = 1, now: float | None = None) -> Seed:
    """Return four weeks at a small invented company, the last of them the week of `now`.

    Args:
        seed: Varies ids, seconds and a few reactions, never what is said.
        now: Epoch seconds; nothing later is kept, and the clock starts before it. None: the last
            Friday 16:00 that has passed in the company's zone, so that its digest is still to come.

    Returns:
        The same Seed for the same arguments.
    """
    return build(seed, now)


def from_export(path: str | Path) -> Seed:
    """Read a Slack export, of 2015's shape or today's.

    Args:
        path: A zip as Slack's export page gives it; a single top folder is allowed.

    Returns:
        Users that are named but not listed are synthesized; a thread whose root isn't in the
        export gets a tombstone root, so that its replies stay reachable.

    Raises:
        ExportError: If the file is missing, isn't a zip, is damaged, unsafe or not an export.
    """
    return read_export(Path(path))
