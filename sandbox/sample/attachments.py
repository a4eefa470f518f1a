"""The files people share in the sample: small texts, and pictures of one pixel."""

from __future__ import annotations

import base64
from importlib.resources import files
from typing import Any

_TYPES = {
    "txt": ("text/plain", "Plain Text"),
    "md": ("text/markdown", "Markdown"),
    "csv": ("text/csv", "CSV"),
    "png": ("image/png", "PNG"),
    "mp4": ("video/mp4", "MPEG 4 Video"),
}
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def contents_of(name: str) -> bytes:
    """Return what is in a shared file: its text in attached_*.txt, or a stand-in for media."""
    ending = name.rpartition(".")[2]
    if ending == "png":
        return _PIXEL
    if ending == "mp4":
        return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    return files("sandbox.sample").joinpath(f"attached_{name}.txt").read_bytes()


def file_object(file_id: str, name: str, body: bytes, user: str, at: int) -> dict[str, Any]:
    """Return a file as messages and files.info give it; `at` is epoch seconds."""
    ending = name.rpartition(".")[2]
    mimetype, pretty = _TYPES[ending]
    return {
        "id": file_id,
        "created": at,
        "timestamp": at,
        "name": name,
        "title": name,
        "mimetype": mimetype,
        "filetype": "text" if ending == "txt" else ending,
        "pretty_type": pretty,
        "user": user,
        "mode": "hosted",
        "size": len(body),
        "is_external": False,
        "is_public": True,
    }
