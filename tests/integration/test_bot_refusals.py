"""Who asks in vain is told why, wherever they asked."""

from __future__ import annotations

from tests.support.bot import eventually, scene
from tests.support.surface import home


async def test_refused_under_the_home_which_has_no_place_for_words_one_is_told_by_dm() -> None:
    async with scene(claude=False) as at:
        control, nadia, users = at.sandbox.control, at.person("nadia"), at.bot.services.store.users
        view = await home(at, nadia)
        control.update_user(nadia, is_admin=False, is_owner=False, is_primary_owner=False)

        async def demoted() -> bool:
            user = await users.get(at.team_id, nadia)
            return user is not None and not user.is_admin

        await eventually(demoted, "the admin to be none any more")
        await control.click(nadia, "home_settings", view_id=view["id"])
        [told] = await control.until(lambda: at.own(control.dm(nadia)))

        assert told["text"] == "Only the workspace's admins can do that."
