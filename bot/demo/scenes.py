"""The three scenes of the demo: a mention in a long thread, a prompt, the Friday digest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot import learn
from bot.demo import screen
from bot.demo.workspace import Workspace
from bot.process import Bot
from digests import mrkdwn
from digests.audience import everyone
from digests.compose.messages import OutMessage
from digests.errors import BadInput
from digests.forms.plain import plain_digest
from digests.models import People
from digests.schedule import previous, week_of

ANSWER_SECONDS = 90.0
DIGEST_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Place:
    """A thread, and a person who may write in it."""

    channel_id: str
    channel: str
    ts: str
    text: str
    replies: int
    user_id: str
    name: str


async def long_threads(workspace: Workspace, people: People) -> list[Place]:
    """The threads in public channels that the bot and some person are in, longest first.

    A workspace from before threads existed gives its longest messages instead.

    Raises:
        BadInput: if there is nothing at all.
    """
    state = await workspace.look("state")
    persons = [u["id"] for u in state["users"] if not u.get("is_bot") and not u.get("deleted")]
    places = []
    for channel in state["channels"]:
        if channel.get("kind") not in {"channel", "public", "public_channel"}:
            continue
        members = [user_id for user_id in persons if user_id in channel["members"]]
        if workspace.at["bot_user_id"] not in channel["members"] or not members:
            continue
        if channel.get("is_archived") or channel.get("is_ext_shared"):
            continue
        for root in await workspace.messages(channel["id"]):
            if root.get("thread_ts", root["ts"]) == root["ts"] and not root.get("subtype"):
                places.append(_place(channel, root, members, people))
    if not places:
        raise BadInput("This workspace has no message in a public channel to show anything on.")
    return sorted(places, key=lambda place: (-place.replies, -len(place.text), place.ts))


def _place(
    channel: dict[str, Any], root: dict[str, Any], members: list[str], people: People
) -> Place:
    user_id = root.get("user") if root.get("user") in members else members[0]
    return Place(
        channel["id"],
        channel["name"],
        root["ts"],
        str(root.get("text") or ""),
        int(root.get("reply_count") or 0),
        str(user_id),
        people.names.get(str(user_id), "Someone"),
    )


async def summary(workspace: Workspace, place: Place, people: People) -> bool:
    """Mention the bot in a long thread and watch the summary come."""
    count = "one message" if not place.replies else f"{place.replies + 1} messages"
    screen.heading(f"A mention in a thread of {count}")
    screen.fact("Thread", f"#{place.channel}: {_quote(place.text, people)}")
    screen.said(place.name, f"#{place.channel}", "@Digestif")
    mention = f"<@{workspace.at['bot_user_id']}>"
    asked = await _post(workspace, place, mention, place.ts)
    return await _shown(workspace, place, place.ts, asked)


async def prompt(workspace: Workspace, place: Place, question: str) -> bool:
    """Ask something in a channel and watch the answer come, in the thread under it."""
    screen.heading("A prompt in a channel, answered in the open")
    screen.said(place.name, f"#{place.channel}", f"@Digestif {question}")
    asked = await _post(workspace, place, f"<@{workspace.at['bot_user_id']}> {question}")
    return await _shown(workspace, place, asked, asked)


async def digest(workspace: Workspace, bot: Bot, channel: str) -> bool:
    """Let it be Friday, and show the digest as it was posted."""
    services = bot.services
    team_id, at = services.slack.team_id, services.settings.digest_at
    zone = await learn.zone(services)
    week = week_of(workspace.now(), zone, at)
    screen.heading(f"The Friday digest, posted in #{channel}")
    if await _busier(bot, previous(week, at), week):
        # This week has only just begun: the last one is what people would have got.
        since = previous(week, at).start
        await services.store.settings.put(team_id, "digest_since", since.isoformat())
    else:
        await workspace.set_clock(week.end + timedelta(seconds=1))
    screen.fact("It is", f"{workspace.now():%A %d %B %Y %H:%M} UTC")
    print()
    known = await services.store.channels.named(team_id, channel)
    assert known is not None
    before = await workspace.own(known.channel_id, None, "0")
    await bot.scheduler.tick()
    posted = await workspace.watch(
        known.channel_id, None, before["ts"] if before else "0", DIGEST_SECONDS, lambda text: None
    )
    if posted is None:
        screen.body("The digest didn't come.")
        return False
    message = OutMessage(str(posted["text"]), tuple(posted.get("blocks") or ()))
    screen.body(plain_digest([message]))
    return True


def question_about(place: Place, people: People) -> str:
    """A question whose answer lies in a thread, in its opening's three longest words."""
    words = dict.fromkeys(re.findall(r"[^\W\d_]{4,20}", mrkdwn.plain(place.text, people)))
    longest = sorted(sorted(words, key=len, reverse=True)[:3], key=list(words).index)
    return f"What do we know about {' '.join(longest) or place.channel}?"


async def _busier(bot: Bot, one: Any, other: Any) -> bool:
    readers = everyone(bot.services.slack.team_id)
    active = bot.services.store.messages.active
    counts = [sum(n for _, n in await active(readers, week)) for week in (one, other)]
    return counts[0] > counts[1]


async def _post(workspace: Workspace, place: Place, text: str, thread_ts: str | None = None) -> str:
    more = {"thread_ts": thread_ts} if thread_ts else {}
    done = await workspace.act(
        "post", user=place.user_id, channel=place.channel_id, text=text, **more
    )
    return str(done["ts"])


async def _shown(workspace: Workspace, place: Place, thread_ts: str, after: str) -> bool:
    print("\n  Digestif:", flush=True)
    growing = screen.Growing()
    message = await workspace.watch(place.channel_id, thread_ts, after, ANSWER_SECONDS, growing)
    if message is None:
        screen.body("No answer came.")
        return False
    growing.finish(str(message["text"]))
    for block in message["blocks"]:
        if block["type"] == "context":
            print()
            screen.small(" ".join(element.get("text", "") for element in block["elements"]))
    return True


def _quote(text: str, people: People) -> str:
    words = " ".join(mrkdwn.plain(text, people).split())
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"
