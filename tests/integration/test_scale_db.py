"""`digestif db`: an installation moves, is brought up to date and checked, or says why not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from digests.models import Channel, Message
from digests.store import Executor, Workspace, open_store
from tests.support.command import digestif

pytest_plugins = ("tests.support.store_homes",)


async def fill(path: Path, messages: int = 30) -> None:
    async with await open_store(path / "activity.db") as store:
        await store.workspaces.put(Workspace("T1", "Example", "https://example.slack.com/"))
        await store.channels.put([Channel("T1", "C1", "general")])
        await store.messages.put(
            Message("T1", "C1", f"{1_790_000_000 + n}.000100", f"deploy number {n}")
            for n in range(messages)
        )


@pytest.mark.postgres
async def test_an_installation_moves_to_postgresql_and_back(
    postgres_database: str, tmp_path: Path
) -> None:
    await fill(tmp_path)
    there = await digestif(tmp_path, "db", "copy", "--to", postgres_database, "--json")
    assert (there.code, there.err) == (0, "")
    assert there.data["rows"]["messages"] == 30
    assert there.data["searches"] > 0

    back = await digestif(
        tmp_path, "db", "copy", "--from", postgres_database, "--to", str(tmp_path / "back")
    )
    assert (back.code, back.err) == (0, "")
    async with await open_store(tmp_path / "back" / "activity.db") as store:
        assert await store.messages.count("T1") == 30


@pytest.mark.postgres
async def test_a_store_at_work_is_not_copied(postgres_database: str, tmp_path: Path) -> None:
    await fill(tmp_path)
    async with await open_store(tmp_path / "activity.db") as store:
        own = Executor("host:1:a", "host", 1, "1", datetime.now(UTC))
        await store.executors.beat(own)

        async def live() -> None:
            while True:
                await asyncio.sleep(0.5)
                await store.executors.again("host:1:a", datetime.now(UTC))

        living = asyncio.create_task(live())
        refused = await digestif(tmp_path, "db", "copy", "--to", postgres_database)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
    assert refused.code == 2
    assert refused.err == "Digestif is at work on this database. Stop it first, then copy.\n"


async def test_wrong_places_are_one_sentence(tmp_path: Path) -> None:
    nothing = await digestif(tmp_path, "db", "copy", "--to", str(tmp_path / "x"))
    assert nothing.code == 2
    assert nothing.err.startswith("There is no database ")
    await fill(tmp_path, 1)
    same = await digestif(tmp_path, "db", "copy", "--to", str(tmp_path))
    assert same.code == 2
    assert "the one to copy from" in same.err
    assert not (tmp_path / "x").exists()


async def test_check_and_migrate_tell_of_a_directory(tmp_path: Path) -> None:
    await fill(tmp_path)
    assert (await digestif(tmp_path, "db", "migrate")).out.startswith("Up to date: SQLite")
    found = await digestif(tmp_path, "db", "check", "--json")
    assert found.code == 0
    assert found.data["rows"]["messages"] == 30
    assert (found.data["damage"], found.data["lacks"]) == ("", [])
    shown = await digestif(tmp_path, "db", "check")
    assert "none found" in shown.out
    assert "Kept       as long as nobody deletes it; T1 not tidied yet" in shown.out


async def test_check_tells_how_long_messages_are_kept_and_when_they_were_tidied(
    tmp_path: Path,
) -> None:
    await fill(tmp_path, 1)
    async with await open_store(tmp_path / "activity.db") as store:
        done = {"at": "2026-11-20T03:00:12+00:00", "expired": 1204}
        await store.settings.put("T1", "tidied", done)
    shown = await digestif(tmp_path, "db", "check", env={"DIGESTIF_KEEP_DAYS": "90"})
    assert "Kept       for 90 days; T1 tidied 2026-11-20 03:00 UTC, 1,204 expired" in shown.out
    refused = await digestif(tmp_path, "db", "check", env={"DIGESTIF_KEEP_DAYS": "7"})
    assert refused.code == 2
    assert refused.err.startswith("DIGESTIF_KEEP_DAYS can't be used:")


async def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    await fill(tmp_path, 3000)
    path = tmp_path / "activity.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = b"\0" * (len(data) - len(data) // 2)
    path.write_bytes(data)
    found = await digestif(tmp_path, "db", "check")
    assert found.code == 1
    assert len(found.err.strip().splitlines()) == 1
    assert "Traceback" not in found.err


@pytest.mark.postgres
async def test_a_role_that_may_not_make_tables_is_told_each_right_it_lacks(
    postgres_database: str, tmp_path: Path
) -> None:
    role, env = "limited_" + urlsplit(postgres_database).path[-8:], {}
    host = urlsplit(postgres_database).netloc.rpartition("@")[2]
    as_role = urlunsplit(urlsplit(postgres_database)._replace(netloc=f"{role}:word@{host}"))
    env["DIGESTIF_DATABASE_URL"] = as_role
    name = sql.Identifier(role)
    with psycopg.connect(postgres_database, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'word'").format(name))
        try:
            refused = await digestif(tmp_path, "db", "migrate", env=env)
            assert refused.code == 1
            assert "lacks a right: permission denied for database" in refused.err

            owner = {"DIGESTIF_DATABASE_URL": postgres_database}
            assert (await digestif(tmp_path, "db", "migrate", env=owner)).code == 0
            for schema in ("digestif", "dbos"):
                at = sql.Identifier(schema)
                admin.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(at, name))
                admin.execute(
                    sql.SQL(
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}"
                    ).format(at, name)
                )
            checked = await digestif(tmp_path, "db", "check", env=env)
            assert checked.code == 0
            assert f"role {role}, which may make no tables" in checked.out
            admin.execute(sql.SQL("REVOKE INSERT ON digestif.messages FROM {}").format(name))
            admin.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA dbos FROM PUBLIC")
            lacks = ["INSERT on digestif.messages", "EXECUTE on dbos.enqueue_workflow"]
            found = await digestif(tmp_path, "db", "check", "--json", env=env)
            assert found.code == 1
            assert found.data["lacks"][:2] == lacks
            assert found.err.startswith(f"The database role lacks: {', '.join(lacks)}")
        finally:
            admin.execute(sql.SQL("DROP OWNED BY {}").format(name))
            admin.execute(sql.SQL("DROP ROLE {}").format(name))
