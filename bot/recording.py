"""One Slack event into the store. Every write is idempotent and indifferent to order.

Slack delivers at least once and in any order, so nothing here may depend on having seen an event
before, or on not having seen it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from digests import slack_dicts
from digests.audience import Audience
from digests.models import Channel, ChannelKind
from digests.store import Store

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Where events of one workspace go.

    Attributes:
        asked: the event addresses the bot, which lets it be kept although the channel is shared
            with another organization.
        shared: Slack says that the event's channel is shared outside.
    """

    store: Store
    team_id: str
    asked: bool = False
    shared: bool = False

    async def record(self, event: Event) -> None:
        """Write an event; one of a type that nothing is kept of is left alone."""
        write = WRITERS.get(str(event.get("type")))
        if write is not None:
            await write(self, event)

    async def keeps(self, channel_id: str) -> bool:
        """Whether new messages of that channel may be stored."""
        if self.asked:
            return True
        channel = await self.store.channels.get(self.team_id, channel_id)
        return not self.shared and not (channel is not None and channel.is_shared)

    async def has(self, channel_id: str, ts: str) -> bool:
        """Whether a message is stored already, for an answer in a channel that isn't kept."""
        there = Audience(self.team_id, channel_ids=frozenset({channel_id}))
        return await self.store.messages.get(there, channel_id, ts) is not None


async def message(to: Recorder, event: Event) -> None:
    """A message, its edit or its deletion; a channel's new topic, which comes as one."""
    channel_id, subtype = str(event["channel"]), event.get("subtype")
    if subtype == "message_deleted":
        await to.store.messages.delete(to.team_id, channel_id, str(event["deleted_ts"]))
    elif subtype == "message_changed":
        await _message_changed(to, channel_id, event)
    elif subtype in {"channel_topic", "group_topic"}:
        # Slack has no event of its own for a topic, which may ask to keep the channel out.
        topic = str(event.get("topic") or "")
        await to.store.channels.update(to.team_id, channel_id, topic=topic)
    elif subtype in {"channel_convert_to_private", "group_convert_to_private"}:
        # Nor for a channel made private. One made public again stays private until it is learned.
        await to.store.channels.update(to.team_id, channel_id, kind=ChannelKind.PRIVATE)
    elif subtype != "message_replied":
        await _put(to, channel_id, event)


async def _message_changed(to: Recorder, channel_id: str, event: Event) -> None:
    new, old = event["message"], event.get("previous_message") or {}
    if new.get("subtype") == "tombstone":
        await to.store.messages.delete(to.team_id, channel_id, str(new["ts"]))
    elif _says_something_else(new, old):
        await _put(to, channel_id, new, known=await to.has(channel_id, str(new["ts"])))


def _says_something_else(new: Event, old: Event) -> bool:
    # Unfurls and new reply counts come as message_changed too; nobody edited anything then.
    parts = ("edited", "text", "blocks", "files", "streaming_state")
    return not old or any(new.get(part) != old.get(part) for part in parts)


async def _put(to: Recorder, channel_id: str, raw: Event, *, known: bool = False) -> None:
    if raw.get("streaming_state") == "in_progress" or slack_dicts.skip_reason(dict(raw)):
        return
    if known or await to.keeps(channel_id):
        await to.store.messages.put([slack_dicts.message(to.team_id, channel_id, dict(raw))])


async def reaction(to: Recorder, event: Event) -> None:
    """An emoji under a message, or taken away."""
    item = event["item"]
    if item.get("type") != "message" or not await to.keeps(str(item["channel"])):
        return
    await to.store.messages.react(
        to.team_id,
        str(item["channel"]),
        str(item["ts"]),
        str(event["user"]),
        str(event["reaction"]),
        added=event["type"] == "reaction_added",
        at=str(event["event_ts"]),
    )


async def membership(to: Recorder, event: Event) -> None:
    """Somebody joined a channel or left it; the bot itself included."""
    channel_id, user_id = str(event["channel"]), str(event["user"])
    joined = event["type"] == "member_joined_channel"
    change = to.store.channels.join if joined else to.store.channels.leave
    await change(to.team_id, channel_id, user_id, str(event["event_ts"]))
    workspace = await to.store.workspaces.get(to.team_id)
    if workspace is None or workspace.bot_user_id != user_id:
        return
    if joined:
        await to.store.channels.update(to.team_id, channel_id, is_member=True)
    else:
        await channel_left(to, event)


async def channel_created(to: Recorder, event: Event) -> None:
    """A new public channel."""
    raw = event["channel"]
    if await to.store.channels.get(to.team_id, str(raw["id"])) is None:
        await to.store.channels.put([Channel(to.team_id, str(raw["id"]), str(raw["name"]))])


async def channel_rename(to: Recorder, event: Event) -> None:
    """A channel has a new name."""
    raw = event["channel"]
    await to.store.channels.update(to.team_id, str(raw["id"]), name=str(raw["name"]))


async def channel_archive(to: Recorder, event: Event) -> None:
    """A channel was closed or opened again."""
    archived = str(event["type"]).endswith("_archive")
    await to.store.channels.update(to.team_id, str(event["channel"]), is_archived=archived)


async def channel_shared(to: Recorder, event: Event) -> None:
    """A channel is shared with another organization, or no longer."""
    shared = event["type"] == "channel_shared"
    await to.store.channels.update(to.team_id, str(event["channel"]), is_shared=shared)


async def channel_deleted(to: Recorder, event: Event) -> None:
    """A channel is gone, and so is all that was said in it."""
    await to.store.channels.remove(to.team_id, str(event["channel"]))


async def channel_left(to: Recorder, event: Event) -> None:
    """The bot was removed from a channel: who else leaves it is heard no more.

    So nobody is known to be in it from now on, and nobody reads what was said there.
    """
    channel_id = str(event["channel"])
    await to.store.channels.update(to.team_id, channel_id, is_member=False)
    at = str(event.get("event_ts") or "")
    await to.store.channels.set_members(to.team_id, channel_id, [], at=at)


async def channel_id_changed(to: Recorder, event: Event) -> None:
    """Slack gave a channel a new id: what is stored and what was chosen for it moves along."""
    old_id, new_id = str(event["old_channel_id"]), str(event["new_channel_id"])
    await to.store.channels.renumber(to.team_id, old_id, new_id)


async def user(to: Recorder, event: Event) -> None:
    """Somebody is new, renamed or deactivated."""
    seen = str(event.get("event_ts") or "") if event["type"] == "team_join" else ""
    await to.store.users.put([slack_dicts.user(to.team_id, dict(event["user"]))], seen=seen)


async def file_deleted(to: Recorder, event: Event) -> None:
    """A file is gone from every message it hung on."""
    await to.store.messages.delete_file(to.team_id, str(event["file_id"]))


Writer = Callable[[Recorder, Event], Awaitable[None]]

WRITERS: Mapping[str, Writer] = {
    "app_mention": message,
    "message": message,
    "reaction_added": reaction,
    "reaction_removed": reaction,
    "member_joined_channel": membership,
    "member_left_channel": membership,
    "channel_created": channel_created,
    "channel_rename": channel_rename,
    "channel_archive": channel_archive,
    "channel_unarchive": channel_archive,
    "channel_deleted": channel_deleted,
    "channel_shared": channel_shared,
    "channel_unshared": channel_shared,
    "channel_left": channel_left,
    "channel_id_changed": channel_id_changed,
    "group_rename": channel_rename,
    "group_archive": channel_archive,
    "group_unarchive": channel_archive,
    "group_deleted": channel_deleted,
    "group_left": channel_left,
    "file_deleted": file_deleted,
    "user_change": user,
    "team_join": user,
}
