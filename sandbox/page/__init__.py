"""The page: a plain web client of the workspace, served by the sandbox itself.

Everything it shows and does goes through the control API. The files are plain HTML, CSS and
JavaScript modules; nothing is built, nothing comes from elsewhere.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.faults import KINDS

if TYPE_CHECKING:
    from sandbox.place import Place

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
"""Nothing inline, nothing from elsewhere: what a message holds can't become code."""


def routes(place: "Place") -> list[web.AbstractRouteDef]:
    """The page at `/`, `/home` and `/archives/…`, and its files at `/static/…`."""
    files = {path.name: _response_of(path) for path in sorted(STATIC.iterdir())}

    async def page(_: web.Request) -> web.Response:
        return _served(files["index.html"])

    async def file(request: web.Request) -> web.Response:
        found = files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound(text="There is no such file", headers=HEADERS)
        return _served(found)

    async def about(_: web.Request) -> web.Response:
        return web.json_response(_about(place), headers=HEADERS)

    return [
        web.get("/", page),
        web.get("/home", page),
        web.get("/archives/{channel}", page),
        web.get("/archives/{channel}/{message}", page),
        web.get("/static/{name}", file),
        web.get("/page/about", about),
    ]


def _about(place: "Place") -> dict[str, Any]:
    """What the page asks once: the kinds of faults, and whether there is a local Claude."""
    return {"faults": KINDS, "claude": place.local_claude is not None}


def _response_of(path: Path) -> tuple[bytes, str]:
    return path.read_bytes(), TYPES[path.suffix]


def _served(file: tuple[bytes, str]) -> web.Response:
    body, content_type = file
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers=HEADERS)
