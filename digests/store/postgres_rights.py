"""What a database role may not do that Digestif needs, right by right."""

from __future__ import annotations

from digests.store.database import Connection

JOBS_SCHEMA = "dbos"  # of the jobs engine, in the same database

_SCHEMAS = """SELECT n.nspname AS name, has_schema_privilege(n.oid, 'USAGE') AS usable
    FROM pg_namespace n
    WHERE n.nspname IN (:schema, :jobs) ORDER BY n.nspname"""
_TABLES = """SELECT n.nspname AS schema, c.relname AS name, r.name AS right
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS r (name)
    WHERE n.nspname IN (:schema, :jobs) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND NOT has_table_privilege(c.oid, r.name)
    AND NOT (c.relname IN ('migrations', 'dbos_migrations') AND r.name <> 'SELECT')
    ORDER BY n.nspname, c.relname, r.name"""
_MAKES_SCHEMAS = """SELECT has_database_privilege(current_database(), 'CREATE') AS may"""


def lacking(c: Connection, schema: str) -> list[str]:
    """Return every missing right by name; [] for a role that may do all.

    A role that may not make tables lacks nothing: it does every day's work, and upgrades and the
    partitions of months are `digestif db migrate`'s affair, run by one that may.
    """
    names = {"schema": schema, "jobs": JOBS_SCHEMA}
    found = c.rows(_SCHEMAS, names)
    missing = [f"USAGE on schema {row['name']}" for row in found if not row["usable"]]
    absent = {schema, JOBS_SCHEMA} - {row["name"] for row in found}
    if absent and not c.rows(_MAKES_SCHEMAS)[0]["may"]:
        missing += [f"CREATE on the database, for schema {name}" for name in sorted(absent)]
    tables = c.rows(_TABLES, names)
    return missing + [f"{row['right']} on {row['schema']}.{row['name']}" for row in tables]
