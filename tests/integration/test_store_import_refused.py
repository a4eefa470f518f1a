"""What is no Slack export, or isn't safe to read: one sentence, and nothing is stored."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from digests.errors import BadArchive
from digests.export.slack_export import import_export
from digests.store import Store, open_store
from tests.support.exports import export, modern

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await open_store(tmp_path / "activity.db") as opened:
        yield opened


def _bomb(path: Path) -> Path:
    return export(path, {"channels.json": "[" + " " * 30_000_000 + "]"})


def _lying_bomb(path: Path) -> Path:
    """Its headers say that it unpacks to ten bytes."""
    data = bytearray(_bomb(path).read_bytes())
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    return path


def _encrypted(path: Path) -> Path:
    data = bytearray(export(path, modern()).read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    path.write_bytes(data)
    return path


def _truncated(path: Path) -> Path:
    data = export(path, modern()).read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    return path


def _text(path: Path) -> Path:
    path.write_text("this is no zip")
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path, "There is no file"),
        (_text, "isn't a whole zip file"),
        (_truncated, "isn't a whole zip file"),
        (lambda path: export(path, {"readme.txt": "hi"}), "isn't a Slack export"),
        (lambda path: export(path, {"channels.json": "[{"}), "channels.json can't be read"),
        (lambda path: export(path, {"channels.json": {"a": 1}}), "channels.json isn't a list"),
        (lambda path: export(path, {"channels.json": "[" * 100_000}), "isn't valid JSON"),
        (lambda path: export(path, modern() | {"../x.json": []}), "leads outside"),
        (lambda path: export(path, modern() | {"/etc/x.json": []}), "leads outside"),
        (lambda path: export(path, modern() | {"C:\\x.json": []}), "leads outside"),
        (_encrypted, "is encrypted"),
        (_bomb, "unpacks to more"),
    ],
)
async def test_what_cannot_be_an_export_is_one_sentence_and_stores_nothing(
    store: Store, tmp_path: Path, make: Any, sentence: str
) -> None:
    with pytest.raises(BadArchive, match=sentence):
        await import_export(store, make(tmp_path / "e.zip"), now=NOW)
    assert await store.workspaces.all() == []
    assert await store.channels.all("T9") == []


async def test_a_zip_that_lies_about_its_sizes_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadArchive):
        await import_export(store, _lying_bomb(tmp_path / "e.zip"), now=NOW)
