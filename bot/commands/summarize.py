"""`digestif summarize`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import CliPositionalArg


class Summarize(BaseModel):
    """Sum up a stored thread, or messages given on stdin."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    link: CliPositionalArg[str | None] = None
    """a message's link, or CHANNEL_ID/TS"""
    stdin: bool = False
    """read messages from stdin, one JSON object per line: {"ts", "user", "text", "thread_ts"?}"""
    engine: Literal["claude", "extractive"] | None = None
    """who writes it; without it Claude where a key is set"""
    max_words: int | None = Field(None, ge=1, le=10_000)
    """at most this many words"""
    as_json: bool = Field(False, alias="json")
    """print JSON"""

    async def cli_cmd(self) -> None:
        """Print the summary."""
        from bot.commands.summarizing import summarize

        await summarize(
            self.link,
            stdin=self.stdin,
            engine=self.engine,
            max_words=self.max_words,
            as_json=self.as_json,
        )
