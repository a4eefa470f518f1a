"""`digestif demo`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Demo(BaseModel):
    """Watch the job on a local workspace, no keys needed: a summary, an answer, the digest."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    export: Path | None = None
    """fill the workspace with this Slack export instead of the sample"""
    once: bool = False
    """exit after the tour: 0 if all three were really posted"""
    local_claude: bool = False
    """let the sandbox's stand-in for Claude write, to see streaming and tools without a key"""
    port: int = Field(0, ge=0, le=65535)
    """port of the workspace's page; 0 takes a free one"""

    async def cli_cmd(self) -> None:
        """Show the tour."""
        from bot.demo import demo

        await demo(self.export, once=self.once, local_claude=self.local_claude, port=self.port)
