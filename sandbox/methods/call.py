"""One call of a Web API method: its arguments, its token and what the token may see."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.conversation import Conversation
from sandbox.errors import SlackError, invalid_arguments

if TYPE_CHECKING:
    from sandbox.place import Place
    from sandbox.workspace import Workspace

Handler = Callable[["Call"], dict[str, Any]]
SCOPE_PREFIX = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True)
class Method:
    """A Web API method.

    Attributes:
        name: such as `chat.postMessage`.
        handler: does the work; returns the answer without `ok`.
        required: arguments that must be there and not empty.
        optional: arguments that may be there; any other is refused.
        scopes: bot scopes of which one is needed; empty means none.
        tier: key of sandbox.limits.TIERS.
        caller: whose token it takes: `bot`, `app`, `any` or `none`.
    """

    name: str
    handler: Handler
    required: tuple[str, ...]
    optional: frozenset[str]
    scopes: tuple[str, ...]
    tier: str
    caller: str


REGISTRY: dict[str, Method] = {}
ALWAYS = frozenset({"token", "team_id"})


def method(
    name: str,
    required: str = "",
    optional: str = "",
    *,
    scopes: str = "",
    tier: str = "3",
    caller: str = "bot",
) -> Callable[[Handler], Handler]:
    """Registers a handler under a method's name; lists are words separated by spaces."""

    def register(handler: Handler) -> Handler:
        REGISTRY[name] = Method(
            name=name,
            handler=handler,
            required=tuple(required.split()),
            optional=frozenset(optional.split()) | frozenset(required.split()) | ALWAYS,
            scopes=tuple(scopes.split()),
            tier=tier,
            caller=caller,
        )
        return handler

    return register


@dataclass
class Call:
    """What a handler works with.

    Attributes:
        args: arguments as sent: strings from queries and forms, any JSON from JSON bodies.
        token: the token's record: kind, scopes, user.
        basic: client id and secret of HTTP Basic authentication, where given.
    """

    place: "Place"
    method: Method
    args: dict[str, Any]
    token: dict[str, Any] = field(default_factory=dict)
    basic: tuple[str, str] | None = None

    @property
    def workspace(self) -> "Workspace":
        """The workspace the call is about."""
        return self.place.workspace

    @property
    def bot(self) -> str:
        """The user id of the calling bot."""
        return self.workspace.app.user_id

    def check(self) -> None:
        """Refuses missing and unknown arguments.

        Raises:
            SlackError: invalid_arguments, with a sentence for each.
        """
        problems = [
            f"missing required field: {name}"
            for name in self.method.required
            if self.args.get(name) in (None, "")
        ]
        problems += [f"unknown argument: {name}" for name in self.args if not self._knows(name)]
        if problems:
            raise invalid_arguments(*problems)

    def _knows(self, name: str) -> bool:
        return name in self.method.optional

    def has(self, name: str) -> bool:
        """Whether an argument is there and not empty."""
        return self.args.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """An argument as text.

        Raises:
            SlackError: invalid_arguments, when it is a list or an object.
        """
        value = self.args.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise invalid_arguments(f"must provide a string [json-pointer:/{name}]")
        return str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """An argument as true or false: true, 1 and yes are true."""
        if not self.has(name):
            return default
        return str(self.args[name]).lower() in ("1", "true", "yes")

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """An argument as a whole number; more than `high` means `high`.

        Raises:
            SlackError: invalid_limit for `limit`, else invalid_arguments.
        """
        if not self.has(name):
            return default
        try:
            value = int(str(self.args[name]))
        except ValueError:
            value = low - 1
        if value < low:
            if name == "limit":
                raise SlackError("invalid_limit")
            raise invalid_arguments(f"must be a number of {low} or more [json-pointer:/{name}]")
        return min(value, high)

    def json(self, name: str, default: Any = None, code: str = "invalid_arguments") -> Any:
        """An argument that is JSON: parsed when it came as text.

        Raises:
            SlackError: `code`, when the text isn't JSON.
        """
        value = self.args.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as problem:
            raise invalid_arguments(f"invalid JSON [json-pointer:/{name}]", code=code) from problem

    def need(self, *scopes: str) -> None:
        """Refuses the call unless the token has one of the scopes.

        Raises:
            SlackError: missing_scope with `needed` and `provided`.
        """
        granted = self.token.get("scopes", frozenset())
        if scopes and not any(scope in granted for scope in scopes):
            provided = ",".join(sorted(granted))
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)

    def visible(self, name: str = "channel") -> Conversation:
        """The conversation an argument names, when the bot can see it.

        Raises:
            SlackError: channel_not_found, also for private channels the bot isn't in.
        """
        conversation = self.workspace.conversations.get(self.text(name))
        if conversation is None:
            raise SlackError("channel_not_found")
        if not conversation.is_public and self.bot not in conversation.members:
            raise SlackError("channel_not_found")
        return conversation

    def joined(self, name: str = "channel") -> Conversation:
        """The conversation an argument names, when the bot is a member.

        Raises:
            SlackError: channel_not_found, not_in_channel.
        """
        conversation = self.visible(name)
        if self.bot not in conversation.members:
            raise SlackError("not_in_channel")
        return conversation

    def need_for(self, conversation: Conversation, verb: str) -> None:
        """Refuses unless the scope for this kind of conversation is there (`groups:history`)."""
        self.need(f"{SCOPE_PREFIX[conversation.kind]}:{verb}")


def page(call: Call, items: Sequence[Any], limit: int) -> tuple[list[Any], str]:
    """One page of a list and the cursor of the next, "" at the end.

    Raises:
        SlackError: invalid_cursor.
    """
    start = int(read_cursor(call, "at", "0"))
    chunk = list(items[start : start + limit])
    after = start + limit
    return chunk, cursor("at", str(after)) if after < len(items) else ""


def cursor(kind: str, value: str) -> str:
    """A cursor: opaque to the client, base64 as Slack's are."""
    return base64.b64encode(f"{kind}:{value}".encode()).decode()


def read_cursor(call: Call, kind: str, default: str) -> str:
    """What a cursor holds.

    Raises:
        SlackError: invalid_cursor.
    """
    if not call.has("cursor"):
        return default
    try:
        found, _, value = (
            base64.b64decode(call.text("cursor"), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError) as problem:
        raise SlackError("invalid_cursor") from problem
    if found != kind or not value.replace(".", "").isdigit():
        raise SlackError("invalid_cursor")
    return value
