"""Uploading to and downloading from the addresses that files.* gives."""

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from sandbox.place import Place


def routes(place: "Place") -> list[web.AbstractRouteDef]:
    """`/upload/{key}` and `/files/{file}/{name}`."""

    async def upload(request: web.Request) -> web.Response:
        waiting = place.workspace.uploads.get(request.match_info["key"])
        if waiting is None:
            return web.Response(status=404, text="This upload address is not known")
        content = await _content(request)
        if len(content) != waiting["length"]:
            return web.Response(status=400, text="The length differs from the one announced")
        waiting["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(request: web.Request) -> web.Response:
        file_id = request.match_info["file"]
        file = place.workspace.files.get(file_id)
        if file is None or file_id not in place.workspace.contents:
            return web.Response(status=404, text="There is no such file")
        if not _allowed(place, request):
            raise web.HTTPFound(place.workspace.url)  # Slack sends strangers to its sign-in page
        content = place.workspace.contents[file_id]
        return web.Response(body=content, content_type=file["mimetype"].partition(";")[0])

    return [
        web.post("/upload/{key}", upload),
        web.get("/files/{file}/{name}", download),
    ]


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""


def _allowed(place: "Place", request: web.Request) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    found = place.workspace.tokens.get(token)
    return bool(found and not found.get("revoked") and "files:read" in found["scopes"])
