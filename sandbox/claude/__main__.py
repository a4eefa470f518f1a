"""`python -m sandbox.claude`: the local Claude by itself, until SIGINT or SIGTERM."""

import argparse
import asyncio
import json
import signal
import sys
import time
from typing import Any, get_args

from aiohttp import web

from . import LocalClaude, VoiceName, routes
from .ports import Fault


class _MachineClock:
    """The machine's own time."""

    def now(self) -> float:
        return time.time()


class _NoFaults:
    """Nothing fails."""

    def take(self, target: str, method: str, kind: str | None = None, /) -> Fault | None:
        return None


class _StderrJournal:
    """One JSON line on stderr per call."""

    def add(self, kind: str, /, **fields: Any) -> None:
        print(json.dumps({"kind": kind, **fields}, ensure_ascii=False), file=sys.stderr, flush=True)


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.claude", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 picks a free one")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (loopback)")
    parser.add_argument("--voice", choices=get_args(VoiceName), default="extractive")
    parser.add_argument("--speed", type=float, default=0.0, help="tokens per second; 0 at once")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before the first byte")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(args: argparse.Namespace) -> None:
    """Serve, say where on stdout in one JSON line, and wait for a signal."""
    claude = LocalClaude(
        _MachineClock(), _NoFaults(), _StderrJournal(),
        speed=args.speed, delay=args.delay, voice=args.voice,
    )  # fmt: skip
    app = web.Application()
    app.add_routes(routes(claude))
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, args.host, args.port)
    await site.start()
    port = runner.addresses[0][1]
    address = {
        "anthropic_base_url": f"http://{args.host}:{port}/claude",
        "anthropic_api_key": claude.api_key,
    }
    print(json.dumps(address), flush=True)
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()
    await runner.cleanup()


if __name__ == "__main__":
    main()
