"""The approval page of an installation, which approves at once."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from sandbox.methods.oauth import CODE_SECONDS

if TYPE_CHECKING:
    from sandbox.place import Place


def routes(place: "Place") -> list[web.AbstractRouteDef]:
    """`/oauth/v2/authorize`: leads back to redirect_uri with a code and the state.

    `user` says who installs (the first person unless given); `deny=1` refuses as a person can.
    """

    async def authorize(request: web.Request) -> web.Response:
        query, workspace = request.query, place.workspace
        if query.get("client_id") != workspace.app.client_id:
            return web.Response(status=400, text="Invalid client_id parameter")
        back = query.get("redirect_uri", "")
        if "://" not in back:
            return web.Response(status=400, text="redirect_uri is missing")
        state = {"state": query["state"]} if "state" in query else {}
        if query.get("deny"):
            raise web.HTTPFound(_with(back, {"error": "access_denied", **state}))
        code = workspace.ids.secret(40)
        until = place.clock.now() + CODE_SECONDS
        user = query.get("user") or next(iter(workspace.users))
        place.codes[code] = {"user": user, "until": until, "redirect_uri": back}
        raise web.HTTPFound(_with(back, {"code": code, **state}))

    return [web.get("/oauth/v2/authorize", authorize)]


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
