"""`digestif db`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import CliApp, CliSubCommand


class Copy(BaseModel):
    """Copy everything stored into an empty database; interrupted, it goes on where it stopped."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    to: str
    """where to: a PostgreSQL address, or a directory for the SQLite file"""
    source: str = Field("", alias="from")
    """where from; without it the database of the settings"""
    as_json: bool = Field(False, alias="json")
    """print JSON"""

    async def cli_cmd(self) -> None:
        """Copy, compare every row and some searches, then print how much it was."""
        from bot.commands.db_work import copy

        await copy(self.source, self.to, as_json=self.as_json)


class Migrate(BaseModel):
    """Bring the schemas `digestif` and `dbos` up to date, with a role that may."""

    async def cli_cmd(self) -> None:
        """Migrate, then print where."""
        from bot.commands.db_work import migrate

        await migrate()


class Check(BaseModel):
    """Say where the database is, what it holds and what its role lacks; fails if it can't serve."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    as_json: bool = Field(False, alias="json")
    """print JSON"""

    async def cli_cmd(self) -> None:
        """Print what was found."""
        from bot.commands.db_work import check

        await check(as_json=self.as_json)


class Db(BaseModel):
    """Copy, migrate or check the database."""

    copy_: CliSubCommand[Copy] = Field(alias="copy")
    migrate: CliSubCommand[Migrate]
    check: CliSubCommand[Check]

    def cli_cmd(self) -> None:
        """Run the command that was named."""
        CliApp.run_subcommand(self)
