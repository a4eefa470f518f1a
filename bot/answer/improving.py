"""When an extract is replaced by Claude's summary, as was promised when Claude was overloaded."""

from __future__ import annotations

from bot.services import Services

# When Claude is asked again, in seconds from one try to the next; then the extract stays.
TRIES = (60, 300, 900, 3600)


async def later(
    services: Services,
    place: tuple[str, str, str],
    user_id: str,
    asked_ts: str,
    tried: int = 0,
) -> None:
    """Start the next try, each a job of its own so that nobody waits in the thread meanwhile.

    Args:
        services: the bot's.
        place: channel_id, thread_ts and the extract's own ts.
        user_id: who asked for the summary.
        asked_ts: the message in which they did.
        tried: how often Claude was asked again already; after the last nothing is started.
    """
    if tried >= len(TRIES):
        return
    where = (services.slack.team_id, *place)
    job_id = f"improve:{':'.join(where)}:{tried}"
    ids = (*where, user_id, asked_ts, tried)
    await services.jobs.start("improve", job_id, *ids, after=TRIES[tried])
