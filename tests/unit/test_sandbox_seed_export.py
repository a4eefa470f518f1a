"""A Seed written as an export and read again is the same conversation."""

from __future__ import annotations

import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.export import write_export
from sandbox.sample.landmarks import landmark
from sandbox.seed import Seed, empty, from_export, sample

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC).timestamp()
REPOSITORY = Path(__file__).parents[2]
EXPORTS = Path(os.environ.get("DIGESTIF_TEST_EXPORTS") or REPOSITORY.parent / "shared" / "data")


def without_links(seed: Seed) -> dict[str, list[dict[str, Any]]]:
    bare: dict[str, list[dict[str, Any]]] = {}
    for channel_id, rows in seed.messages.items():
        bare[channel_id] = []
        for row in rows:
            files = [
                {k: v for k, v in f.items() if k != "url_private"} for f in row.get("files", [])
            ]
            bare[channel_id].append({**row, "files": files})
    return bare


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Seed, Path]:
    seed = sample(1, FRIDAY)
    path = tmp_path_factory.mktemp("export") / "barrowline.zip"
    write_export(seed, path)
    return seed, path


def test_the_sample_survives_a_round_trip(written: tuple[Seed, Path]) -> None:
    seed, path = written
    again = from_export(path)
    assert without_links(again) == without_links(seed)
    assert again.users == seed.users
    assert {c["id"]: c["members"] for c in again.channels} == {
        c["id"]: c["members"] for c in seed.channels
    }
    assert [c["name"] for c in again.channels if c["is_ext_shared"]] == ["ext-fjordkost"]
    assert again.newest == seed.newest


def test_an_export_lists_private_channels_apart_and_knows_no_bot(
    written: tuple[Seed, Path],
) -> None:
    with zipfile.ZipFile(written[1]) as archive:
        groups = json.loads(archive.read("groups.json"))
        channels = json.loads(archive.read("channels.json"))
    assert {c["name"] for c in groups} == {"pricing-core", "founders"}
    assert not any("bot_member" in c or "is_private" in c for c in channels)


def test_day_files_are_days_of_the_owners_zone(tmp_path: Path) -> None:
    """23:47 in Rotterdam is the next day in Osaka."""
    seed = sample(1, FRIDAY)
    _, ts = landmark(seed, "bot_root_without_text")
    for zone, day in ((None, "2026-10-29"), ("Asia/Tokyo", "2026-10-30")):
        write_export(seed, tmp_path / "e.zip", zone)
        with zipfile.ZipFile(tmp_path / "e.zip") as archive:
            rows = json.loads(archive.read(f"incidents/{day}.json"))
        assert ts in {row["ts"] for row in rows}


def test_link_tokens_are_written_as_slack_does_and_scrubbed_when_read(
    written: tuple[Seed, Path],
) -> None:
    with zipfile.ZipFile(written[1]) as archive:
        raw = "".join(archive.read(name).decode() for name in archive.namelist())
    links = [
        file["url_private"]
        for rows in from_export(written[1]).messages.values()
        for row in rows
        for file in row.get("files", [])
    ]
    assert "xoxe-" in raw
    assert links
    assert not any("xoxe-" in link or "?" in link for link in links)


def test_equal_seeds_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_export(sample(3, FRIDAY), tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_an_empty_workspace_can_be_exported(tmp_path: Path) -> None:
    write_export(empty(), tmp_path / "empty.zip")
    assert from_export(tmp_path / "empty.zip").messages == {}


@pytest.mark.exports
@pytest.mark.skipif(not EXPORTS.is_dir(), reason="no real exports: set DIGESTIF_TEST_EXPORTS")
def test_real_exports_are_read_and_survive_a_round_trip(tmp_path: Path) -> None:
    archives = sorted(EXPORTS.glob("*.zip"))
    assert archives
    for archive in archives:
        seed = from_export(archive)
        write_export(seed, tmp_path / "again.zip")
        again = from_export(tmp_path / "again.zip")
        counts = [len(rows) for rows in seed.messages.values()]
        print(len(seed.users), "users", len(seed.channels), "channels", sum(counts), "messages")
        assert sum(counts) > 0
        assert sum(len(rows) for rows in again.messages.values()) == sum(counts)
