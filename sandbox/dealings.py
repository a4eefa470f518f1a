"""What a person does with the app: commands, shortcuts, clicks, modals, Home, Stop."""

from typing import TYPE_CHECKING, Any

from sandbox import messages
from sandbox.acts import Acts
from sandbox.conversation import Conversation, Message, pad
from sandbox.errors import SlackError
from sandbox.interactions import Interactions
from sandbox.methods.streams import stop_by_user

if TYPE_CHECKING:
    from sandbox.place import Place


class Dealings(Acts):
    """Acts that reach the app as interactive payloads.

    Each raises SlackError("operation_timeout") when the app doesn't acknowledge within 3 s.
    """

    def __init__(self, place: "Place") -> None:
        super().__init__(place)
        self.interactions = Interactions(place)

    async def command(self, user: str, channel: str, command: str, text: str = "") -> list[Message]:
        """Runs a slash command; the messages its acknowledgement carried.

        Later answers appear as ephemerals: see messages(…, user=…).

        Raises:
            SlackError: operation_timeout when the app doesn't acknowledge within 3 s.
        """
        conversation = self._member(user, channel)
        self._note("command", user=user, channel=conversation.id, command=command, text=text)
        return await self.interactions.command(user, conversation, command, text)

    async def shortcut(
        self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> None:
        """Runs a global shortcut, or with channel and ts a message shortcut."""
        self._note("shortcut", user=user, callback_id=callback_id, channel=channel, ts=ts)
        conversation = message = None
        if channel and ts:
            conversation = self._member(user, channel)
            message = self._message(conversation, ts, user)
        run = self.interactions.shortcut
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
        acts = self.interactions
        if view_id:
            return await acts.click_view(user, view_id, action_id, block_id, chosen)
        if not (channel and ts):
            raise SlackError("message_not_found")
        conversation = self._member(user, channel)
        message = self._message(conversation, ts, user)
        return await acts.click_message(user, conversation, message, action_id, block_id, chosen)

    async def suggest(
        self, user: str, view_id: str, action_id: str, typed: str = ""
    ) -> list[dict[str, Any]]:
        """Types into a menu with external data in a modal; what it offers."""
        return await self.interactions.suggest(user, view_id, action_id, typed)

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
        return await self.interactions.submit(user, view_id, values or {})

    async def close(self, user: str, view_id: str) -> None:
        """Closes a modal."""
        self._note("close", user=user, view_id=view_id)
        await self.interactions.close(user, view_id)

    def open_home(self, user: str, tab: str = "home") -> dict[str, Any] | None:
        """Opens the app's Home or Messages tab; the view published so far, None if none."""
        workspace = self._workspace
        conversation = workspace.direct_message(user, workspace.app.user_id)
        view = self.place.views.home(user)
        event: dict[str, Any] = {"type": "app_home_opened", "user": user, "tab": tab}
        event |= {"channel": conversation.id, "event_ts": workspace.next_ts()}
        event |= {"view": view} if tab == "home" and view else {}
        event |= {"context": {"entities": []}} if tab == "messages" else {}
        workspace.changes.tell("view", {"user": user, "home": True}, event)
        self._note("home", user=user, tab=tab)
        return view

    def context(self, user: str, channel: str | None = None) -> None:
        """Looks at another channel while the app is open beside it; None means at nothing.

        Raises:
            SlackError: not_in_channel, channel_not_found.
        """
        entities = []
        if channel:
            conversation = self._member(user, channel)
            seen = {"type": "slack#/types/channel_id", "value": conversation.id}
            entities = [{**seen, "team_id": self._workspace.team_id}]
        event: dict[str, Any] = {"type": "app_context_changed", "user": user}
        event |= {"channel": self.dm(user), "context": {"entities": entities}}
        event["event_ts"] = self._workspace.next_ts()
        self._workspace.changes.tell("view", {"user": user}, event)
        self._note("context", user=user, channel=channel)

    def stop(
        self, user: str, channel: str, ts: str | None = None, thread_ts: str | None = None
    ) -> None:
        """Presses Stop on a message that is being streamed, or on a session that is processing.

        Args:
            user: user id.
            channel: id or name.
            ts: of the message; None stops everything that is streamed in the thread.
            thread_ts: root of the session's thread; needed without `ts`.

        Raises:
            SlackError: message_not_found, session_not_found when nothing is under way.
        """
        conversation = self._member(user, channel)
        if ts:
            message = messages.find(conversation, pad(ts))
            root, streamed = str(message.get("thread_ts") or message["ts"]), [message["ts"]]
        else:
            root = pad(thread_ts) if thread_ts else ""
            streamed = self._streamed(conversation, root)
        for one in streamed:
            stop_by_user(self._workspace, (conversation.id, one))
        event: dict[str, Any] = {"type": "agent_session_stopped", "user": user}
        event |= {"channel": conversation.id, "thread_ts": root}
        event |= {"streaming_message_ts": streamed, "event_ts": self._workspace.next_ts()}
        self._workspace.changes.tell("status", {"channel": conversation.id, "stopped": ts}, event)
        self._note("stop", user=user, channel=conversation.id, ts=ts, thread_ts=root)

    def _streamed(self, conversation: Conversation, root: str) -> list[str]:
        """What is being streamed in a thread whose session is processing; may be nothing."""
        session = self._workspace.sessions.get((conversation.id, root), {})
        if session.get("status") != "processing":
            raise SlackError("session_not_found")
        return [
            ts
            for (channel, ts), stream in self._workspace.streams.items()
            if channel == conversation.id
            and not stream.get("stopped_by_user")
            and root in (ts, conversation.messages.get(ts, {}).get("thread_ts"))
        ]
