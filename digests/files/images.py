"""Images: how large they are, without decoding them. Pure."""

from __future__ import annotations

import struct

from digests.files.limits import IMAGE_BASE64, IMAGE_PIXELS, base64_length
from digests.files.problems import (
    DAMAGED,
    TOO_LARGE_IMAGE,
    TOO_MANY_PIXELS,
    FileProblem,
)
from digests.files.values import FileBlock

_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def image(data: bytes, media_type: str) -> FileBlock:
    """An image for Claude to look at.

    Raises:
        FileProblem: if the API would refuse it.
    """
    if base64_length(len(data)) > IMAGE_BASE64:
        raise FileProblem(TOO_LARGE_IMAGE)
    try:
        width, height = _SIZES[media_type](data)
    except (struct.error, IndexError, ValueError):
        raise FileProblem(DAMAGED) from None
    if not width or not height:
        raise FileProblem(DAMAGED)
    if max(width, height) > IMAGE_PIXELS:
        raise FileProblem(TOO_MANY_PIXELS)
    return FileBlock("image", media_type, data)


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _webp(data: bytes) -> tuple[int, int]:
    form = data[12:16]
    if form == b"VP8X":
        return (
            1 + int.from_bytes(data[24:27], "little"),
            1 + int.from_bytes(data[27:30], "little"),
        )
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(data: bytes) -> tuple[int, int]:
    """Segments follow each other until the one that has the size."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        elif marker in _JPEG_ALONE:
            at += 2
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            at += 2 + max(length, 2)


_SIZES = {"image/png": _png, "image/gif": _gif, "image/webp": _webp, "image/jpeg": _jpeg}
