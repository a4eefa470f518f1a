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
_SEQUENCES = """SELECT n.nspname AS schema, c.relname AS name, 'USAGE' AS right
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN (:schema, :jobs) AND CASE WHEN c.relkind = 'S'
        THEN NOT has_sequence_privilege(c.oid, 'USAGE') ELSE false END
    ORDER BY n.nspname, c.relname"""
# a trigger's function runs for whoever may write
_FUNCTIONS = """SELECT n.nspname AS schema, p.proname AS name, 'EXECUTE' AS right
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname IN (:schema, :jobs) AND p.prorettype <> 'trigger'::regtype
    AND NOT has_function_privilege(p.oid, 'EXECUTE') ORDER BY n.nspname, p.proname"""
_MAKES_SCHEMAS = """SELECT has_database_privilege(current_database(), 'CREATE') AS may"""
_MAKES_TABLES = """SELECT current_user AS role, COALESCE(bool_and(pg_has_role(c.relowner, 'USAGE')
    AND has_schema_privilege(c.relnamespace, 'CREATE')), false) AS may
    FROM pg_class c WHERE c.oid = to_regclass('messages')"""


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
    lacked = [row for sql in (_TABLES, _SEQUENCES, _FUNCTIONS) for row in c.rows(sql, names)]
    return missing + [f"{row['right']} on {row['schema']}.{row['name']}" for row in lacked]


def role(c: Connection) -> str:
    """Say who the role is and whether it may make tables: "role bot, which may make no tables"."""
    found = c.rows(_MAKES_TABLES)[0]
    return f"role {found['role']}{'' if found['may'] else ', which may make no tables'}"
