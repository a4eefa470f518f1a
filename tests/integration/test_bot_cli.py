"""The command line as a person or a program uses it."""

from __future__ import annotations

import asyncio
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.export import write_export
from sandbox.sample.landmarks import landmark
from tests.support.command import digestif
from tests.support.sample import the_sample

ROOT = Path(__file__).parents[2]
SEED = the_sample()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The sample workspace as a Slack export."""
    path = tmp_path / "export.zip"
    write_export(SEED, path)
    return path


@pytest.fixture(scope="module")
def once_imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("imported")
    write_export(SEED, place / "export.zip")
    assert asyncio.run(digestif(place, "import", str(place / "export.zip"))).code == 0
    return place


@pytest.fixture
def imported(once_imported: Path, tmp_path: Path) -> Path:
    """A data directory of one's own, into which the sample was imported."""
    shutil.copytree(once_imported, tmp_path, dirs_exist_ok=True)
    return tmp_path


async def test_no_command_is_wrong_use(tmp_path: Path) -> None:
    assert (await digestif(tmp_path, cold=True)).code == 2


async def test_import_tells_what_it_took_and_a_second_time_adds_nothing(
    tmp_path: Path, export: Path
) -> None:
    first = await digestif(tmp_path, "import", str(export), "--json", cold=True)
    second = await digestif(tmp_path, "import", str(export), "--json")

    assert first.code == second.code == 0
    assert first.data["messages"]["added"] > 1000
    assert second.data["messages"]["added"] == 0
    assert first.data["channels"] > 10
    assert first.data["users"] > 20
    assert all(isinstance(n, int) for n in first.data["messages"]["skipped"].values())


async def test_a_stored_thread_is_summed_up(imported: Path) -> None:
    channel, ts = landmark(SEED, "long_thread")
    ran = await digestif(imported, "summarize", f"{channel}/{ts}", "--json")

    assert ran.code == 0
    assert ran.data["engine"] == "extractive"
    assert ran.data["coverage"]["read"] == ran.data["coverage"]["total"] > 100
    assert all(claim["sources"] for claim in ran.data["claims"])


async def test_a_reply_s_link_leads_to_its_whole_thread(imported: Path) -> None:
    channel, ts = landmark(SEED, "long_thread")
    reply = next(m for m in SEED.messages[channel] if m.get("thread_ts") == ts and m["ts"] != ts)
    link = f"https://x.slack.com/archives/{channel}/p{reply['ts'].replace('.', '')}?thread_ts={ts}"
    ran = await digestif(imported, "summarize", link, "--json", "--max-words", "30")

    assert ran.data["coverage"]["total"] > 100
    assert sum(len(claim["text"].split()) for claim in ran.data["claims"]) <= 30


async def test_messages_on_stdin_are_summed_up(tmp_path: Path) -> None:
    lines = [
        {"ts": "1700000000.000100", "user": "Mara", "text": "Who fixes the token bucket?"},
        {"ts": "1700000060.000100", "user": "Jon", "text": "I'll fix it by Monday noon."},
    ]
    stdin = "\n".join(json.dumps(line) for line in lines)
    ran = await digestif(tmp_path, "summarize", "--stdin", "--json", stdin=stdin)

    assert ran.code == 0
    assert ran.data["coverage"] == {"read": 2, "total": 2, "left_out": []}
    assert {s for claim in ran.data["claims"] for s in claim["sources"]} <= {
        line["ts"] for line in lines
    }


@pytest.mark.parametrize(
    ("stdin", "sentence"),
    [
        ('{"ts": "1700000000.000100", "user": "A", "text": "x"}\n{broken', "Line 2"),
        ("[1]", "Line 1"),
        ('{"user": "A", "text": "x"}', '"ts"'),
        ('{"ts": "1700000000.000100", "user": 7, "text": "x"}', "Line 1"),
    ],
)
async def test_a_bad_line_on_stdin_is_named(tmp_path: Path, stdin: str, sentence: str) -> None:
    ran = await digestif(tmp_path, "summarize", "--stdin", stdin=stdin)

    assert ran.code == 2
    assert sentence in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["summarize"], 2, "--stdin"),
        (["summarize", "not a link"], 2, "link"),
        (["summarize", "C0000000000/1700000000.000100"], 2, "stored"),
        (["summarize", "--stdin"], 1, "nothing"),
        (["import", "missing.zip"], 2, "missing.zip"),
        (["digest", "preview"], 2, "Nothing is stored"),
        (["digest", "send"], 2, "DIGESTIF_DIGEST_CHANNEL"),
        (["backfill", "--since", "soon"], 2, "--since"),
        (["backfill"], 2, "SLACK_BOT_TOKEN"),
        (["run"], 2, "SLACK_BOT_TOKEN"),
        (["run", "--http", "8080"], 2, "SLACK_SIGNING_SECRET"),
        (["run", "--http", "99999"], 2, "--http"),
        (["dance"], 2, "dance"),
    ],
)
async def test_wrong_use_is_said_in_one_sentence(
    tmp_path: Path, arguments: list[str], code: int, sentence: str
) -> None:
    ran = await digestif(tmp_path, *arguments)

    assert ran.code == code
    assert sentence.lower() in ran.err.lower()
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
async def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(content)
    ran = await digestif(tmp_path, "import", str(broken))

    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1


async def test_invalid_json_inside_an_export_harms_nothing(imported: Path) -> None:
    broken = imported / "broken.zip"
    with zipfile.ZipFile(broken, "w") as out:
        out.writestr("channels.json", "{nope")
        out.writestr("users.json", "[]")
    ran = await digestif(imported, "import", str(broken))
    channel, ts = landmark(SEED, "short_thread")

    assert ran.code == 2
    assert (await digestif(imported, "summarize", f"{channel}/{ts}")).code == 0


async def test_a_week_s_digest_is_previewed_as_text_and_as_json(imported: Path) -> None:
    text = await digestif(imported, "digest", "preview", "--explain")
    ran = await digestif(imported, "digest", "preview", "--json")

    assert text.code == 0
    assert "Worth knowing" in text.out
    assert set(ran.data) >= {"window", "coverage", "messages", "items"}
    assert ran.data["window"]["start"] < ran.data["window"]["end"]
    assert ran.data["coverage"]["read"] == ran.data["coverage"]["total"] > 100
    assert all(message["text"] for message in ran.data["messages"])
    assert {"channel", "reason"} == set(ran.data["coverage"]["left_out"][0])
    assert "Why in this order\n 1. " in text.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--week", "2026-W99"], "week"),
        (["--week", "soon"], "2026-W47"),
        (["--channel", "nowhere"], "#nowhere"),
    ],
)
async def test_a_preview_of_what_does_not_exist_says_so(
    imported: Path, arguments: list[str], sentence: str
) -> None:
    ran = await digestif(imported, "digest", "preview", *arguments)

    assert ran.code == 2
    assert sentence in ran.err


async def test_a_preview_can_be_confined_to_channels(imported: Path) -> None:
    ran = await digestif(imported, "digest", "preview", "--channel", "#incidents", "--json")

    assert ran.data["coverage"]["channels"] == 1
    assert {tuple(item["channels"]) for item in ran.data["items"]} <= {("incidents",)}


async def test_backfill_fetches_from_slack_and_again_adds_nothing(tmp_path: Path) -> None:
    async with Sandbox.running(SEED) as sandbox:
        arguments = ("backfill", "--since", "520w", "--json")
        first = await digestif(tmp_path, *arguments, sandbox=sandbox)
        second = await digestif(tmp_path, *arguments, sandbox=sandbox)

    assert first.code == second.code == 0
    assert first.data["messages"]["added"] > 1000
    assert second.data["messages"]["added"] == 0


async def test_digest_send_posts_once(tmp_path: Path) -> None:
    async with Sandbox.running(SEED) as sandbox:
        env = {"DIGESTIF_DIGEST_CHANNEL": "general", "DIGESTIF_TIMEZONE": "UTC"}
        week = "2026-W46"
        for _ in range(2):
            ran = await digestif(
                tmp_path, "digest", "send", "--week", week, sandbox=sandbox, env=env
            )
            assert ran.code == 0, ran.err
        listed = await digestif(tmp_path, "digest", "list", "--json")
        shown = await digestif(tmp_path, "digest", "show", "2026-W46", env=env)
        own = [
            message
            for message in sandbox.control.messages("general")
            if message.get("user") == sandbox.addresses.bot_user_id
        ]

    assert len(own) == 1
    assert [digest["week"] for digest in listed.data] == ["2026-W46"]
    assert "Week 46" in shown.out


async def test_doctor_says_what_to_do_about_each_thing_that_is_wrong(tmp_path: Path) -> None:
    ran = await digestif(tmp_path, "doctor")

    assert ran.code == 1
    assert "SLACK_BOT_TOKEN is not set" in ran.out
    assert "ANTHROPIC_API_KEY" in ran.out


async def test_doctor_is_content_with_a_workspace_that_works(tmp_path: Path) -> None:
    manifest = ROOT / "app_manifest.yml"
    async with Sandbox.running(SEED, manifest=manifest) as sandbox:
        ran = await digestif(tmp_path, "doctor", "--json", sandbox=sandbox, cold=True)

    assert ran.code == 0, ran.out + ran.err
    assert {check["name"] for check in ran.data} >= {"Token", "Scopes", "Channels", "Database"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DIGESTIF_TIMEZONE", "Mars/Olympus", "Europe/Berlin"),
        ("DIGESTIF_DIGEST_AT", "friday-ish", "fri 16:00"),
        ("SLACK_BOT_TOKEN", "hunter2", "xoxb-"),
        ("SLACK_API_URL", "slack", "https://"),
        ("DIGESTIF_LOG", "loud", "console"),
        ("DIGESTIF_DATABASE_URL", "mysql://u:hunter2@h/d", "postgresql://"),
    ],
)
async def test_a_wrong_setting_is_named_with_what_is_expected_and_never_shown(
    tmp_path: Path, name: str, value: str, expected: str
) -> None:
    ran = await digestif(tmp_path, "doctor", env={name: value})

    assert ran.code == 2
    assert name in ran.err
    assert expected in ran.err
    assert "hunter2" not in ran.err + ran.out
