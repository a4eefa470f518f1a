"""Installing and rotating through Slack's own client."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.manifest import Manifest
from tests.support.sandbox_place import Place, place

# Slack's client authenticates with a class that aiohttp has since deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

BACK = "http://127.0.0.1:9/slack/oauth_redirect"


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with place(manifest=Manifest(rotation=True)) as made:
        yield made


async def approve(here: Place, **more: str) -> dict[str, list[str]]:
    query = {"client_id": here.sandbox.addresses.client_id, "redirect_uri": BACK, **more}
    url = f"{here.sandbox.addresses.url}oauth/v2/authorize"
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, params=query, allow_redirects=False) as answer,
    ):
        assert answer.status == 302
        return parse_qs(urlsplit(answer.headers["Location"]).query)


def secrets(here: Place) -> dict[str, str]:
    where = here.sandbox.addresses
    return {"client_id": where.client_id, "client_secret": where.client_secret}


async def test_a_code_becomes_a_token_once(here: Place) -> None:
    back = await approve(here, state="s1")
    assert back["state"] == ["s1"]
    code = back["code"][0]
    given = await here.client.oauth_v2_access(**secrets(here), code=code, redirect_uri=BACK)
    assert given["access_token"].startswith("xoxe.xoxb-")
    assert given["bot_user_id"] == here.bot
    fresh = AsyncWebClient(token=given["access_token"], base_url=here.client.base_url)
    assert (await fresh.auth_test())["user_id"] == here.bot
    await here.refused("invalid_code", "oauth_v2_access", **secrets(here), code=code)


async def test_a_refresh_token_works_once_and_tokens_last_twelve_hours(here: Place) -> None:
    code = (await approve(here))["code"][0]
    given = await here.client.oauth_v2_access(**secrets(here), code=code)
    refresh = {**secrets(here), "grant_type": "refresh_token"}
    again = await here.client.oauth_v2_access(**refresh, refresh_token=given["refresh_token"])
    assert again["expires_in"] == 43_200
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await here.client.oauth_v2_access(**refresh, refresh_token=given["refresh_token"])
    fresh = AsyncWebClient(token=again["access_token"], base_url=here.client.base_url)
    assert (await fresh.auth_test())["ok"]
    here.control.clock(advance=43_201)
    with pytest.raises(SlackApiError, match="token_expired"):
        await fresh.auth_test()


async def test_a_long_lived_token_can_be_exchanged_for_a_rotating_one(here: Place) -> None:
    token = here.sandbox.addresses.bot_token
    given = await here.client.oauth_v2_exchange(token=token, **secrets(here))
    assert "refresh_token" in given.data
    await here.refused("token_revoked", "auth_test")


async def test_a_refused_installation_leads_back_with_the_reason(here: Place) -> None:
    assert await approve(here, deny="1") == {"error": ["access_denied"]}


async def test_wrong_secrets_and_addresses_are_refused(here: Place) -> None:
    code = (await approve(here))["code"][0]
    wrong = {**secrets(here), "client_secret": "x"}
    await here.refused("bad_client_secret", "oauth_v2_access", **wrong, code=code)
    await here.refused(
        "bad_redirect_uri",
        "oauth_v2_access",
        **secrets(here),
        code=code,
        redirect_uri="http://127.0.0.1:9/other",
    )
