"""`digestif doctor`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Doctor(BaseModel):
    """Check everything the bot needs; one line each, with what to do."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    as_json: bool = Field(False, alias="json")
    """print JSON"""

    async def cli_cmd(self) -> None:
        """Print the checks; fails if one of them does."""
        from bot.doctor import examine

        await examine(as_json=self.as_json)
