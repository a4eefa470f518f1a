"""Seed: the empty workspace, and Slack exports of both shapes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sandbox.seed import ExportError, empty, from_export


def write_zip(path: Path, files: dict[str, Any]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body if isinstance(body, str | bytes) else json.dumps(body))
    return path


def channel(name: str = "ops", **more: Any) -> dict[str, Any]:
    return {"id": f"C{name.upper()}", "name": name, "members": ["U1"], "creator": "U1", **more}


def said(ts: str, text: str = "hello", user: str = "U1", **more: Any) -> dict[str, Any]:
    return {"type": "message", "ts": ts, "user": user, "text": text, **more}


USERS = [{"id": "U1", "name": "ada", "real_name": "Ada", "team_id": "T9", "profile": {}}]


def export(path: Path, rows: list[Any], **more: Any) -> Path:
    files = {"channels.json": [channel()], "users.json": USERS, "ops/2026-01-05.json": rows}
    return write_zip(path / "acme.zip", {**files, **more})


def test_empty_has_a_team_and_nothing_else() -> None:
    seed = empty()
    assert seed.team["id"].startswith("T")
    assert (seed.users, seed.channels, seed.messages, seed.newest) == ([], [], {}, 0.0)


def test_a_reply_in_the_next_days_file_joins_its_root(tmp_path: Path) -> None:
    root = said("100.000100", thread_ts="100.000100", reply_count=7, replies=[{"user": "U1"}])
    reply = said("200.000100", user="U1", thread_ts="100.000100")
    seed = from_export(export(tmp_path, [root], **{"ops/2026-01-06.json": [reply]}))
    first, second = seed.messages["COPS"]
    assert (first["reply_count"], first["latest_reply"]) == (1, "200.000100")
    assert "replies" not in first
    assert second["parent_user_id"] == "U1"
    assert seed.newest == 200.0001


def test_a_reply_without_root_gets_a_tombstone(tmp_path: Path) -> None:
    seed = from_export(export(tmp_path, [said("200.000100", thread_ts="100.000100")]))
    root, reply = seed.messages["COPS"]
    assert (root["subtype"], root["ts"], root["reply_count"]) == ("tombstone", "100.000100", 1)
    assert reply["thread_ts"] == root["ts"]


def test_missing_users_are_synthesized_from_authors_mentions_and_reactions(tmp_path: Path) -> None:
    rows = [
        said("1.0001", "ask <@U3>", user="U2", user_profile={"real_name": "Bo Lind", "name": "bo"}),
        said("2.0001", reactions=[{"name": "eyes", "users": ["U4"], "count": 3}]),
    ]
    seed = from_export(export(tmp_path, rows))
    people = {user["id"]: user for user in seed.users}
    assert set(people) == {"U1", "U2", "U3", "U4"}
    assert (people["U2"]["real_name"], people["U2"]["deleted"]) == ("Bo Lind", False)
    assert people["U3"]["deleted"]


def test_old_exports_strings_and_single_file_become_todays_shape(tmp_path: Path) -> None:
    rows = [said("1.000001", subtype="file_share", file={"id": "F1"}, bot_id=None)]
    lists = {"channels.json": [channel(created="1400000000", topic={"last_set": "0"})]}
    seed = from_export(export(tmp_path, rows, **lists))
    assert seed.channels[0]["created"] == 1400000000
    assert seed.channels[0]["topic"]["value"] == ""
    assert seed.messages["COPS"][0]["files"] == [{"id": "F1"}]
    assert "bot_id" not in seed.messages["COPS"][0]


def test_private_lists_are_read_and_the_bot_joins_only_public_channels(tmp_path: Path) -> None:
    more = {
        "groups.json": [{"id": "G1", "name": "board", "members": ["U1"]}],
        "dms.json": [{"id": "D1", "members": ["U1"], "created": 5}],
        "D1/2026-01-05.json": [said("9.0001")],
    }
    seed = from_export(export(tmp_path, [said("1.0001")], **more))
    kinds = {c["id"]: (c["is_private"], c["is_im"], c["bot_member"]) for c in seed.channels}
    assert kinds == {
        "COPS": (False, False, True),
        "G1": (True, False, False),
        "D1": (True, True, False),
    }
    assert len(seed.messages["D1"]) == 1


def test_a_folder_of_an_old_name_goes_to_the_renamed_channel(tmp_path: Path) -> None:
    rename = said("5.0001", subtype="channel_name", old_name="operations", name="ops")
    old = {"operations/2026-01-04.json": [said("1.0001")]}
    seed = from_export(export(tmp_path, [rename], **old))
    assert [m["ts"] for m in seed.messages["COPS"]] == ["1.0001", "5.0001"]


def test_an_unlisted_folder_becomes_a_channel_and_a_top_folder_is_allowed(tmp_path: Path) -> None:
    files = {
        "acme/channels.json": [channel()],
        "acme/users.json": USERS,
        "acme/lost/2026-01-05.json": [said("1.0001")],
        "acme/ops/canvas.json": [],
    }
    seed = from_export(write_zip(tmp_path / "a.zip", files))
    lost = next(c for c in seed.channels if c["name"] == "lost")
    assert len(seed.messages[lost["id"]]) == 1
    assert seed.messages["COPS"] == []


def test_export_tokens_in_file_links_are_scrubbed(tmp_path: Path) -> None:
    url = "https://files.example/F1?t=xoxe-1-2-abcdef"
    seed = from_export(export(tmp_path, [said("1.0001", files=[{"id": "F1", "url_private": url}])]))
    assert seed.messages["COPS"][0]["files"][0]["url_private"] == "https://files.example/F1"


def test_rows_without_a_usable_ts_are_left_out(tmp_path: Path) -> None:
    rows = [said("1.0001"), {"text": "no ts"}, said("soon"), {"ts": 5}, "text", None]
    assert len(from_export(export(tmp_path, rows)).messages["COPS"]) == 1


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"readme.txt": "hi"}, "isn't a Slack export"),
        ({"channels.json": [], "../../evil.json": []}, "leads outside"),
        ({"channels.json": [], "/etc/evil.json": []}, "unsafe path"),
        ({"channels.json": [], "a\\b.json": []}, "unsafe path"),
        ({"channels.json": "{broken"}, "isn't valid JSON"),
        ({"channels.json": {"id": "C1"}}, "isn't a list"),
        ({"channels.json": [], "ops/2026-01-05.json": " " * 30_000_000}, "too large"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, files: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ExportError, match=sentence) as caught:
        from_export(write_zip(tmp_path / "a.zip", files))
    assert "\n" not in str(caught.value)


def test_no_zip_a_cut_zip_and_no_file_are_refused(tmp_path: Path) -> None:
    whole = export(tmp_path, [said("1.0001")])
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-40])
    text = tmp_path / "text.zip"
    text.write_text("not a zip")
    for path in (cut, text):
        with pytest.raises(ExportError, match="isn't a whole zip file"):
            from_export(path)
    with pytest.raises(ExportError, match=r"There is no file gone\.zip"):
        from_export(tmp_path / "gone.zip")
