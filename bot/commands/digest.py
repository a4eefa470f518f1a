"""`digestif digest`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import CliApp, CliPositionalArg, CliSubCommand


class Preview(BaseModel):
    """Compile a week's digest from the store and print it; Slack isn't needed."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    week: str | None = None
    """which week, like 2026-W47; without it the current one, or the last one with messages"""
    channel: list[str] = Field(default_factory=list)
    """only this channel, by name or id; may be given several times"""
    explain: bool = False
    """say why each item stands where it does"""
    as_json: bool = Field(False, alias="json")
    """print JSON; it has each item's score and its parts"""

    async def cli_cmd(self) -> None:
        """Print the digest."""
        from bot.commands.digesting import preview

        await preview(self.week, self.channel, explain=self.explain, as_json=self.as_json)


class Send(BaseModel):
    """Compile a week's digest and post it; a week that was sent isn't sent again."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    week: str | None = None
    """which week, like 2026-W47; without it the last one that ended"""

    async def cli_cmd(self) -> None:
        """Post the digest in DIGESTIF_DIGEST_CHANNEL."""
        from bot.commands.digesting import send

        await send(self.week)


class ListDigests(BaseModel):
    """List the digests that were compiled, newest first."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    as_json: bool = Field(False, alias="json")
    """print JSON"""

    async def cli_cmd(self) -> None:
        """Print the list."""
        from bot.commands.digesting import list_digests

        await list_digests(as_json=self.as_json)


class Show(BaseModel):
    """Print a digest that was compiled before."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    week: CliPositionalArg[str]
    """which week, like 2026-W47"""
    format: Literal["text", "markdown", "html", "json"] = "text"
    """how; html is one file that needs nothing else, for a browser or an e-mail"""
    as_json: bool = Field(False, alias="json")
    """print JSON, the same as --format json"""

    async def cli_cmd(self) -> None:
        """Print the digest."""
        from bot.commands.digesting import show

        await show(self.week, "json" if self.as_json else self.format)


class Digest(BaseModel):
    """The weekly digest: preview, send, list, show."""

    preview: CliSubCommand[Preview]
    send: CliSubCommand[Send]
    list_: CliSubCommand[ListDigests] = Field(alias="list")
    show: CliSubCommand[Show]

    def cli_cmd(self) -> None:
        """Run the command that was named."""
        CliApp.run_subcommand(self)
