"""A person's App Home, from the store to Slack."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot import learn
from bot.blocks.home import Home, home_view
from bot.services import Services
from digests.schedule import week_of


async def publish(services: Services, user_id: str) -> None:
    """Show a person their Home as things stand now."""
    await services.slack.publish_home(user_id, home_view(await of(services, user_id)))


async def of(services: Services, user_id: str) -> Home:
    """What one person may see of the bot's doings."""
    team_id = services.slack.team_id
    readers = await learn.reader(services, user_id)
    channels = [
        channel
        for channel in await services.store.channels.all(team_id)
        if channel.is_member and channel.name and readers.may_read(channel)
    ]
    latest = await services.store.digests.latest(readers)
    return Home(
        digest_channel=services.settings.digest_channel,
        next_digest=await next_digest(services),
        last_digest=(latest.text if latest else "")[:600],
        channels=channels,
        messages=await services.store.messages.count(team_id),
    )


async def next_digest(services: Services) -> str:
    """When the next digest is due, in words and in the workspace's zone."""
    zone = await learn.zone(services)
    end = week_of(services.now(), zone, services.settings.digest_at).end.astimezone(ZoneInfo(zone))
    return f"{end:%A} {end.day} {end:%B}, {end:%H:%M} ({zone})"
