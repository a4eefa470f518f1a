"""A screenshot made small stays the same picture."""

from __future__ import annotations

import struct
import zlib

import pytest

from tests.browser.png import COLORS, SIGNATURE, _chunk, _chunks, smaller


def png(width: int, rows: list[bytes], kind: int = 2) -> bytes:
    """A picture of rows that carry their own filters."""
    header = struct.pack(">IIBBBBB", width, len(rows), 8, kind, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(*part) for part in parts)


def shown(made: bytes) -> list[list[tuple[int, ...]]]:
    """The colors of a picture with a palette."""
    parts = dict(_chunks(made))
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    palette = parts[b"PLTE"]
    colors = [tuple(palette[at : at + 3]) for at in range(0, len(palette), 3)]
    raw = zlib.decompress(parts[b"IDAT"])
    starts = range(0, height * (width + 1), width + 1)
    return [[colors[place] for place in raw[at + 1 : at + 1 + width]] for at in starts]


def test_every_filter_of_png_is_undone() -> None:
    first = bytes([0, 10, 20, 30, 40, 50, 60])
    rows = [first, *(bytes([kind, 1, 2, 3, 4, 5, 6]) for kind in (1, 2, 3, 4))]
    assert shown(smaller(png(2, rows))) == [
        [(10, 20, 30), (40, 50, 60)],
        [(1, 2, 3), (5, 7, 9)],
        [(2, 4, 6), (9, 12, 15)],
        [(2, 4, 6), (9, 13, 16)],
        [(3, 6, 9), (13, 18, 22)],
    ]


def test_rare_colors_far_from_all_others_are_kept() -> None:
    grays = [(n % 250, n % 250, n % 250) for n in range(500)]
    many = [(n % 16, n // 16 % 16, n // 256) for n in range(1000)]
    red = (255, 0, 0)
    pixels = [*grays, *many * 2, red]
    row = b"\0" + bytes(part for color in pixels for part in color)
    [made] = shown(smaller(png(len(pixels), [row])))
    assert made[-1] == red
    assert len(set(made)) <= COLORS


def test_what_is_no_screenshot_is_refused() -> None:
    with pytest.raises(ValueError, match="8 bits"):
        smaller(png(1, [b"\0\1\2\3\4"], kind=6))
