"""Who hears that a budget runs out: admins by direct message, askers in an answer's last line."""

from __future__ import annotations

import structlog

from bot import budget
from bot.budget import Spent
from bot.services import Services
from bot.views import need_admin
from digests.claude.calls import Caller
from digests.errors import DigestifError
from digests.mrkdwn import safe_mrkdwn
from digests.store import AuditEntry

log = structlog.get_logger(__name__)

MOST_ADMINS = 20
MOST_LISTED = 5


async def last_line(services: Services, caller: Caller) -> str:
    """What an answer's last line says of the budgets it was paid from; each level is said once."""
    found = await budget.spent(services.store, caller, services.now())
    new = [each for each in found if each.warning and await _first(services, each, "line")]
    return budget.note(tuple(new))


async def look(services: Services) -> None:
    """Tell the admins of every budget that passed 75 or 95 percent since they were told last."""
    store, team_id, now = services.store, services.slack.team_id, services.now()
    budgets = await budget.of(store, team_id)
    since = await budget.begin_of_day(store, team_id, now)
    found = [Spent("day", "", await store.usage.spent(team_id, since), budgets.day)]
    for user_id, gone in await store.usage.spenders(team_id, since, "user_id"):
        found.append(Spent("person", user_id, gone, budgets.person))
    for channel_id, gone in await store.usage.spenders(team_id, since, "channel_id"):
        found.append(Spent("channel", channel_id, gone, budgets.channel))
    due = [each for each in found if each.spent and each.warning]
    for each in [each for each in due if await _first(services, each, "admins")]:
        await _tell_admins(services, each)


async def command(services: Services, user_id: str, rest: str) -> str:
    """What `/digest budget` answers an admin, or sets: "", "person 2", "channel 5", "day 25".

    Raises:
        NotReadable: they are no admin.
        BadInput: what was typed is no budget.
    """
    await need_admin(services, user_id)
    team_id = services.slack.team_id
    if rest:
        scope, _, amount = rest.partition(" ")
        await budget.put(services.store, team_id, scope.lower(), amount)
        action = f"budget.{scope.lower()}"
        entry = AuditEntry(team_id, services.now(), user_id, action, amount.strip())
        await services.store.audit.add(entry)
    return await _table(services, user_id)


async def _table(services: Services, user_id: str) -> str:
    store, team_id = services.store, services.slack.team_id
    budgets = await budget.of(store, team_id)
    since = await budget.begin_of_day(store, team_id, services.now())
    whole = Spent("day", "", await store.usage.spent(team_id, since), budgets.day)
    lines = [f"*Spent on Claude today*\n{budget.line(whole, {})}"]
    names = {u: safe_mrkdwn(n) for u, n in (await store.users.people(team_id)).names.items()}
    people = await store.usage.spenders(team_id, since, "user_id")
    lines += [
        budget.line(Spent("person", who, gone, budgets.person), names)
        for who, gone in people[:MOST_LISTED]
    ]
    places = await store.usage.spenders(team_id, since, "channel_id")
    for channel_id, gone in places[:MOST_LISTED]:
        each = Spent("channel", await _name(services, user_id, channel_id), gone, budgets.channel)
        lines.append(budget.line(each, {}))
    lines.append(
        f"Budgets a day: ${budgets.person:,.2f} for each person, ${budgets.channel:,.2f} for each "
        f"channel, ${budgets.day:,.2f} in all. `/digest budget person 2` changes one."
    )
    return "\n".join(lines)


async def _first(services: Services, each: Spent, to: str) -> bool:
    """Whether this level of this budget is reached for the first time today, in any process."""
    team_id, now = services.slack.team_id, services.now()
    day = (await budget.begin_of_day(services.store, team_id, now)).date().isoformat()
    key = f"budget:{team_id}:{each.scope}:{each.of}:{day}:{each.warning}:{to}"
    claimed = await services.store.deliveries.claim(key, team_id, each.of, None, now)
    return claimed.state == "new"


async def _tell_admins(services: Services, each: Spent) -> None:
    store, team_id = services.store, services.slack.team_id
    names = (await store.users.people(team_id)).names
    admins = [u for u in await store.users.all(team_id) if u.is_admin and not u.deleted]
    for admin in [user for user in admins if not user.is_bot][:MOST_ADMINS]:
        whose = {
            "day": "the workspace's budget",
            "person": f"the budget of {safe_mrkdwn(names.get(each.of, 'somebody'))}",
            "channel": f"the budget of {await _name(services, admin.user_id, each.of)}",
        }[each.scope]
        sentence = (
            f"{each.percent} % of {whose} for Claude is used today: ${each.spent:,.2f} of "
            f"${each.budget:,.2f}. Once it is used up I make extracts until tomorrow. "
            "`/digest budget` shows and changes it."
        )
        try:
            await services.slack.post(await services.slack.open_dm(admin.user_id), sentence)
        except DigestifError as error:
            log.warning("budget.admin_not_told", user=admin.user_id, reason=str(error))


async def _name(services: Services, user_id: str, channel_id: str) -> str:
    """A channel's name for somebody; one they may not know of has none."""
    team_id = services.slack.team_id
    channel = await services.store.channels.get(team_id, channel_id)
    readers = await services.store.audiences.for_user(team_id, user_id)
    known = channel is not None and channel.name and readers.may_read(channel)
    return f"#{safe_mrkdwn(channel.name)}" if channel and known else "a private conversation"
