"""`python -m benchmarks.serve seed.json [--limits]`: a sandbox with a tap, in a process of its own.

So that what the sandbox computes doesn't count as the bot's time. Prints its addresses like
`python -m sandbox` and serves until its standard input closes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.tap import tapped
from sandbox import Sandbox
from sandbox.seed import Seed

MANIFEST = Path(__file__).parents[1] / "app_manifest.yml"


async def serve(path: Path, limits: bool) -> None:
    """Serve the workspace in a JSON file."""
    seed = Seed(**json.loads(path.read_text(encoding="utf-8")))
    async with (
        Sandbox.running(seed, manifest=MANIFEST, limits=limits) as sandbox,
        tapped(sandbox) as address,
    ):
        where = replace(sandbox.addresses, anthropic_base_url=address)
        print(json.dumps(where.as_json()), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), "--limits" in sys.argv))
