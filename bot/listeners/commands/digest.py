"""/digest [preview|latest|help]."""

from __future__ import annotations

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.services import Services

HELP = (
    "*/digest latest* shows the last weekly digest\n"
    "*/digest preview* compiles this week so far, only for you\n"
    "*/digest help* shows this"
)


async def handle_digest(ack: AsyncAck, command: dict[str, Any], context: AsyncBoltContext) -> None:
    """Answer help at once; start the work for the rest."""
    services: Services = context["services"]
    word = str(command.get("text") or "latest").strip().lower()
    if word not in {"preview", "latest"}:
        sorry = "" if word == "help" else "I don't know that one.\n"
        await ack(text=sorry + HELP)
        return
    team_id, user_id = str(context.team_id), str(command["user_id"])
    await services.jobs.start(
        f"digest_{word}",
        f"digest-{word}:{team_id}:{user_id}:{command['trigger_id']}",
        team_id,
        user_id,
        str(command["response_url"]),
    )
    await ack(text="Compiling this week…" if word == "preview" else "Looking it up…")
