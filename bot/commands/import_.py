"""`digestif import`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import CliPositionalArg


class Import(BaseModel):
    """Take in a Slack export; a second time adds nothing."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    export: CliPositionalArg[Path]
    """the zip that Slack made"""
    as_json: bool = Field(False, alias="json")
    """print JSON"""

    async def cli_cmd(self) -> None:
        """Import, then print what was taken and what was skipped and why."""
        from bot.clock import system_clock
        from bot.commands.opening import opened
        from bot.commands.output import Progress, print_json
        from digests.export.slack_export import import_export

        async with opened() as at:
            report = await import_export(
                at.store, self.export, now=system_clock(), progress=Progress("Importing")
            )
        if self.as_json:
            print_json(
                {
                    "messages": {"added": report.messages_added, "skipped": report.skipped},
                    "channels": report.channels,
                    "users": report.users,
                    "team": report.team_id,
                }
            )
        else:
            print("\n".join(_lines(report)))


def _lines(report: Any) -> list[str]:
    return [
        f"Messages  {report.messages_added:>8,} added",
        *(f"          {count:>8,} skipped: {why}" for why, count in report.skipped.items()),
        f"Channels  {report.channels:>8,}",
        f"People    {report.users:>8,}",
        "",
        "Next: digestif digest preview",
    ]
