"""Reading who and what there is in a workspace, and joining its public channels."""

from __future__ import annotations

from bot.slack.calls import Calls
from digests import slack_dicts
from digests.models import Channel, User
from digests.store import Workspace

# conversations.list, .members and users.list give up to 1,000; Slack advises 200 at a time.
LIST_PAGE = 200
KINDS = "public_channel,private_channel,mpim,im"


class People(Calls):
    """The workspace, its channels and its people."""

    async def identify(self) -> Workspace:
        """Ask who the token belongs to; sets `team_id`. The zone is left empty."""
        answer = await self.call(self.reader.auth_test, "sign in")
        self.team_id, self.bot_user_id = str(answer["team_id"]), str(answer["user_id"])
        self.bot_id = str(answer.get("bot_id") or "")
        return Workspace(
            team_id=self.team_id,
            name=str(answer.get("team") or ""),
            url=str(answer.get("url") or ""),
            zone="",
            bot_user_id=self.bot_user_id,
            bot_id=self.bot_id,
        )

    async def scopes(self) -> frozenset[str]:
        """The scopes that Slack granted to the token."""
        answer = await self.call(self.reader.auth_test, "sign in")
        header = getattr(answer, "headers", {})
        granted = next((v for k, v in header.items() if k.lower() == "x-oauth-scopes"), "")
        return frozenset(scope.strip() for scope in str(granted).split(",") if scope.strip())

    async def channels(self) -> list[Channel]:
        """Every conversation the bot can see: public ones, and those it is in."""
        call = self.reader.conversations_list
        pages = self.pages(call, "channels", "list channels", types=KINDS, limit=LIST_PAGE)
        found = [slack_dicts.channel(self.team_id, raw) async for page in pages for raw in page]
        self.names.update({c.channel_id: f"#{c.name}" for c in found if c.name})
        return found

    async def channel(self, channel_id: str) -> Channel:
        """One conversation as it is now."""
        answer = await self.call(
            self.reader.conversations_info, "look at it", channel_id, channel=channel_id
        )
        return slack_dicts.channel(self.team_id, answer["channel"])

    async def join(self, channel_id: str) -> None:
        """Become a member of a public channel; of one that the bot is in already, nothing."""
        join = self.client.conversations_join
        await self.call(join, "join", channel_id, channel=channel_id)

    async def members(self, channel_id: str) -> list[str]:
        """The user ids of everybody in a conversation."""
        call = self.reader.conversations_members
        pages = self.pages(call, "members", "list the members", channel=channel_id, limit=LIST_PAGE)
        return [str(user_id) async for page in pages for user_id in page]

    async def users(self) -> list[User]:
        """Everybody in the workspace, bots and deactivated people included."""
        pages = self.pages(self.reader.users_list, "members", "list people", limit=LIST_PAGE)
        return [slack_dicts.user(self.team_id, raw) async for page in pages for raw in page]

    async def user(self, user_id: str) -> User:
        """One person, strangers from other organizations included."""
        answer = await self.call(self.reader.users_info, "look someone up", user=user_id)
        return slack_dicts.user(self.team_id, answer["user"])
