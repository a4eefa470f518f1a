"""Posted answers that follow what they rest on: what was deleted or changed is said no more."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from bot import learn
from bot.answer import asking, channel_days, closest, history, rewriting
from bot.answer.posting import rich
from bot.answer.request import Kind, parse
from bot.blocks.markdown import Block
from bot.blocks.summary import SummaryWriter, feedback, small_print
from bot.services import Services
from digests.audience import Audience
from digests.errors import NothingToRead
from digests.grounding import Evidence, ground
from digests.grounding.drafts import DraftClaim
from digests.jobs.engine import Job
from digests.models import Claim, Message, Source, ts_at
from digests.mrkdwn import plain
from digests.store import Delivery

PREFIXES = ("answer:", "post:", "post-summary:", f"{channel_days.PREFIX}:", "choose:")
GONE = "The messages that this answer rested on were deleted or changed."
EDITED = "Edited: a message it rested on was deleted or changed."

_BOLD = re.compile(r"^\*+|\*+$")


def is_answer(delivery: Delivery) -> bool:
    """Whether a delivery is an answer in a thread that still stands somewhere."""
    return delivery.key.startswith(PREFIXES) and bool(delivery.ts)


async def mend(services: Services, job: Job, team_id: str) -> None:
    """Have each answer rewritten of which a source is gone or says something else now."""
    for delivery in await services.store.deliveries.stale(team_id):
        if is_answer(delivery):
            place = (team_id, delivery.channel_id, delivery.thread_ts or delivery.ts)
            job_id = f"{job.id}:{delivery.key}"
            await services.jobs.start("mend_answer", job_id, *place, delivery.key)


async def mend_one(
    services: Services, job: Job, team_id: str, channel_id: str, thread_ts: str, key: str
) -> None:
    """Rewrite an answer in its thread's turn, unless somebody has meanwhile."""
    delivery = await services.store.deliveries.of(key)
    if delivery is not None and delivery.stale:
        await _mend(services, delivery)


async def _mend(services: Services, delivery: Delivery) -> None:
    channel_id = delivery.channel_id
    audience = await asking.readers_of(services, channel_id)
    assert delivery.ts is not None
    posted = await services.store.messages.get(audience, channel_id, delivery.ts)
    if posted is None:
        # Nothing stands there any more, so it rests on nothing.
        await services.store.deliveries.posted(delivery.key, delivery.ts, [])
        return
    if delivery.key.startswith(f"{channel_days.PREFIX}:"):
        await channel_days.again(services, delivery, posted)
    elif (asked_ts := await _of_summary(services, delivery, audience)) is not None:
        thread_ts = delivery.thread_ts or delivery.ts
        place = rewriting.Standing(channel_id, thread_ts, delivery.ts, asked_ts)
        try:
            await rewriting.again(services, place)
        except NothingToRead:
            await _show(services, delivery, posted, "", [])
    elif closest.is_offer(posted.text):
        await _show(
            services,
            delivery,
            posted,
            *await closest.offer_again(services, audience, posted.text),
        )
    else:
        claims = await _still_true(services, posted, audience)
        writer = SummaryWriter()
        said = "".join(writer.line(claim) for claim in claims)
        cited = [source for claim in claims for source in claim.sources]
        await _show(services, delivery, posted, said, cited)


async def _of_summary(services: Services, delivery: Delivery, audience: Audience) -> str | None:
    """The message that asked for a summary, "" if somebody pressed for it; None for no summary."""
    if delivery.key.startswith("post-summary:"):
        return ""
    asked_ts = delivery.key.rpartition(":")[2]
    asked = await services.store.messages.get(audience, delivery.channel_id, asked_ts)
    if asked is None:
        return None
    request = parse(asked.text, services.slack.bot_user_id, in_thread=asked.is_reply)
    return asked_ts if request.kind is Kind.SUMMARY else None


async def _still_true(services: Services, posted: Message, audience: Audience) -> list[Claim]:
    """The lines of an answer that its sources, as they are now, still support."""
    team_id = services.slack.team_id
    people = await services.store.users.people(team_id)
    workspace = await services.store.workspaces.get(team_id)
    channels = await services.store.channels.all(team_id)
    ids: dict[str, Message] = {}
    drafts = []
    for line in posted.text.splitlines():
        text, keys = history.marks(line)
        names = []
        for key in keys:
            message = await services.store.messages.get(audience, *key)
            if message is not None:
                ids[name := f"m{len(ids) + 1}"] = message
                names.append(name)
        drafts.append(DraftClaim(_BOLD.sub("", plain(text, people)), tuple(names)))
    evidence = Evidence(
        ids,
        people,
        zone=await learn.zone(services),
        channels={c.channel_id: c.name for c in channels if c.name and audience.may_read(c)},
        workspace_url=workspace.url if workspace else "",
    )
    grounded = [await asyncio.to_thread(ground, draft, evidence) for draft in drafts if draft.ids]
    return [each.claim for each in grounded if each.claim is not None]


async def _show(
    services: Services, delivery: Delivery, posted: Message, said: str, cited: list[Source]
) -> None:
    below: list[Block] = [small_print(EDITED), feedback()] if said else []
    text, blocks = rich(said or GONE, below)
    await services.slack.update(posted.channel_id, posted.ts, text, blocks)
    edited = replace(posted, text=text, edited_ts=ts_at(services.now()))
    await services.store.messages.put([edited])
    await services.store.deliveries.posted(delivery.key, posted.ts, cited)
