"""trigger_id (3 seconds, once) and response_url (30 minutes, 5 times)."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox import blocks as block_kit
from sandbox import messages
from sandbox.conversation import Message
from sandbox.errors import SlackError
from sandbox.journal import Journal
from sandbox.rich_text import rich_text
from sandbox.workspace import Workspace

TRIGGER_SECONDS = 3.0  # docs.slack.dev/interactivity/handling-user-interaction
URL_SECONDS = 1800.0  # docs.slack.dev/interactivity/handling-user-interaction
URL_USES = 5


class Triggers:
    """Trigger ids and whom they belong to."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._issued: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def issue(self, user: str) -> str:
        """A fresh trigger id of a person's act."""
        ids = self._workspace.ids
        trigger = f"{ids.digits(10)}.{ids.digits(12)}.{ids.secret(32)}"
        self._issued[trigger] = (user, self._workspace.clock.now() + TRIGGER_SECONDS)
        return trigger

    def take(self, trigger: str) -> str:
        """The person behind a trigger id, which is spent by this.

        Raises:
            SlackError: invalid_trigger_id, exchanged_trigger_id, expired_trigger_id.
        """
        if trigger in self._used:
            raise SlackError("exchanged_trigger_id")
        if trigger not in self._issued:
            raise SlackError("invalid_trigger_id")
        user, until = self._issued[trigger]
        if until < self._workspace.clock.now():
            raise SlackError("expired_trigger_id")
        self._used.add(trigger)
        return user


@dataclass
class Reply:
    """Where a response_url leads.

    Attributes:
        origin: the message that was clicked, with its ts; None for commands and shortcuts.
    """

    user: str
    channel: str
    until: float
    origin: Message | None = None
    uses: int = 0


class ResponseUrls:
    """Addresses to which an app posts its answers to a person's act."""

    def __init__(self, workspace: Workspace, journal: Journal) -> None:
        self._workspace = workspace
        self._journal = journal
        self._replies: dict[str, Reply] = {}

    def routes(self) -> list[web.AbstractRouteDef]:
        """The addresses themselves."""
        return [web.post("/response/{key}", self._receive)]

    def issue(self, user: str, channel: str, origin: Message | None = None) -> str:
        """A fresh address for one act of a person in a channel."""
        key = self._workspace.ids.secret(24)
        until = self._workspace.clock.now() + URL_SECONDS
        self._replies[key] = Reply(user, channel, until, origin)
        return f"{self._workspace.url}response/{key}"

    async def _receive(self, request: web.Request) -> web.Response:
        reply = self._replies.get(request.match_info["key"])
        if reply is None:
            return _refused("invalid_url", 404)
        if reply.until < self._workspace.clock.now():
            return _refused("expired_url", 404)
        if reply.uses >= URL_USES:
            return _refused("used_url", 404)
        try:
            body = await request.json()
        except ValueError:
            return _refused("invalid_payload", 400)
        try:
            self.answer(reply, body)
        except SlackError as problem:
            return _refused(problem.code, 400 if problem.code != "channel_not_found" else 404)
        reply.uses += 1
        self._journal.add("api", method="response_url", args=body, ok=True, status=200)
        return web.json_response({"ok": True})

    def answer(self, reply: Reply, body: dict[str, Any]) -> Message | None:
        """Does what an answer asks: say, replace or delete.

        Raises:
            SlackError: no_text, invalid_blocks.
        """
        if body.get("delete_original"):
            self._replace(reply, None)
            return None
        message = self._message(body)
        if body.get("replace_original") and reply.origin is not None:
            self._replace(reply, message)
            return message
        conversation = self._workspace.conversation(reply.channel)
        thread_ts = body.get("thread_ts")
        if body.get("response_type") == "in_channel":
            return messages.post(self._workspace, conversation, message, thread_ts=thread_ts)
        if thread_ts:
            message["thread_ts"] = thread_ts
        return messages.whisper(self._workspace, conversation.id, reply.user, message)

    def _message(self, body: dict[str, Any]) -> Message:
        text, blocks = str(body.get("text") or ""), body.get("blocks") or []
        if not (text or blocks or body.get("attachments")):
            raise SlackError("no_text")
        if block_kit.check(blocks, "message"):
            raise SlackError("invalid_blocks")
        app = self._workspace.app
        message: Message = {"type": "message", "text": text, "user": app.user_id}
        message |= {"bot_id": app.bot_id, "app_id": app.app_id, "team": self._workspace.team_id}
        shown = blocks or rich_text(text, self._workspace.ids.secret(5))
        fresh = self._workspace.ids
        message["blocks"] = [
            {**block, "block_id": block.get("block_id") or fresh.secret(5)} for block in shown
        ]
        if body.get("attachments"):
            message["attachments"] = body["attachments"]
        return message

    def _replace(self, reply: Reply, message: Message | None) -> None:
        if reply.origin is None:
            raise SlackError("no_original_message")
        ts = reply.origin["ts"]
        whispers = self._workspace.ephemerals
        for place, entry in enumerate(whispers):
            if entry["message"]["ts"] == ts and entry["user"] == reply.user:
                del whispers[place]
                data = {"channel": reply.channel, "ts": ts, "user": reply.user}
                self._workspace.changes.tell("delete", data)
                if message is not None:
                    same = {**message, "ts": ts}
                    messages.whisper(self._workspace, reply.channel, reply.user, same)
                return
        conversation = self._workspace.conversation(reply.channel)
        if message is None:
            messages.delete(self._workspace, conversation, ts)
        else:
            messages.edit(self._workspace, conversation, ts, message, None)


def _refused(error: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status)
