"""`make live`: every golden payload to Slack's own blocks.validate, and to the sandbox.

With SLACK_CONFIG_TOKEN (an app configuration token) also the manifest to apps.manifest.validate.
Nothing is posted anywhere: both methods only check. Ends with 0 if the two agree on everything, or
if Slack can't be reached, which is said; with 1 if they differ.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.live.compare import Side, Unreachable, difference
from tests.live.golden import golden, refused

MANIFEST = Path(__file__).parents[2] / "app_manifest.yml"
TOKEN = "SLACK_CONFIG_TOKEN"


async def run(slack_url: str, token: str) -> int:
    """Compares the two and prints what came out; the exit code.

    Args:
        slack_url: of Slack's Web API, with a slash at its end.
        token: an app configuration token, "" for none.
    """
    async with (
        Sandbox.running(claude=False) as sandbox,
        aiohttp.ClientSession(trust_env=True) as session,
    ):
        slack, local = Side(session, slack_url), Side(session, sandbox.addresses.slack_api_url)
        try:
            wrong = await _payloads(slack, local)
            wrong += await _manifest(slack, local, token) if token else []
        except Unreachable as problem:
            print(f"Skipped: Slack can't be reached from here ({problem}), nothing was compared.")
            return 0
    for line in wrong:
        print(line)
    checked = f"{len(golden())} golden payloads and {len(refused())} that must be refused"
    print(f"{checked}: {f'{len(wrong)} differ' if wrong else 'Slack and the sandbox agree'}.")
    print("The manifest was compared, too." if token else f"No manifest: {TOKEN} is not set.")
    return 1 if wrong else 0


async def _payloads(slack: Side, local: Side) -> list[str]:
    wrong = []
    for wanted, payloads in ((True, golden()), (False, refused())):
        for name, payload in payloads.items():
            answers = [await side.ask("blocks.validate", payload) for side in (slack, local)]
            wrong.append(difference(name, *answers, wanted=wanted))
    return [line for line in wrong if line]


async def _manifest(slack: Side, local: Side, token: str) -> list[str]:
    manifest: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    method, given = "apps.manifest.validate", {"manifest": manifest}
    line = difference(
        "app_manifest.yml", await slack.ask(method, given, token), await local.ask(method, given)
    )
    return [line] if line else []


if __name__ == "__main__":
    sys.exit(asyncio.run(run(AsyncWebClient.BASE_URL, os.environ.get(TOKEN, ""))))
