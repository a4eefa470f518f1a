"""What a person does in the workspace: saying, editing, reacting, coming and going."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox import channels, messages, people, reactions
from sandbox.conversation import Conversation, Message, pad
from sandbox.errors import SlackError
from sandbox.uploads import attach, remove

if TYPE_CHECKING:
    from sandbox.place import Place


class Acts:
    """People are user ids; a channel is an id or a name.

    Everything that names something unknown raises SlackError with Slack's name for it
    (`channel_not_found`, `user_not_found`, `message_not_found`).
    """

    def __init__(self, place: "Place") -> None:
        self.place = place
        self._workspace = place.workspace

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
        act = reactions.remove if remove else reactions.add
        act(self._workspace, conversation, pad(ts), name.strip(":"), user)
        self._note("react", user=user, channel=conversation.id, ts=ts, name=name)

    def delete_file(self, file: str) -> None:
        """Deletes a file by its id; messages keep a tombstone of it."""
        remove(self._workspace, file)
        self._note("delete_file", file=file)

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
                `purpose`, `delete` or `change_id`.
            value: the new name, topic or purpose.

        Raises:
            SlackError: invalid_operation.
        """
        conversation, workspace = self._place(channel), self._workspace
        acts: dict[str, Callable[[], object]] = {
            "rename": lambda: channels.rename(workspace, conversation, value, user),
            "archive": lambda: channels.archive(workspace, conversation, user),
            "unarchive": lambda: channels.archive(workspace, conversation, user, on=False),
            "share": lambda: channels.share(workspace, conversation),
            "unshare": lambda: channels.share(workspace, conversation, on=False),
            "private": lambda: channels.make_private(workspace, conversation),
            "topic": lambda: channels.set_text(workspace, conversation, "topic", value, user),
            "purpose": lambda: channels.set_text(workspace, conversation, "purpose", value, user),
            "delete": lambda: channels.remove(workspace, conversation, user),
            "change_id": lambda: channels.change_id(workspace, conversation),
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
        self.place.journal.add("control", act=act, **fields)
