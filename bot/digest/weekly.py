"""The weekly digest in Slack: when it is due, the job that sends it, the last one on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot import digest_settings, learn, retention
from bot.digest import archive, canvas, delivered, gaps, liked_prompts, review, weeks
from bot.incidents import incident
from bot.respond import respond
from bot.services import Services
from bot.slack_errors import SlackUnreachable
from digests import audience, pipeline
from digests.audience import Audience
from digests.compose.messages import compose
from digests.digest import Digest
from digests.errors import DigestifError, NotReadable, UnknownChannel
from digests.forms.shape import shaped
from digests.jobs.engine import Job
from digests.models import Channel, ChannelKind, Window
from digests.schedule import Plan
from digests.store import DigestRecord

log = structlog.get_logger(__name__)


async def start(services: Services, window: Window, channel: Channel) -> str:
    """Start sending a week's digest and return the job's id; a second time does nothing.

    One that failed, because the bot wasn't in the channel say, is tried again once an hour.
    """
    team_id, chosen = services.slack.team_id, job_id(services, window, channel)
    if await services.jobs.status(chosen) == "ERROR":
        chosen += f":{services.now():%Y-%m-%dT%H}"
    await services.jobs.start("digest", chosen, team_id, window.name, channel.channel_id)
    return chosen


def job_id(services: Services, window: Window, channel: Channel) -> str:
    """The id under which a week's digest is sent to a channel."""
    return f"digest:{services.slack.team_id}:{window.name}:{channel.channel_id}"


async def begin(services: Services) -> None:
    """Remember when digests were switched on: weeks that ended before aren't sent."""
    settings, team_id = services.store.settings, services.slack.team_id
    chosen = await digest_settings.of(services)
    if chosen.channel and not await settings.get(team_id, "digest_since"):
        await settings.put(team_id, "digest_since", services.now().isoformat())


async def plans(services: Services) -> list[Plan]:
    """The one digest of this workspace; none if no channel for it is set."""
    settings, team_id = services.store.settings, services.slack.team_id
    since = await settings.get(team_id, "digest_since")
    chosen = await digest_settings.of(services)
    if not chosen.channel or since is None:
        return []
    done = await delivered.weeks(services, delivered.WORKSPACE) | await review.held(services)
    return [Plan(team_id, chosen.at, chosen.zone, done, datetime.fromisoformat(since))]


async def send(services: Services, job: Job, team_id: str, week: str, channel_id: str) -> None:
    """Compile a week's digest and post it, each once."""
    readers = await readers_in(services, channel_id)

    async def compiled() -> str:
        window = await weeks.begun(services, team_id, await weeks.named(services, week))
        await fill_gaps(services, window, readers)
        digest = await compiled_for(services, window, readers, place=team_id)
        digest = await review.applied(services, digest)
        store, now = services.store, services.now()
        digest_id = await pipeline.archive(store, digest, readers, team_id, now=now)
        return await canvas.make(services, digest_id, readers, channel_id)

    async def posted(digest_id: str) -> str:
        return await pipeline.send(
            services.store, services.slack, digest_id, readers, channel_id, now=services.now
        )

    digest_id = await job.step("compile", compiled)
    ts = await job.step("deliver", posted, digest_id)
    await delivered.remember(services, delivered.WORKSPACE, week)
    log.info("digest.sent", week=week, channel=channel_id, ts=ts)


async def compiled_for(
    services: Services, window: Window, readers: Audience, *, place: str = ""
) -> Digest:
    """A week's digest for the workspace, as long and with the sections that are set."""
    chosen = await digest_settings.of(services)
    digest = await pipeline.compile_digest(
        services.store,
        services.writer,
        window,
        readers,
        now=services.now(),
        place=place,
        language=chosen.language,
    )
    prompts = await liked_prompts.of_week(services, window, readers)
    digest = replace(digest, prompts=() if digest.quiet else prompts)
    return shaped(digest, chosen.length, chosen.sections)


async def mend(services: Services, job: Job, team_id: str) -> None:
    """Edit the posted digests that cite a message which was edited or deleted since."""
    await _refresh_each(services, await services.store.digests.stale(team_id))


async def refresh_all(services: Services, job: Job, team_id: str, channel_id: str) -> None:
    """Edit the workspace's posted digests after a channel was opted out or in again."""
    found = await services.store.digests.list(audience.everyone(team_id), archive.MOST)
    citing = [one for one in found if channel_id in {source.channel_id for source in one.sources}]
    await _refresh_each(services, citing)


async def take_out(services: Services, job: Job, team_id: str, channel_id: str, ts: str) -> None:
    """Edit the posted digests that cite a message which its author keeps out of digests by now."""
    await _refresh_each(services, await services.store.digests.citing(team_id, channel_id, ts))


async def _refresh_each(services: Services, records: Sequence[DigestRecord]) -> None:
    """Edit some digests, and those of which an earlier edit didn't reach Slack; each once.

    One that Slack doesn't let be edited stops no other; it is tried again with the next change. One
    that is too old to be kept is left to the night, which has it say so.

    Raises:
        SlackUnreachable: after all, if Slack didn't answer for one; the job waits and goes on.
    """
    unreached, oldest = None, await retention.oldest_kept(services)
    each = {record.digest_id: record for record in [*records, *await archive.unfinished(services)]}
    for record in each.values():
        if oldest is not None and record.window.start < oldest:
            continue
        try:
            await refresh(services, record)
        except SlackUnreachable as error:
            unreached = error
        except DigestifError as error:
            log.warning("digest.stands", digest=record.digest_id, reason=type(error).__name__)
    if unreached:
        raise unreached


async def refresh(services: Services, record: DigestRecord) -> None:
    """Edit a digest to what its readers may read of it now, wherever it stands.

    One that stands nowhere, a preview's or one that isn't sent yet, is kept like that.
    """
    store, slack, digest_id = services.store, services.slack, record.digest_id
    places = await archive.standing(services, record)
    for place in places:
        await pipeline.refresh(
            store, slack, digest_id, record.audience, place.channel_id, now=services.now()
        )
        log.info("digest.mended", digest=digest_id, channel=place.channel_id)
    if not places:
        await pipeline.revise(
            store, digest_id, record.audience, lambda digest: digest, now=services.now()
        )
    await canvas.refresh(services, record)


async def preview(
    services: Services, job: Job, team_id: str, user_id: str, response_url: str
) -> None:
    """Show one person what this week's digest would say by now.

    What Slack doesn't let be read at once is waited for by nobody; the last line names it.
    """
    try:
        own = await learn.reader(services, user_id)
        readers = audience.everyone(team_id) if own.org_wide else own
        week = await weeks.current(services)
        await fill_gaps(services, week, readers, waits=())
        main = compose(await compiled_for(services, week, readers))[0]
        await respond(response_url, main.text, main.blocks)
    except Exception as error:
        await respond(response_url, _sentence(error, job.kind))


async def destination(services: Services) -> Channel:
    """The channel that was chosen in Slack, else the one that DIGESTIF_DIGEST_CHANNEL names.

    Raises:
        UnknownChannel: if the workspace has none of that name or id.
    """
    name, team_id = (await digest_settings.of(services)).channel, services.slack.team_id
    found = await services.store.channels.get(team_id, name)
    found = found or await services.store.channels.named(team_id, name)
    if found is None:
        raise UnknownChannel(
            f"There is no channel #{name}. Set DIGESTIF_DIGEST_CHANNEL to one that I am in."
        )
    return found


async def readers_in(services: Services, channel_id: str) -> Audience:
    """Who reads a digest that is posted in a channel: everybody, unless a guest is among them.

    A guest may have come while nobody listened, so who is there is learned first.

    Raises:
        NotReadable: if nothing can be posted there.
        SlackUnreachable: if it isn't known who is there.
    """
    team_id, place = services.slack.team_id, await learn.place(services, channel_id)
    need_open(place)
    if channel_id not in services.learned.channels:
        raise SlackUnreachable(f"I couldn't see who is in #{place.name}.")
    there = await services.store.audiences.for_channel(team_id, channel_id)
    return audience.everyone(team_id) if there.org_wide else there


def need_open(channel: Channel) -> None:
    """Check that the bot can post in a channel. Raises NotReadable if not. Pure."""
    if channel.is_archived:
        raise NotReadable(
            f"I can't post the digest: #{channel.name} is archived. "
            "Choose another channel with `/digest settings`."
        )
    if not channel.is_member:
        raise NotReadable(
            f"I can't post the digest: I'm not in #{channel.name}. "
            "Invite me there with `/invite @Digestif`."
        )


async def fill_gaps(
    services: Services, window: Window, readers: Audience, waits: Sequence[float] = gaps.WAITS
) -> None:
    """Read from Slack what is missing of the week in the channels that its readers may read."""
    known = await services.store.channels.all(services.slack.team_id)
    kinds = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)
    read = [one for one in known if one.kind in kinds and readers.may_read(one)]
    await gaps.fill(services, read, window, waits)


def _sentence(error: Exception, doing: str) -> str:
    return str(error) if isinstance(error, DigestifError) else incident(error, doing)
