"""A screenshot made small: PNG with at most 256 colors, nothing else changed."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLORS = 256
Color = tuple[int, int, int]


def smaller(png: bytes) -> bytes:
    """The same picture with a palette; colors too many become the nearest of the others.

    Args:
        png: 8 bits of red, green and blue for each pixel, as a browser's screenshot is.
    """
    parts = list(_chunks(png))
    width, height = struct.unpack(">II", parts[0][1][:8])
    if parts[0][1][8:10] != b"\x08\x02":
        raise ValueError("A screenshot has 8 bits of red, green and blue")
    packed = b"".join(body for kind, body in parts if kind == b"IDAT")
    rows = list(_unfiltered(zlib.decompress(packed), 3 * width))
    pixels = [list(zip(row[::3], row[1::3], row[2::3], strict=True)) for row in rows]
    kept = _palette(Counter(color for row in pixels for color in row))
    places = {color: place for place, color in enumerate(kept)}
    for row in pixels:
        for color in row:
            if color not in places:
                places[color] = _nearest(color, kept)
    drawn = b"".join(b"\0" + bytes(places[color] for color in row) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    palette = b"".join(bytes(color) for color in kept)
    written = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(drawn, 9))]
    return SIGNATURE + b"".join(_chunk(*one) for one in [*written, (b"IEND", b"")])


def _palette(counts: Counter[Color]) -> list[Color]:
    """The most frequent colors, and one of every region where only rare ones are: of an emoji."""
    ordered = [color for color, _ in counts.most_common()]
    kept = ordered[: COLORS // 2]
    met = {_region(color) for color in kept}
    for color in ordered[len(kept) :]:
        if _region(color) not in met and len(kept) < COLORS:
            met.add(_region(color))
            kept.append(color)
    rest = [color for color in ordered if color not in set(kept)]
    return [*kept, *rest[: COLORS - len(kept)]]


def _region(color: Color) -> Color:
    red, green, blue = color
    return red >> 5, green >> 5, blue >> 5


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _unfiltered(raw: bytes, width: int) -> Iterator[bytes]:
    """The rows of a picture without the filters of PNG; three bytes make a pixel."""
    above = bytes(width)
    for start in range(0, len(raw), width + 1):
        row = bytearray(raw[start + 1 : start + 1 + width])
        for at in range(width):
            left, corner = (row[at - 3], above[at - 3]) if at >= 3 else (0, 0)
            row[at] = (row[at] + _guess(raw[start], left, above[at], corner)) & 255
        above = bytes(row)
        yield above


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    """What a filter of PNG takes for a byte: 0 none, 1 left, 2 up, 3 mean, 4 Paeth."""
    if kind < 4:
        return (0, left, up, (left + up) >> 1)[kind]
    middle = left + up - corner
    distances = (abs(middle - left), abs(middle - up), abs(middle - corner))
    return (left, up, corner)[distances.index(min(distances))]


def _nearest(color: Color, kept: list[Color]) -> int:
    distances = [sum((a - b) ** 2 for a, b in zip(color, one, strict=True)) for one in kept]
    return distances.index(min(distances))
