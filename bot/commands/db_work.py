"""What `digestif db` does."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import logs, retention
from bot.clock import system_clock
from bot.commands.output import Progress, print_json
from bot.settings import load_settings
from digests.database_url import is_postgres
from digests.errors import BadInput, StoreUnavailable
from digests.jobs.engine import Jobs
from digests.models import ts_at
from digests.store import Store, open_store
from digests.store.copying import TABLES, copy_store

FILE = "activity.db"
# A process at work gives a heartbeat more often than this.
WATCH_SECONDS = 4.0


async def copy(source: str, target: str, *, as_json: bool) -> None:
    """Copy one store into another.

    Args:
        source: a PostgreSQL address, a directory or a file; "" for the store of the settings.
        target: the same.
        as_json: print JSON.

    Raises:
        BadInput: there is nothing to copy, both are one, or a process is at work on it.
        StoreUnavailable: a database can't be reached, or the copy differs from the original.
    """
    settings = load_settings()
    logs.configure(settings.log, verbose=False)
    here = _location(source) if source else settings.store_location
    there = _location(target)
    _different(here, there)
    async with await open_store(here) as old, await open_store(there) as new:
        await _idle(old)
        report = await copy_store(old, new, progress=Progress("Copying and comparing"))
    if as_json:
        print_json(asdict(report))
        return
    for table, rows in report.rows.items():
        print(f"{table:<12} {rows:>12,}")
    print(f"Every row is the same in both; so are {report.searches} searches.")
    print(f"\nNext: set DIGESTIF_DATABASE_URL to the new address{_or_directory(there)}, and start.")


def _or_directory(there: Path | str) -> str:
    return "" if is_postgres(there) else " (or DIGESTIF_DATA_DIR to the new directory)"


async def migrate() -> None:
    """Bring both schemas up to date.

    Raises:
        StoreUnavailable: if the database can't be reached or the role may not.
    """
    settings = load_settings()
    logs.configure(settings.log, verbose=False)
    async with await open_store(settings.store_location) as store:
        await store.database.make_room(ts_at(day) for day in _months_ahead(system_clock()))
        home = await store.describe()
    await Jobs(settings.jobs_location).migrate()
    print(f"Up to date: {_described(home)}.")


async def check(*, as_json: bool) -> None:
    """Print what the store is, what it holds and what its role lacks.

    Raises:
        StoreUnavailable: if it can't be reached, is damaged, or its role lacks what is needed.
    """
    settings = load_settings()
    logs.configure(settings.log, verbose=False)
    async with await open_store(settings.store_location) as store:
        home, rows = await store.describe(), await _rows(store)
        damage, lacks = await store.database.damage(), await store.database.lacks()
        at_work = len(await store.executors.all())
        kept = await _kept(store, settings.keep_days)
    found = {"home": home, "rows": rows, "at_work": at_work, "damage": damage, "lacks": lacks}
    found["kept"] = kept
    if as_json:
        print_json(found)
    else:
        print("\n".join(_lines(found)))
    if damage or lacks:
        raise StoreUnavailable(_trouble(damage, lacks))


async def _kept(store: Store, keep_days: int | None) -> dict[str, Any]:
    """How long messages are kept, and for each workspace the night's work that was done last."""
    done = {
        workspace.team_id: await store.settings.get(workspace.team_id, retention.DONE)
        for workspace in await store.workspaces.all()
    }
    return {"days": keep_days, "tidied": done}


def _months_ahead(now: datetime) -> list[datetime]:
    """A moment in each month of a year from now, so that a role that may not needn't make them."""
    return [now + timedelta(days=28 * n) for n in range(14)]


def _trouble(damage: str, lacks: list[str]) -> str:
    if damage:
        return f"The database is damaged: {damage}. Restore a backup."
    return f"The database role lacks: {', '.join(lacks)}."


def _lines(found: dict[str, Any]) -> list[str]:
    return [
        f"Home       {_described(found['home'])}",
        f"Processes  {found['at_work']} at work",
        f"Kept       {_for_how_long(found['kept'])}",
        *(f"Rows       {table:<12} {n:>12,}" for table, n in found["rows"].items() if n),
        f"Rights     {'lacks ' + ', '.join(found['lacks']) if found['lacks'] else 'complete'}",
        f"Damage     {found['damage'] or 'none found'}",
    ]


def _for_how_long(kept: dict[str, Any]) -> str:
    days = f"for {kept['days']} days" if kept["days"] else "as long as nobody deletes it"
    nights = [
        f"{team_id} tidied {done['at'][:16].replace('T', ' ')} UTC, {done['expired']:,} expired"
        if done
        else f"{team_id} not tidied yet"
        for team_id, done in kept["tidied"].items()
    ]
    return "; ".join([days, *nights])


def _described(home: dict[str, str]) -> str:
    return ", ".join(str(value) for value in home.values() if value)


async def _rows(store: Store) -> dict[str, int]:
    counts = {}
    for table in TABLES:
        found = await store.database.read(
            lambda c, table=table: c.rows(f"SELECT COUNT(*) AS n FROM {table}")  # type: ignore[misc]  # noqa: S608
        )
        counts[table] = int(found[0]["n"])
    return counts


async def _idle(store: Store) -> None:
    """Make sure that nobody writes to a store; a process that died doesn't count."""
    before = await store.executors.all()
    if not before:
        return
    await asyncio.sleep(WATCH_SECONDS)
    after = {executor.executor_id: executor.at for executor in await store.executors.all()}
    if any(after.get(e.executor_id, e.at) != e.at for e in before):
        raise BadInput("Digestif is at work on this database. Stop it first, then copy.")


def _location(given: str) -> Path | str:
    if is_postgres(given):
        return given
    path = Path(given)
    return path if path.suffix == ".db" else path / FILE


def _different(here: Path | str, there: Path | str) -> None:
    if isinstance(here, Path) and not here.exists():
        raise BadInput(f"There is no database {here}. Give another one with --from.")
    same = here == there
    if isinstance(here, Path) and isinstance(there, Path):
        same = here.resolve() == there.resolve()
    if same:
        raise BadInput("The database to copy to is the one to copy from: give another one.")
