"""python -m sandbox: prints its addresses as one JSON line and serves until it is stopped."""

import argparse
import asyncio
import json
import signal
import sys

from sandbox.manifest import ManifestError
from sandbox.seed import ExportError, Seed, empty, from_export, sample
from sandbox.server import Sandbox


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A local Slack workspace (and, with --claude, a local Claude). "
        "Prints its addresses and tokens as one JSON line and serves until Ctrl-C.",
    )
    made.add_argument("--port", type=int, default=0, help="0 picks a free one (the default)")
    made.add_argument("--host", default="127.0.0.1", help="loopback unless you say otherwise")
    made.add_argument("--claude", action="store_true", help="with the local Claude")
    made.add_argument("--manifest", help="app manifest (YAML or JSON): what is granted and sent")
    made.add_argument("--request-url", help="deliver over HTTP to this address, signed")
    made.add_argument("--limits", action="store_true", help="rate limits by tier, with 429")
    made.add_argument(
        "--non-marketplace", action="store_true", help="history once a minute, 15 items at most"
    )
    made.add_argument("--plan", choices=("pro", "free"), default="pro")
    made.add_argument("--seed", type=int, default=1, help="seed of the sample workspace")
    content = made.add_mutually_exclusive_group()
    content.add_argument("--export", help="fill it from a Slack export (zip)")
    content.add_argument("--empty", action="store_true", help="start without people and channels")
    return made


def read_seed(options: argparse.Namespace) -> Seed:
    """What the workspace holds.

    Raises:
        ExportError: the export can't be read.
    """
    if options.export:
        return from_export(options.export)
    return empty() if options.empty else sample(options.seed)


async def serve(options: argparse.Namespace) -> None:
    """Serves until SIGINT or SIGTERM."""
    sandbox = Sandbox(
        read_seed(options),
        host=options.host,
        port=options.port,
        claude=options.claude,
        manifest=options.manifest,
        limits=options.limits,
        non_marketplace=options.non_marketplace,
        plan=options.plan,
        request_url=options.request_url,
        ids=options.seed,
    )
    await sandbox.start()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    print(json.dumps(sandbox.addresses.as_json()), flush=True)
    await stopped.wait()
    await sandbox.stop()


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; 0 when it was stopped, 2 for wrong use or unreadable input."""
    options = parser().parse_args(arguments)
    try:
        asyncio.run(serve(options))
    except (ExportError, ManifestError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
