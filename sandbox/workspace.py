"""The state of a workspace, in memory: who, where, and the app that lives in it."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.contents import Seed
from sandbox.conversation import Conversation
from sandbox.errors import SlackError
from sandbox.ids import Ids
from sandbox.manifest import Manifest

BOT_USER_ID = "U0APPBOT001"
BOT_ID = "B0APPBOT001"
APP_ID = "A0APPBOT001"
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class App:
    """The one app installed in the workspace, with the secrets it was given."""

    manifest: Manifest
    bot_token: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    verification_token: str
    app_id: str = APP_ID
    bot_id: str = BOT_ID
    user_id: str = BOT_USER_ID


def make_app(manifest: Manifest, ids: Ids) -> App:
    """An installed app with fresh secrets."""
    number = ids.digits()
    return App(
        manifest=manifest,
        bot_token=f"xoxb-{number}-{ids.digits()}-{ids.secret(24)}",
        app_token=f"xapp-1-{APP_ID}-{ids.digits()}-{ids.secret(64)}",
        signing_secret=ids.secret(32),
        client_id=f"{number}.{ids.digits()}",
        client_secret=ids.secret(32),
        verification_token=ids.secret(24),
    )


@dataclass
class Workspace:
    """Everything Slack knows. Plain dicts in Slack's own shapes, kept by id.

    Attributes:
        plan: `pro`, or `free`: history older than 90 days is hidden, canvases only as tabs.
        ephemerals: messages only one person sees: {"user", "channel", "message"}, oldest first.
        views: view id -> {"view", "user", "root", …}; see sandbox.views.
        statuses: (channel, thread_ts) -> {"status", "until", …}; see sandbox.sessions.
        tokens: token -> {"kind": "bot" | "app", "scopes": frozenset, "expires": float | None}.
    """

    clock: Clock
    changes: Changes
    ids: Ids
    app: App
    plan: str = "pro"
    url: str = "http://127.0.0.1/"
    team: dict[str, Any] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    canvases: dict[str, dict[str, Any]] = field(default_factory=dict)
    ephemerals: list[dict[str, Any]] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    streams: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    statuses: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    sessions: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    prompts: dict[str, dict[str, Any]] = field(default_factory=dict)
    scheduled: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_ts: str = "0000000000.000000"

    def load(self, seed: Seed) -> None:
        """Fills an empty workspace from a seed and adds the bot and Slackbot."""
        self.team = {"id": "T0SANDBOX01", "name": "Sandbox", "domain": "sandbox", **seed.team}
        self.users = {user["id"]: user for user in seed.users}
        for user in (_slackbot(self.team_id), _bot_user(self.team_id, self.app)):
            self.users[user["id"]] = user
        for channel in seed.channels:
            self._load_channel(channel, seed.messages.get(channel["id"], []))
        self.contents = dict(seed.files)
        self._collect_files()

    def _load_channel(self, channel: dict[str, Any], messages: list[dict[str, Any]]) -> None:
        left_out = ("members", "bot_member")
        info = {key: value for key, value in channel.items() if key not in left_out}
        conversation = Conversation(channel["id"], info)
        conversation.members = dict.fromkeys(channel.get("members") or [])
        if channel.get("bot_member"):
            conversation.members[self.app.user_id] = None
        for message in messages:
            conversation.put(message)
        self.conversations[conversation.id] = conversation

    def _collect_files(self) -> None:
        for conversation in self.conversations.values():
            for message in conversation.messages.values():
                for file in message.get("files") or []:
                    if "id" in file:
                        self.files.setdefault(file["id"], {**file, "channels": [conversation.id]})

    @property
    def team_id(self) -> str:
        """The id of the workspace, T…."""
        return str(self.team["id"])

    def next_ts(self) -> str:
        """A message timestamp: now, to the microsecond, and never the same twice."""
        seconds, micro = divmod(int(self.clock.now() * 1_000_000), 1_000_000)
        ts = f"{seconds:010d}.{micro:06d}"
        if ts <= self.last_ts and self.last_ts[:10] == ts[:10]:
            ts = f"{seconds:010d}.{int(self.last_ts[11:]) + 1:06d}"
        self.last_ts = ts
        return ts

    def conversation(self, reference: str) -> Conversation:
        """A conversation by id, or by name with or without `#`.

        Raises:
            SlackError: channel_not_found.
        """
        if reference in self.conversations:
            return self.conversations[reference]
        name = reference.removeprefix("#")
        for conversation in self.conversations.values():
            if name and conversation.name == name:
                return conversation
        raise SlackError("channel_not_found")

    def user(self, user_id: str) -> dict[str, Any]:
        """A user by id.

        Raises:
            SlackError: user_not_found.
        """
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def move(self, old: str, new: str) -> None:
        """Keeps under a new id what is kept under a conversation's old one."""
        self.conversations = {
            new if key == old else key: one for key, one in self.conversations.items()
        }
        for kept in (self.statuses, self.sessions, self.streams):
            for channel, ts in [key for key in kept if key[0] == old]:
                kept[new, ts] = kept.pop((channel, ts))
        if old in self.prompts:
            self.prompts[new] = self.prompts.pop(old)
        for whisper in self.ephemerals:
            if whisper["channel"] == old:
                whisper["channel"] = new
        for file in self.files.values():
            file["channels"] = [new if one == old else one for one in file.get("channels", [])]

    def visible_to(self, user_id: str) -> list[Conversation]:
        """What a person could open: public channels and whatever they are a member of."""
        return [
            conversation
            for conversation in self.conversations.values()
            if conversation.is_public or user_id in conversation.members
        ]

    def direct_message(self, *people: str) -> Conversation:
        """The DM (two people) or group DM (more), made when there is none yet."""
        wanted = set(people)
        for conversation in self.conversations.values():
            if conversation.kind in ("im", "mpim") and set(conversation.members) == wanted:
                return conversation
        many = len(wanted) > 2
        info: dict[str, Any] = {"created": int(self.clock.now()), "is_archived": False}
        if many:
            names = "--".join(str(self.user(person)["name"]) for person in people)
            info |= {"name": f"mpdm-{names}-1", "is_mpim": True, "is_private": True}
        else:
            other = [person for person in people if person != self.app.user_id] or list(people)
            info |= {"is_im": True, "user": other[0]}
        conversation = Conversation(self.ids.new("G" if many else "D"), info)
        conversation.members = dict.fromkeys(people)
        self.conversations[conversation.id] = conversation
        self.changes.tell("channel", {"channel": conversation.id})
        return conversation

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """The address of a message, opened by the page."""
        link = f"{self.url}archives/{channel}/p{ts.replace('.', '')}"
        return f"{link}?thread_ts={thread_ts}&cid={channel}" if thread_ts else link

    def history_begins(self) -> str:
        """The oldest ts a free plan still shows; "0" where everything is shown.

        Source of the 90 days: slack.com/help, usage limits of free workspaces.
        """
        return f"{int(self.clock.now()) - 90 * 86400}" if self.plan == "free" else "0"


def _bot_user(team_id: str, app: App) -> dict[str, Any]:
    name = app.manifest.name
    return {
        "id": app.user_id,
        "team_id": team_id,
        "name": name.lower().replace(" ", "_"),
        "deleted": False,
        "real_name": name,
        "tz": "America/Los_Angeles",
        "tz_offset": -28800,
        "is_bot": True,
        "is_app_user": False,
        "profile": {
            "real_name": name,
            "display_name": name,
            "bot_id": app.bot_id,
            "api_app_id": app.app_id,
            "team": team_id,
        },
        "updated": 0,
    }


def _slackbot(team_id: str) -> dict[str, Any]:
    profile = {"real_name": "Slackbot", "display_name": "Slackbot", "team": team_id}
    return {
        "id": SLACKBOT,
        "team_id": team_id,
        "name": "slackbot",
        "deleted": False,
        "real_name": "Slackbot",
        "is_bot": False,
        "profile": profile,
        "updated": 0,
    }
