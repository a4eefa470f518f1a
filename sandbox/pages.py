"""The page, where it is there; else a plain line of text that names the addresses."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from sandbox.server import Sandbox


def routes(sandbox: "Sandbox") -> list[web.AbstractRouteDef]:
    """`/`, `/archives/…` and `/static/…`."""
    if find_spec("sandbox.page") is not None:
        found: list[web.AbstractRouteDef] = import_module("sandbox.page").routes(sandbox)
        return found

    async def plain(_: web.Request) -> web.Response:
        where = sandbox.addresses
        claude = where.anthropic_base_url or "off"
        text = f"Local Slack: {where.slack_api_url}\nLocal Claude: {claude}\n"
        return web.Response(text=text)

    return [web.get("/", plain), web.get("/archives/{channel}/{message}", plain)]
