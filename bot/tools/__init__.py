"""What Claude may call, one file per tool; this is the index.

A tool gets its audience bound in code. What the model writes chooses among what that audience may
read and can't widen it. A tool's failure is told to the model in one sentence without internals.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.incidents import incident
from bot.tools import (
    list_channels,
    read_channel,
    read_file,
    read_thread,
    search_messages,
    who_is,
)
from bot.tools.reading import Reading
from digests.claude.calls import Json, ToolUse, tool_result
from digests.errors import DigestifError

TOOLS = {
    module.NAME: module
    for module in (search_messages, read_thread, read_channel, list_channels, who_is, read_file)
}

# A model that asks for a dozen searches at once is served eight at a time in effect by the store;
# this bounds what one turn may cost in all.
AT_ONCE = 8
TOOL_SECONDS = 30.0


def definitions() -> tuple[Json, ...]:
    """Every tool as the Messages API wants it."""
    return tuple(
        {"name": name, "description": module.DESCRIPTION, "input_schema": module.SCHEMA}
        for name, module in TOOLS.items()
    )


def doing(use: ToolUse) -> str:
    """What a tool does, in our own words: nothing of what the model wrote is shown."""
    module: Any = TOOLS.get(use.name)
    return module.DOING if module is not None else "Thinking"


async def run_all(uses: Sequence[ToolUse], reading: Reading) -> list[Json]:
    """Run the tools that one turn asks for, side by side; one result block per use, in order."""
    results = await asyncio.gather(*(_run(use, reading) for use in uses[:AT_ONCE]))
    late = [_error(use, f"Only {AT_ONCE} tools run at once.") for use in uses[AT_ONCE:]]
    return [*results, *late]


async def _run(use: ToolUse, reading: Reading) -> Json:
    module: Any = TOOLS.get(use.name)
    if module is None:
        return _error(use, f"There is no tool named {use.name[:40]}.")
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return tool_result(use, await module.run(reading, use.input))
    except TimeoutError:
        return _error(use, "That took too long.")
    except DigestifError as error:
        return _error(use, str(error))
    except Exception as error:
        incident(error, f"tool {use.name}")
        return _error(use, "That tool failed; go on without it.")


def _error(use: ToolUse, sentence: str) -> Json:
    return tool_result(use, sentence, is_error=True)
