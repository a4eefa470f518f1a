"""What each home must withstand: other processes, dead connections, missing rights, wrong files."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from digests.audience import everyone
from digests.errors import StoreUnavailable
from digests.models import Channel, Message
from digests.store import Query, Store, open_store
from digests.store.database import Connection
from digests.store.postgres import PostgresDatabase

pytest_plugins = ("tests.support.store_homes",)

ALL = everyone("T1")
WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from digests.models import Channel, Message
from digests.store import open_store

async def main(path, name):
    async with await open_store(Path(path)) as store:
        await store.channels.put([Channel("T1", "C1", "general")])
        new = 0
        for n in range(150):
            await store.messages.put([Message("T1", "C1", f"{name}{n:09}.000100", "hello")])
            await store.messages.put([Message("T1", "C1", f"9{n:09}.000100", f"from {name}")])
            claim = await store.deliveries.claim(f"d{n}", "T1", "C1", None, datetime.now(UTC))
            new += claim.state == "new"
        print(new)

asyncio.run(main(*sys.argv[1:]))
"""


def message(n: int, text: str = "hello") -> Message:
    return Message("T1", "C1", f"{1_700_000_000 + n}.000100", text)


async def run_python(code: str, *args: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, *args, stdout=-1, stderr=-1, cwd=Path(__file__).parents[2]
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_several_processes_share_one_file(tmp_path: Path) -> None:
    """They start at once on a file that isn't there yet; nothing is lost, nothing claimed twice."""
    path = tmp_path / "deep" / "activity.db"
    done = await asyncio.gather(*(run_python(WRITER, str(path), name) for name in ("1", "2", "3")))
    assert [(code, err) for code, _, err in done] == [(0, "")] * 3
    assert sum(int(out) for _, out, _ in done) == 150
    async with await open_store(path) as store:
        assert await store.messages.count("T1") == 4 * 150
        assert len(await store.messages.search(ALL, Query("hello", limit=200))) == 200


async def test_what_is_stored_is_there_after_opening_again(tmp_path: Path) -> None:
    for expected in (0, 1):
        async with await open_store(tmp_path / "a.db") as store:
            assert await store.messages.count("T1") == expected
            await store.messages.put([message(1)])


async def test_a_file_that_is_no_database_is_refused_and_unharmed(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are my notes\n" * 100)
    with pytest.raises(StoreUnavailable, match=r"notes\.txt can't be used"):
        await open_store(path)
    assert path.read_text() == "these are my notes\n" * 100


async def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with await open_store(path) as store:
        await store.messages.put([message(n) for n in range(2_000)])
    data = bytearray(path.read_bytes())
    data[4096:] = b"x" * len(data[4096:])
    path.write_bytes(data)

    async def use() -> None:
        async with await open_store(path) as store:
            await store.messages.put([message(1)])

    with pytest.raises(StoreUnavailable, match=r"a\.db can't be used"):
        await use()


async def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        await open_store(tmp_path)


async def test_a_write_that_fails_leaves_nothing_and_the_store_goes_on(store: Store) -> None:
    def half(c: Connection) -> None:
        c.run("INSERT INTO settings (team_id, name, value) VALUES ('T1', 'half', '1')")
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await store.database.write(half)
    assert await store.settings.get("T1", "half") is None


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    with pytest.raises(StoreUnavailable, match="is closed"):
        await store.ping()


async def test_a_cancelled_caller_does_not_break_the_store(store: Store) -> None:
    await store.channels.put([Channel("T1", "C1", "general")])
    tasks = [asyncio.create_task(store.messages.put([message(n)])) for n in range(50)]
    await tasks[0]
    for task in tasks[1::2]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(o == 1 or isinstance(o, asyncio.CancelledError) for o in outcomes)
    await store.messages.put([message(n) for n in range(50)])
    assert await store.messages.count("T1") == 50


async def test_writers_that_meet_do_not_lose_each_others_work(store: Store) -> None:
    await store.channels.put([Channel("T1", "C1", "general")])
    many = [message(n) for n in range(200)]
    deletes = [store.messages.delete("T1", "C1", message(n).ts) for n in range(0, 200, 4)]
    await asyncio.gather(*(store.messages.put(many[n:] + many[:n]) for n in (0, 50, 150)), *deletes)
    assert await store.messages.count("T1") == 150


async def test_after_tidying_no_byte_of_a_deleted_message_is_left(tmp_path: Path) -> None:
    """Neither in the file nor in its log, whichever process looks."""
    path = tmp_path / "a.db"
    async with await open_store(path) as store:
        await store.channels.put([Channel("T1", "C1", "general")])
        await store.messages.put([message(n, f"ordinary words {n}") for n in range(3_000)])
        await store.messages.put([message(9_000, "canarysecret plan")])
        await store.messages.put([message(n, "ordinary words") for n in range(4_000, 5_000)])
        await store.messages.delete("T1", "C1", message(9_000).ts)
        await store.tidy()
        data = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"canarysecret" not in data
        assert len(await store.messages.search(ALL, Query("ordinary", limit=200))) == 200


async def test_a_statement_that_cannot_run_is_one_sentence(tmp_path: Path) -> None:
    async with await open_store(tmp_path / "a.db") as store:
        with pytest.raises(StoreUnavailable, match=r"a\.db can't be used"):
            await store.database.read(lambda c: c.rows("SELECT * FROM nothing"))
        assert await store.messages.count("T1") == 0


# -- PostgreSQL alone ---------------------------------------------------------------------------


@pytest.fixture
async def postgres(postgres_url: str, postgres_schema: str) -> PostgresDatabase:
    return PostgresDatabase(postgres_url, postgres_schema)


@pytest.mark.postgres
async def test_several_processes_may_bring_the_schema_up_at_once(
    postgres_url: str, postgres_schema: str
) -> None:
    homes = [PostgresDatabase(postgres_url, postgres_schema) for _ in range(4)]
    await asyncio.gather(*(home.open() for home in homes))
    stores = [Store(home) for home in homes]
    await stores[0].channels.put([Channel("T1", "C1", "general")])
    await asyncio.gather(*(s.messages.put([message(n)]) for n, s in enumerate(stores)))
    assert await stores[0].messages.count("T1") == 4
    for store in stores:
        await store.close()


@pytest.mark.postgres
async def test_a_url_opens_a_store_in_postgresql(postgres_url: str) -> None:
    async with await open_store(postgres_url) as store:
        assert (await store.describe())["place"].endswith("schema digestif")


@pytest.mark.postgres
async def test_connections_that_died_are_replaced(
    postgres: PostgresDatabase, postgres_url: str
) -> None:
    await postgres.open()
    async with Store(postgres) as store:
        await store.ping()
        await store.settings.put("T1", "kept", 1)
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                "pg_backend_pid() AND application_name = 'digestif'"
            )
        await store.ping()
        assert await store.settings.get("T1", "kept") == 1


@pytest.mark.postgres
async def test_months_stand_in_partitions_and_go_as_a_whole(postgres: PostgresDatabase) -> None:
    await postgres.open()
    async with Store(postgres) as store:
        await store.channels.put([Channel("T1", "C1", "general")])
        times = ("1100000000", "1690000000", "1690000001", "1700000000")
        await store.messages.put(Message("T1", "C1", f"{t}.000100", "hello") for t in times)
        assert await partitions(store) == {
            "messages_rest": 1,
            "messages_2023_07": 2,
            "messages_2023_11": 1,
        }
        assert await store.messages.expire("T1", "1700000000.000000") == 3
        assert await partitions(store) == {"messages_rest": 0, "messages_2023_11": 1}
        late = Message("T1", "C1", "1690000000.000100", "late")
        assert await store.messages.put([late]) == 1
        assert len(await store.messages.search(ALL, Query("late"))) == 1


async def partitions(store: Store) -> dict[str, int]:
    """How many messages stand in each partition."""
    found = await store.database.read(
        lambda c: c.rows("""SELECT i.inhrelid::regclass::text AS name, COUNT(m.ts) AS n
            FROM pg_inherits i LEFT JOIN messages m ON m.tableoid = i.inhrelid
            WHERE i.inhparent = to_regclass('messages') GROUP BY i.inhrelid""")
    )
    return Counter({row["name"].rpartition(".")[2]: row["n"] for row in found})


@pytest.mark.postgres
async def test_a_role_without_rights_is_told_what_it_lacks(
    postgres: PostgresDatabase, postgres_url: str, postgres_schema: str
) -> None:
    """It may work in a schema made for it, but neither makes one nor makes or drops partitions."""
    role = sql.Identifier(f"{postgres_schema}_role")
    as_role = with_user(postgres_url, f"{postgres_schema}_role", "secret-word")
    schema = sql.Identifier(postgres_schema)
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret-word'").format(role))
        limited = PostgresDatabase(as_role, postgres_schema)
        with pytest.raises(StoreUnavailable, match="lacks a right") as refused:
            await limited.open()
        assert "secret-word" not in str(refused.value)
        await postgres.open()
        await Store(postgres).channels.put([Channel("T1", "C1", "general")])
        await postgres.close()
        tables = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA"
        admin.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
        admin.execute(sql.SQL(f"GRANT {tables} {{}} TO {{}}").format(schema, role))
        limited = PostgresDatabase(as_role, postgres_schema)
        await limited.open()
        async with Store(limited) as store:
            assert await store.messages.put([message(1)]) == 1
            assert await store.messages.count("T1") == 1
            made = await store.describe()
            assert made["role"] == f"role {postgres_schema}_role, which may make no tables"
            assert await store.messages.expire("T1", "1900000000.000000") == 1
            await store.tidy()
        admin.execute(sql.SQL("DROP OWNED BY {}").format(role))
        admin.execute(sql.SQL("DROP ROLE {}").format(role))


def with_user(url: str, user: str, password: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{host}"))


async def test_a_database_that_is_not_there_is_one_sentence_without_the_password() -> None:
    database = PostgresDatabase("postgresql://me:secret-word@127.0.0.1:1/nothing")
    with pytest.raises(StoreUnavailable, match="can't be reached") as unreachable:
        await database.open()
    assert "secret-word" not in str(unreachable.value)


async def test_without_psycopg_the_sentence_says_what_to_install() -> None:
    code = """
import asyncio, sys
sys.modules["psycopg"] = None
from digests.store import open_store
try:
    asyncio.run(open_store("postgresql://localhost/x"))
except Exception as error:
    print(type(error).__name__, error)
"""
    _, out, _ = await run_python(code)
    expected = "PostgreSQL needs the extra `postgres`: install digestif[postgres]."
    assert out.strip() == f"StoreUnavailable {expected}"
