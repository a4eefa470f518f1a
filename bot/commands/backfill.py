"""`digestif backfill`."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, field_validator

_SPAN = re.compile(r"(\d{1,4})\s*([dw]?)", re.IGNORECASE)


class Backfill(BaseModel):
    """Fetch messages from Slack, replies included; run again, it goes on where it stopped."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    since: str = "30d"
    """how far back: 30d for days, 8w for weeks"""
    channel: list[str] = Field(default_factory=list)
    """only this channel, by name or id; may be given several times"""
    as_json: bool = Field(False, alias="json")
    """print JSON"""

    @field_validator("since")
    @classmethod
    def _a_span(cls, given: str) -> str:
        if not _SPAN.fullmatch(given.strip()) or not cls.days_in(given):
            raise ValueError("write it like 30d or 8w")
        return given

    @staticmethod
    def days_in(span: str) -> int:
        """The days in "30d", "8w" or "30"."""
        found = _SPAN.fullmatch(span.strip())
        assert found is not None
        return int(found[1]) * (7 if found[2].lower() == "w" else 1)

    async def cli_cmd(self) -> None:
        """Fetch, then print how much came."""
        from bot.commands.fetch import fetch

        await fetch(self.days_in(self.since), self.channel, as_json=self.as_json)
