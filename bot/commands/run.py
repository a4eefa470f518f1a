"""`digestif run`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Run(BaseModel):
    """Run the bot: over Socket Mode, or with --http for the Events API."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    http: int | None = Field(None, ge=0, le=65535)
    """listen on this port for Slack's events instead of connecting over Socket Mode"""
    host: str = "0.0.0.0"  # noqa: S104 - platforms route to it from outside
    """address to listen on, only with --http"""

    async def cli_cmd(self) -> None:
        """Run until told to stop."""
        from bot.serve import serve

        await serve(self.http, self.host)
