"""Acting as a person, and looking: the Python side of the control API."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox import channels, messages, people
from sandbox.conversation import Conversation, Message, pad
from sandbox.errors import SlackError
from sandbox.faults import Fault
from sandbox.methods.streams import stop_by_user
from sandbox.uploads import attach

if TYPE_CHECKING:
    from sandbox.server import Sandbox

T = TypeVar("T")


class Control:
    """What people do in the workspace. People are user ids; a channel is an id or a name.

    Everything that names something unknown raises SlackError with Slack's name for it
    (`channel_not_found`, `user_not_found`, `message_not_found`).
    """

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._workspace = sandbox.workspace

    def post(
        self,
        user: str,
        channel: str,
        text: str = "",
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
        files: list[dict[str, Any]] | None = None,
        blocks: list[dict[str, Any]] | None = None,
    ) -> str:
        """Says something, as a person or another bot, and returns its ts.

        Args:
            blocks: Block Kit blocks; None lets Slack's own rich_text stand.
            channel: id or name.
            user: user id.
            text: as Slack stores it, with `<@U…>` for mentions.
            thread_ts: root of the thread.
            broadcast: also sent to the channel.
            files: {"name", "mimetype"?, "content" (bytes) or "content_base64"} each.

        Raises:
            SlackError: not_in_channel when the person isn't a member, is_archived, no_text.
        """
        conversation = self._member(user, channel)
        if conversation.is_archived:
            raise SlackError("is_archived")
        if not (text or files or blocks):
            raise SlackError("no_text")
        uploaded = [attach(self._workspace, user, conversation, file) for file in files or []]
        message = messages.by_person(self._workspace, user, text, blocks=blocks, files=uploaded)
        root = pad(thread_ts) if thread_ts else None
        posted = messages.post(
            self._workspace, conversation, message, thread_ts=root, broadcast=broadcast
        )
        self._note("post", user=user, channel=conversation.id, ts=posted["ts"])
        return str(posted["ts"])

    def edit(self, channel: str, ts: str, text: str, user: str | None = None) -> None:
        """Rewrites a message, as its author unless `user` is given."""
        conversation = self._place(channel)
        old = messages.find(conversation, pad(ts))
        editor = user or str(old.get("user"))
        fresh = messages.by_person(self._workspace, editor, text)
        changes = {"text": text, "blocks": fresh.get("blocks")}
        messages.edit(self._workspace, conversation, old["ts"], changes, editor)
        self._note("edit", channel=conversation.id, ts=old["ts"])

    def delete(self, channel: str, ts: str) -> None:
        """Deletes a message; a root with replies becomes a tombstone."""
        conversation = self._place(channel)
        messages.delete(self._workspace, conversation, pad(ts))
        self._note("delete", channel=conversation.id, ts=ts)

    def react(self, user: str, channel: str, ts: str, name: str, *, remove: bool = False) -> None:
        """Adds a reaction, or takes it back."""
        conversation = self._member(user, channel)
        act = messages.unreact if remove else messages.react
        act(self._workspace, conversation, pad(ts), name.strip(":"), user)
        self._note("react", user=user, channel=conversation.id, ts=ts, name=name)

    async def command(self, user: str, channel: str, command: str, text: str = "") -> list[Message]:
        """Runs a slash command; the messages its acknowledgement carried.

        Later answers appear as ephemerals: see messages(…, user=…).

        Raises:
            SlackError: operation_timeout when the app doesn't acknowledge within 3 s.
        """
        conversation = self._member(user, channel)
        self._note("command", user=user, channel=conversation.id, command=command, text=text)
        return await self._sandbox.interactions.command(user, conversation, command, text)

    async def shortcut(
        self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> None:
        """Runs a global shortcut, or with channel and ts a message shortcut."""
        self._note("shortcut", user=user, callback_id=callback_id, channel=channel, ts=ts)
        conversation = message = None
        if channel and ts:
            conversation = self._member(user, channel)
            message = self._message(conversation, ts, user)
        run = self._sandbox.interactions.shortcut
        await run(user, callback_id, conversation, message)

    async def click(
        self,
        user: str,
        action_id: str,
        *,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
        block_id: str | None = None,
        value: Any = None,
        selected: Any = None,
    ) -> None:
        """Clicks a button or chooses in a menu, in a message (channel, ts) or a view.

        Args:
            action_id: of the element.
            block_id: where the action_id alone isn't enough.
            channel: id or name.
            ts: of the message.
            user: user id.
            view_id: id of the view.
            value: of feedback buttons: the button's value, or "positive" or "negative".
            selected: what was chosen in a menu: a value, an id, a date, or a list.
        """
        self._note("click", user=user, action_id=action_id, channel=channel, ts=ts, view_id=view_id)
        chosen = selected if selected is not None else value
        acts = self._sandbox.interactions
        if view_id:
            return await acts.click_view(user, view_id, action_id, block_id, chosen)
        if not (channel and ts):
            raise SlackError("message_not_found")
        conversation = self._member(user, channel)
        message = self._message(conversation, ts, user)
        return await acts.click_message(user, conversation, message, action_id, block_id, chosen)

    async def submit(
        self, user: str, view_id: str, values: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Submits a modal; {} when it closed, else the app's response_action and its parts.

        Args:
            user: user id.
            view_id: id of the view.
            values: {block_id: {action_id: chosen}}, or {action_id: chosen}.
        """
        self._note("submit", user=user, view_id=view_id)
        return await self._sandbox.interactions.submit(user, view_id, values or {})

    async def suggest(
        self, user: str, view_id: str, action_id: str, typed: str = ""
    ) -> list[dict[str, Any]]:
        """Types into a menu with external data in a modal; what it offers."""
        return await self._sandbox.interactions.suggest(user, view_id, action_id, typed)

    async def close(self, user: str, view_id: str) -> None:
        """Closes a modal."""
        self._note("close", user=user, view_id=view_id)
        await self._sandbox.interactions.close(user, view_id)

    def open_home(self, user: str, tab: str = "home") -> dict[str, Any] | None:
        """Opens the app's Home or Messages tab; the view published so far, None if none."""
        workspace = self._workspace
        conversation = workspace.direct_message(user, workspace.app.user_id)
        view = self._sandbox.views.home(user)
        event: dict[str, Any] = {"type": "app_home_opened", "user": user, "tab": tab}
        event |= {"channel": conversation.id, "event_ts": workspace.next_ts()}
        event |= {"view": view} if tab == "home" and view else {}
        event |= {"context": {"entities": []}} if tab == "messages" else {}
        workspace.changes.tell("view", {"user": user, "home": True}, event)
        self._note("home", user=user, tab=tab)
        return view

    def stop(self, user: str, channel: str, ts: str) -> None:
        """Presses Stop on a message that is being streamed."""
        conversation = self._member(user, channel)
        message = messages.find(conversation, pad(ts))
        stop_by_user(self._workspace, (conversation.id, message["ts"]))
        event: dict[str, Any] = {"type": "agent_session_stopped", "user": user}
        event |= {
            "channel": conversation.id,
            "thread_ts": message.get("thread_ts") or message["ts"],
        }
        event |= {"streaming_message_ts": [message["ts"]], "event_ts": self._workspace.next_ts()}
        self._workspace.changes.tell("status", {"channel": conversation.id, "stopped": ts}, event)
        self._note("stop", user=user, channel=conversation.id, ts=ts)

    def dm(self, user: str) -> str:
        """The id of a person's DM with the bot, made when there is none yet."""
        return self._workspace.direct_message(user, self._workspace.app.user_id).id

    def join(self, user: str, channel: str, inviter: str | None = None) -> None:
        """Makes a person (or the bot: its user id) a member."""
        self._workspace.user(user)
        channels.join(self._workspace, self._place(channel), user, inviter)
        self._note("join", user=user, channel=channel)

    def leave(self, user: str, channel: str) -> None:
        """Ends a membership."""
        channels.leave(self._workspace, self._place(channel), user)
        self._note("leave", user=user, channel=channel)

    def create_channel(
        self,
        name: str,
        members: list[str] | None = None,
        *,
        is_private: bool = False,
        creator: str | None = None,
        bot: bool = False,
    ) -> str:
        """Makes a channel and returns its id; with `bot`, the bot is a member from the start."""
        people_in = members or []
        first = creator or (people_in[0] if people_in else self._workspace.app.user_id)
        conversation = channels.create(self._workspace, name, first, is_private=is_private)
        if first not in people_in and creator is None:
            conversation.members.pop(first, None)
        for person in [*people_in, *([self._workspace.app.user_id] if bot else [])]:
            self._workspace.user(person)
            conversation.members[person] = None
        self._note("create_channel", name=name, channel=conversation.id)
        return conversation.id

    def channel(self, op: str, channel: str, value: str = "", user: str = "") -> None:
        """Changes a channel.

        Args:
            channel: id or name.
            user: user id.
            op: `rename`, `archive`, `unarchive`, `share`, `unshare`, `private`, `topic`,
                `purpose` or `delete`.
            value: the new name, topic or purpose.

        Raises:
            SlackError: invalid_operation.
        """
        conversation, workspace = self._place(channel), self._workspace
        acts: dict[str, Callable[[], None]] = {
            "rename": lambda: channels.rename(workspace, conversation, value),
            "archive": lambda: channels.archive(workspace, conversation, user),
            "unarchive": lambda: channels.archive(workspace, conversation, user, on=False),
            "share": lambda: channels.share(workspace, conversation),
            "unshare": lambda: channels.share(workspace, conversation, on=False),
            "private": lambda: channels.make_private(workspace, conversation),
            "topic": lambda: channels.set_text(workspace, conversation, "topic", value),
            "purpose": lambda: channels.set_text(workspace, conversation, "purpose", value),
            "delete": lambda: channels.remove(workspace, conversation, user),
        }
        if op not in acts:
            raise SlackError("invalid_operation", known=sorted(acts))
        acts[op]()
        self._note("channel", op=op, channel=conversation.id, value=value)

    def create_user(self, name: str, **fields: Any) -> str:
        """Makes a person and returns their id; fields as in a Slack user object."""
        return people.create(self._workspace, name, **fields)

    def update_user(self, user: str, **fields: Any) -> None:
        """Changes a person: fields of the user object, or of its profile under `profile`."""
        people.update(self._workspace, user, **fields)

    def messages(
        self, channel: str, thread_ts: str | None = None, user: str | None = None
    ) -> list[Message]:
        """The messages of a channel (replies left out) or of a thread, oldest first.

        Args:
            channel: id or name.
            thread_ts: root of a thread; None means the channel.
            user: what that person sees: their ephemerals too, and channel_not_found for what
                they can't read; None sees all, without ephemerals.
        """
        conversation = self._place(channel)
        if user and not conversation.is_public and user not in conversation.members:
            raise SlackError("channel_not_found")
        if thread_ts:
            root = messages.find(conversation, pad(thread_ts))
            found = [root, *conversation.replies(root["ts"])]
        else:
            found = conversation.in_channel("0", "9999999999", True)[::-1]
        return found + self._whispers(conversation, thread_ts, user)

    def _whispers(
        self, conversation: Conversation, thread_ts: str | None, user: str | None
    ) -> list[Message]:
        return [
            entry["message"]
            for entry in self._workspace.ephemerals
            if entry["user"] == user
            and entry["channel"] == conversation.id
            and (entry["message"].get("thread_ts") == thread_ts if thread_ts else True)
        ]

    def ephemerals(self, user: str) -> list[Message]:
        """Everything only this person was shown, oldest first, each with its `channel`."""
        return [
            {**entry["message"], "channel": entry["channel"]}
            for entry in self._workspace.ephemerals
            if entry["user"] == user
        ]

    def views(self, user: str) -> dict[str, Any]:
        """What is open before a person: {"home": view or None, "modals": [views]}."""
        views = self._sandbox.views
        return {"home": views.home(user), "modals": views.stack(user)}

    def journal(self, since: int = 0, kind: str | None = None) -> list[dict[str, Any]]:
        """The journal's entries numbered above `since`, oldest first."""
        return self._sandbox.journal.entries(since, kind)

    def calls(self, method: str, since: int = 0) -> list[dict[str, Any]]:
        """The Web API calls of one method, oldest first."""
        return self._sandbox.journal.calls(method, since)

    def clock(self, *, now: float | None = None, advance: float | None = None) -> float:
        """Sets or advances the time; without arguments only tells it. Epoch seconds."""
        if now is not None:
            return self._sandbox.clock.set(now)
        if advance is not None:
            return self._sandbox.clock.advance(advance)
        return self._sandbox.clock.now()

    def fault(self, target: str, kind: str, **rest: Any) -> Fault:
        """Switches a fault on; see sandbox.faults."""
        return self._sandbox.faults.add(target, kind, **rest)

    def claude(self, **settings: Any) -> Any:
        """Sets how the local Claude speaks: voice, script, speed, delay.

        Raises:
            SlackError: claude_is_off.
        """
        if self._sandbox.local_claude is None:
            raise SlackError("claude_is_off")
        local = self._sandbox.local_claude
        return local.control(settings) if settings else local.state()

    async def until(self, predicate: Callable[[], T | Awaitable[T]], timeout: float = 10.0) -> T:
        """Waits until a condition holds and returns its value.

        Args:
            predicate: called now and again at every change of state; may be async.
            timeout: real seconds.

        Raises:
            TimeoutError: with what the workspace last saw.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            change = asyncio.ensure_future(self._sandbox.changes.wait())
            try:
                value = predicate()
                held: T = await value if inspect.isawaitable(value) else value
                if held:
                    return held
                left = deadline - asyncio.get_running_loop().time()
                done, _ = await asyncio.wait({change}, timeout=max(left, 0))
                if not done:
                    raise TimeoutError(self._last_seen(timeout))
            finally:
                change.cancel()

    def _last_seen(self, timeout: float) -> str:
        recent = self._sandbox.journal.entries(max(self._sandbox.journal.last - 12, 0))
        lines = [f"  {entry}"[:400] for entry in recent]
        return f"The condition did not hold within {timeout} s; the journal ends:\n" + "\n".join(
            lines
        )

    def _place(self, channel: str) -> Conversation:
        return self._workspace.conversation(channel)

    def _member(self, user: str, channel: str) -> Conversation:
        self._workspace.user(user)
        conversation = self._place(channel)
        if user not in conversation.members:
            raise SlackError("not_in_channel" if conversation.is_public else "channel_not_found")
        return conversation

    def _message(self, conversation: Conversation, ts: str, user: str) -> Message:
        wanted = pad(ts)
        for entry in self._workspace.ephemerals:
            if entry["user"] == user and entry["message"]["ts"] == wanted:
                found: Message = entry["message"]
                return found
        return messages.find(conversation, wanted)

    def _note(self, act: str, **fields: Any) -> None:
        self._sandbox.journal.add("control", act=act, **fields)
