"""Money: every call counted, budgets kept, and whoever should know is told once."""

from __future__ import annotations

from typing import Any

import pytest

from bot import budget
from digests.usage import Usage
from sandbox.sample.landmarks import landmark
from tests.support.bot import Scene, everything, scene
from tests.support.sample import the_sample

CHANNEL, TS = landmark(the_sample(), "short_thread")


async def spend(at: Scene, dollars: float, user: str = "", channel: str = "") -> None:
    usage, services = Usage("claude-haiku-5-5", 1, 1, 0, 0, dollars), at.bot.services
    await services.store.usage.add(
        usage, services.now(), at.team_id, user or None, channel or None, "summary"
    )


async def mention(at: Scene, text: str = "") -> dict[str, Any]:
    return (await at.ask(at.person("elif"), CHANNEL, f"{at.mention} {text}", TS))[-1]


def admin(at: Scene) -> str:
    users = at.sandbox.workspace.users.values()
    return next(str(u["id"]) for u in users if u.get("is_admin") and not u.get("deleted"))


@pytest.mark.parametrize("scope", ["day", "person", "channel"])
async def test_with_a_budget_used_up_there_is_an_extract_and_no_model_call(scope: str) -> None:
    async with scene() as at:
        who = at.person("elif") if scope == "person" else ""
        await spend(at, 30.0, who, CHANNEL if scope == "channel" else "")
        reply = await mention(at)

        assert "The budget for Claude is used up, so this is an extract" in everything(reply)
        assert at.model_calls() == 0


async def test_with_a_budget_used_up_a_prompt_gets_the_closest_messages() -> None:
    async with scene() as at:
        await at.read_everything()
        await spend(at, 3.0, at.person("elif"))
        [reply] = await at.ask(at.person("elif"), "general", f"{at.mention} Android 9 decision?")

        assert "Your budget for Claude is used up for today." in str(reply["text"])
        assert "/archives/" in str(reply["text"])
        assert at.model_calls() == 0


async def test_what_one_person_spent_is_not_missing_for_another() -> None:
    async with scene() as at:
        await spend(at, 3.0, at.person("femke"))
        reply = await mention(at)

        assert "budget" not in everything(reply)
        assert at.model_calls() == 1


async def test_tomorrow_there_is_money_again() -> None:
    async with scene() as at:
        await spend(at, 30.0)
        at.sandbox.control.clock(advance=24 * 3600)
        reply = await mention(at)

        assert "used up" not in everything(reply)


@pytest.mark.parametrize(("dollars", "percent"), [(19.0, 76), (24.0, 96)])
async def test_a_warning_stands_in_the_last_line_once_and_goes_to_admins_once(
    dollars: float, percent: int
) -> None:
    async with scene() as at:
        await spend(at, dollars)
        first = await mention(at)
        second = await mention(at, "shorter")
        [told] = at.own(at.sandbox.control.dm(admin(at)))

        assert f"{percent} % of the workspace's budget" in everything(first)
        assert "budget" not in everything(second)
        assert f"{percent} % of the workspace's budget for Claude is used today" in told["text"]


async def test_every_call_is_counted_for_who_asked_and_where() -> None:
    async with scene() as at:
        await mention(at)
        services = at.bot.services
        since = await budget.begin_of_day(services.store, at.team_id, services.now())
        ledger = services.store.usage

        assert [who for who, _ in await ledger.spenders(at.team_id, since, "user_id")] == [
            at.person("elif")
        ]
        assert [who for who, _ in await ledger.spenders(at.team_id, since, "channel_id")] == [
            CHANNEL
        ]


async def test_admins_see_and_change_the_budgets() -> None:
    async with scene() as at:
        await spend(at, 1.5, at.person("femke"), at.channel("general"))
        control = at.sandbox.control
        shown = everything(await control.command(admin(at), "general", "/digest", "budget"))
        changed = everything(
            await control.command(admin(at), "general", "/digest", "budget person 1")
        )

        assert "Everybody: $1.50 of $25.00 (6 %)" in shown
        assert "#general: $1.50 of $5.00 (30 %)" in shown
        assert "$1.00 for each person" in changed
        assert "(150 %)" in changed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("budget person much", "like 2.50"),
        ("budget galaxy 5", "/digest budget person 2"),
        ("budget day -1", "0 to 100,000"),
    ],
)
async def test_a_budget_that_is_none_is_answered_with_how_to_write_one(
    typed: str, sentence: str
) -> None:
    async with scene(claude=False) as at:
        said = await at.sandbox.control.command(admin(at), "general", "/digest", typed)

        assert sentence in everything(said)


async def test_nobody_else_sees_the_budgets() -> None:
    async with scene(claude=False) as at:
        said = await at.sandbox.control.command(at.person("elif"), "general", "/digest", "budget")

        assert "Only the workspace's admins" in everything(said)
        assert "$" not in everything(said)
