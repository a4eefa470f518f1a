"""What a person does with the app: commands, shortcuts, clicks, modals, and what comes back."""

from typing import TYPE_CHECKING, Any

from sandbox import payloads
from sandbox.conversation import Conversation, Message
from sandbox.errors import SlackError
from sandbox.events import Answer, Parcel
from sandbox.triggers import Reply

if TYPE_CHECKING:
    from sandbox.place import Place


class Interactions:
    """Sends the payloads and does what the acknowledgements ask.

    An app whose manifest doesn't enable interactivity gets none: SlackError
    ("interactivity_disabled").

    Every act raises SlackError("operation_timeout") when the app doesn't acknowledge within
    three seconds, which is what people see as an error in Slack.
    """

    def __init__(self, place: "Place") -> None:
        self._place = place
        self._workspace = place.workspace

    async def command(
        self, user: str, conversation: Conversation, command: str, text: str
    ) -> list[Message]:
        """Runs a slash command; the messages that the acknowledgement itself carried.

        Raises:
            SlackError: dispatch_failed for a command the manifest doesn't name.
        """
        known = self._workspace.app.manifest.commands
        if known is not None and command not in known:
            raise SlackError("dispatch_failed", command=command)
        payload = payloads.slash_command(self._workspace, user, conversation, command, text)
        payload["response_url"] = self._place.response_urls.issue(user, conversation.id)
        payload["trigger_id"] = self._place.triggers.issue(user)
        answer = await self._request(Parcel("slash_commands", payload, accepts_response=True))
        return self._spoken(answer, user, conversation.id)

    async def shortcut(
        self,
        user: str,
        callback_id: str,
        conversation: Conversation | None = None,
        message: Message | None = None,
    ) -> None:
        """Runs a global shortcut, or a message shortcut when a message is given.

        Raises:
            SlackError: dispatch_failed for a shortcut the manifest doesn't name.
        """
        known = self._workspace.app.manifest.shortcuts
        if known is not None and callback_id not in known:
            raise SlackError("dispatch_failed", callback_id=callback_id)
        kind = "message_action" if message else "shortcut"
        payload = payloads.common(self._workspace, user, kind)
        payload |= {"callback_id": callback_id, "action_ts": self._workspace.next_ts()}
        payload["trigger_id"] = self._place.triggers.issue(user)
        if message and conversation:
            url = self._place.response_urls.issue(user, conversation.id)
            where = payloads.place(conversation)
            payload |= {"channel": where, "message": message, "message_ts": message["ts"]}
            payload["response_url"] = url
        await self._request(Parcel("interactive", payload))

    async def click_message(
        self,
        user: str,
        conversation: Conversation,
        message: Message,
        action_id: str,
        block_id: str | None = None,
        chosen: Any = None,
    ) -> None:
        """Clicks or chooses in a message.

        Raises:
            SlackError: action_not_found.
        """
        element, inside = payloads.find_element(message.get("blocks", []), action_id, block_id)
        payload = self._clicked(user, element, inside, chosen)
        payload |= {
            "container": payloads.container(message, conversation),
            "channel": payloads.place(conversation),
            "message": message,
            "state": {"values": {}},
            "response_url": self._place.response_urls.issue(user, conversation.id, message),
        }
        await self._request(Parcel("interactive", payload))

    async def click_view(
        self, user: str, view_id: str, action_id: str, block_id: str | None, chosen: Any
    ) -> None:
        """Clicks or chooses in a modal or App Home.

        Raises:
            SlackError: not_found, action_not_found.
        """
        view = self._place.views.get(view_id)
        element, inside = payloads.find_element(view["blocks"], action_id, block_id)
        if element.get("type") not in ("button", "icon_button"):
            held = payloads.state_of(element, chosen)
            view["state"]["values"].setdefault(inside, {})[action_id] = held
        payload = self._clicked(user, element, inside, chosen)
        payload |= {"container": {"type": "view", "view_id": view_id}, "view": view}
        await self._request(Parcel("interactive", payload))

    def _clicked(
        self, user: str, element: dict[str, Any], block_id: str, chosen: Any
    ) -> dict[str, Any]:
        payload = payloads.common(self._workspace, user, "block_actions")
        payload["trigger_id"] = self._place.triggers.issue(user)
        ts = self._workspace.next_ts()
        payload["actions"] = [payloads.action(element, block_id, chosen, ts)]
        return payload

    async def suggest(
        self, user: str, view_id: str, action_id: str, typed: str
    ) -> list[dict[str, Any]]:
        """Types into a menu with external data in a modal; the options or groups it offers.

        Raises:
            SlackError: not_found, action_not_found.
        """
        view = self._place.views.get(view_id)
        _, inside = payloads.find_element(view["blocks"], action_id, None)
        payload = payloads.common(self._workspace, user, "block_suggestion")
        payload |= {"action_id": action_id, "block_id": inside, "value": typed, "view": view}
        payload["container"] = {"type": "view", "view_id": view_id}
        answer = await self._request(Parcel("interactive", payload, accepts_response=True))
        offered: list[dict[str, Any]] = answer.body.get("options", [])
        return offered or answer.body.get("option_groups", [])

    async def submit(self, user: str, view_id: str, values: dict[str, Any]) -> dict[str, Any]:
        """Submits a modal and does what the answer asks.

        Returns:
            The answer: {} when the modal closed, or `response_action` and its parts, such as
            `errors` by block id.

        Raises:
            SlackError: not_found.
        """
        view = self._place.views.get(view_id)
        view["state"] = payloads.view_state(view, values)
        payload = payloads.common(self._workspace, user, "view_submission")
        payload |= {"view": view, "response_urls": []}
        payload["trigger_id"] = self._place.triggers.issue(user)
        answer = await self._request(Parcel("interactive", payload, accepts_response=True))
        self._obey(user, view, answer.body)
        return answer.body

    async def close(self, user: str, view_id: str, *, everything: bool = False) -> None:
        """Closes a modal; the app is told when the view asked for it (notify_on_close).

        Raises:
            SlackError: not_found.
        """
        self._place.views.get(view_id)
        for view in self._place.views.close(user, everything=everything):
            if view["notify_on_close"]:
                payload = payloads.common(self._workspace, user, "view_closed")
                payload |= {"view": view, "is_cleared": everything}
                await self._request(Parcel("interactive", payload))

    def _obey(self, user: str, view: dict[str, Any], body: dict[str, Any]) -> None:
        action = body.get("response_action")
        if action == "errors":
            return
        if action == "update":
            self._place.views.update(body.get("view"), view_id=view["id"])
        elif action == "push":
            self._place.views.push(user, body.get("view"))
        else:
            self._place.views.close(user, everything=action == "clear")

    def _spoken(self, answer: Answer, user: str, channel: str) -> list[Message]:
        if not (answer.body.get("text") or answer.body.get("blocks")):
            return []
        message = self._place.response_urls.answer(Reply(user, channel, 0.0), answer.body)
        return [message] if message else []

    async def _request(self, parcel: Parcel) -> Answer:
        manifest = self._workspace.app.manifest
        if parcel.kind == "interactive" and not manifest.interactive:
            raise SlackError("interactivity_disabled")
        answer = await self._place.delivery.request(parcel)
        if not answer.acked:
            raise SlackError("operation_timeout", reason=answer.reason)
        return answer
