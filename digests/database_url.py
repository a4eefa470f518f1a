"""One database address, as the store's driver takes it and as the jobs engine does. Pure."""

from __future__ import annotations

from pathlib import Path


def is_postgres(location: Path | str) -> bool:
    """Whether a location is a PostgreSQL address, not a path."""
    return str(location).startswith(("postgresql://", "postgres://"))


def for_engine(location: Path | str) -> str:
    """Return the address of the jobs database.

    Args:
        location: the directory of `jobs.db`, or a PostgreSQL address as libpq takes it. One with
            several hosts, for a failover, becomes `?host=a,b&port=1,2`.
    """
    if not is_postgres(location):
        return f"sqlite:///{Path(location).absolute() / 'jobs.db'}"
    from psycopg.conninfo import conninfo_to_dict
    from sqlalchemy import URL

    given = {name: str(value) for name, value in conninfo_to_dict(str(location)).items()}
    user, password = given.pop("user", None), given.pop("password", None)
    name = given.pop("dbname", None)
    url = URL.create("postgresql", user, password, database=name, query=given)
    return url.render_as_string(hide_password=False)


def not_up_to_date(error: Exception) -> str:
    """Return one sentence on why the jobs database can't be made or migrated, without a password.

    Args:
        error: the engine's; its cause holds what the database said.
    """
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines() or [type(error).__name__]
    return (
        f"The jobs database can't be brought up to date: {lines[0].rstrip('.')}. "
        "Run `digestif db migrate` with a role that may, then start again."
    )
