"""What people put right in a posted digest, and who may."""

from __future__ import annotations

from dataclasses import dataclass

from bot import learn
from bot.digest import archive, weekly
from bot.services import Services
from digests import pipeline
from digests.audience import Audience
from digests.correct import Thing, dropped, renamed, reworded, thing
from digests.digest import Digest
from digests.errors import BadInput
from digests.forms import digest_json
from digests.jobs.engine import Job
from digests.models import Source
from digests.store import AuditEntry, DigestRecord, Feedback


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody wrote into the modal.

    Attributes:
        key: of the thing in the digest.
        drop: take it out.
        wrong: a name to be replaced by `right`, "" for other words.
    """

    key: str
    title: str = ""
    text: str = ""
    wrong: str = ""
    right: str = ""
    drop: bool = False


async def record_of(services: Services, readers: Audience, digest_id: str) -> DigestRecord:
    """An archived digest that these readers may read. Raises BadInput if there is none."""
    record = await services.store.digests.get(readers, digest_id)
    if record is None:
        raise BadInput("That digest isn't in the archive any more.")
    return record


async def may_correct(
    services: Services, readers: Audience, user_id: str, digest_id: str, about: Thing
) -> bool:
    """Whether somebody may change a thing in a digest.

    Admins may, whoever wrote one of its messages, and in a personal digest its reader.
    """
    if await _may_everywhere(services, user_id, digest_id):
        return True
    for source in about.sources:
        message = await services.store.messages.get(readers, source.channel_id, source.ts)
        if message is not None and message.user_id == user_id:
            return True
    return False


async def _may_everywhere(services: Services, user_id: str, digest_id: str) -> bool:
    if archive.place_of(digest_id).partition(":")[2] == user_id:
        return True
    user = await services.store.users.get(services.slack.team_id, user_id)
    return user is not None and user.is_admin and not user.deleted


async def correct(
    services: Services, readers: Audience, user_id: str, digest_id: str, correction: Correction
) -> bool:
    """Edit a posted digest, or keep the report where somebody else has to.

    Returns:
        Whether the digest was changed in the archive; a job then edits what stands in Slack.

    Raises:
        BadInput: the thing isn't in the digest (any more), or the name isn't.
    """
    store, now = services.store, services.now()
    record = await record_of(services, readers, digest_id)
    about = _thing(await pipeline.current(store, digest_id, record.audience), correction)
    if not await may_correct(services, readers, user_id, digest_id, about):
        await _report(services, user_id, about, correction)
        return False

    # Who wrote one message has a say in what is made of it, not in the rest of the digest.
    everywhere = await _may_everywhere(services, user_id, digest_id)

    def change(digest: Digest) -> Digest:
        return corrected(digest, correction, everywhere=everywhere)

    await pipeline.revise(store, digest_id, record.audience, change, now=now)
    detail = f"{digest_id} {correction.key}"
    entry = AuditEntry(services.slack.team_id, now, user_id, "digest.correct", detail)
    await services.store.audit.add(entry)
    job_id = f"corrected:{digest_id}:{now.isoformat()}"
    ids = (services.slack.team_id, digest_id, user_id)
    await services.jobs.start("corrected", job_id, *ids)
    return True


async def refresh(services: Services, job: Job, team_id: str, digest_id: str, user_id: str) -> None:
    """Edit a digest where it stands, after somebody corrected it."""
    readers = await learn.reader(services, user_id)
    await weekly.refresh(services, await record_of(services, readers, digest_id))


def corrected(digest: Digest, correction: Correction, *, everywhere: bool) -> Digest:
    """The digest with a correction made. Pure.

    Args:
        digest: as it is.
        correction: what is wrong.
        everywhere: replace a wrong name in all of the digest, not in the one thing alone.

    Raises:
        BadInput: the thing isn't in it (any more), or the wrong name stands nowhere in it.
    """
    _thing(digest, correction)
    if correction.drop:
        return dropped(digest, correction.key)
    if not correction.wrong:
        return reworded(digest, correction.key, correction.title, correction.text)
    where = "" if everywhere else correction.key
    changed = renamed(digest, correction.wrong, correction.right, where)
    if digest_json.to_json(changed) == digest_json.to_json(digest):
        place = "in this digest" if everywhere else "here"
        raise BadInput(f"“{correction.wrong}” doesn't stand {place}.")
    return changed


def _thing(digest: Digest, correction: Correction) -> Thing:
    about = thing(digest, correction.key)
    if about is None:
        raise BadInput("That isn't in the digest any more.")
    return about


async def rate(services: Services, user_id: str, item_id: str, verdict: str) -> None:
    """Keep what somebody thinks of an item: "up" or "down", in place of what they thought.

    What they reported of it stays: it may be worth knowing and still not be right.
    """
    channel_id, _, ts = item_id.partition("/")
    said = await _reported(services, user_id, Source(channel_id, ts))
    await _keep(services, user_id, Source(channel_id, ts), verdict, said)


async def _report(services: Services, user_id: str, about: Thing, correction: Correction) -> None:
    """Keep a report with the message that the thing rests on, so that it goes when that goes."""
    if not about.sources:
        return
    source = min(about.sources, key=lambda one: (one.channel_id, one.ts))
    said = [await _reported(services, user_id, source), _said(correction)]
    # several things may rest on one message
    await _keep(services, user_id, source, "down", " · ".join(dict.fromkeys(filter(None, said))))


async def _reported(services: Services, user_id: str, source: Source) -> str:
    """What somebody reported with a message before; "" for nothing."""
    team_id, feedback = services.slack.team_id, services.store.feedback
    found = await feedback.of(team_id, source.channel_id, source.ts)
    return next((one.text for one in found if one.user_id == user_id), "")


async def _keep(services: Services, user_id: str, source: Source, verdict: str, said: str) -> None:
    place = (services.slack.team_id, source.channel_id, source.ts)
    await services.store.feedback.put(Feedback(*place, user_id, verdict, services.now(), said))


def _said(correction: Correction) -> str:
    if correction.drop:
        return "Should not be in the digest."
    if correction.wrong:
        return f"Wrong name: {correction.wrong}, right: {correction.right}"
    return " ".join(part for part in (correction.title, correction.text) if part)
