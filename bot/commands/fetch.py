"""What `digestif backfill` does."""

from __future__ import annotations

from bot import backfill, learn
from bot.app import create_services
from bot.commands.opening import opened
from bot.commands.output import Progress, print_json
from digests.errors import SlackUnavailable
from digests.jobs.engine import Jobs


async def fetch(days: int, names: list[str], *, as_json: bool) -> None:
    """Fetch the last days of the channels the bot is in, or of some of them.

    Raises:
        BadInput: if there is no token, or no channel of that name.
        SlackUnavailable: if Slack can't be reached, or no channel could be read.
    """
    async with opened() as at:
        services = create_services(at.settings, at.store, None, Jobs(at.settings.jobs_location))
        await learn.workspace(services)
        team_id = services.slack.team_id
        channels = await at.channels(team_id, names)
        if not names:
            known = await at.store.channels.all(team_id)
            channels = [c for c in known if c.is_member and not c.is_shared and c.name]
        bar, done = Progress("Reading channels"), 0

        def progress(name: str, added: int) -> None:
            nonlocal done
            done += 1
            bar(done, len(channels))

        report = await backfill.run(services, channels, backfill.window(services, days), progress)
    if as_json:
        print_json(
            {
                "messages": {"added": report.added},
                "channels": report.channels,
                "failed": [{"channel": n, "reason": why} for n, why in report.failed.items()],
            }
        )
    else:
        print(f"{report.added:,} messages added from {report.channels} channels")
        print("\n".join(f"#{name}: {why}" for name, why in report.failed.items()), end="")
    if report.failed and not report.channels:
        raise SlackUnavailable("No channel could be read.")
