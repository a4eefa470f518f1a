"""The Bolt app: intake first, then the listeners, and what people see when a listener fails."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot import handlers, listeners
from bot.clock import Clock, system_clock
from bot.incidents import incident
from bot.intake import intake
from bot.metrics import Metrics, NoMetrics
from bot.services import Services
from bot.settings import Settings, secret
from bot.slack import Slack
from bot.stops import Stops
from bot.streams import STREAM, Streams
from digests.claude.client import Claude
from digests.errors import BadInput, DigestifError
from digests.jobs.engine import Jobs
from digests.jobs.permits import Permits
from digests.reading.writer import DigestWriter
from digests.store import Store
from digests.summarize.summarizer import Summarizer

log = structlog.get_logger(__name__)

# Bolt looks every 10 ms whether a listener has acknowledged, and forgets that it has if it fails
# before; Slack would tell the person that the app doesn't answer.
ACK_TAKEN_SECONDS = 0.05


def create_services(
    settings: Settings,
    store: Store,
    claude: Claude | None,
    jobs: Jobs,
    now: Clock = system_clock,
    counts: Metrics | None = None,
) -> Services:
    """Put together what the bot works with.

    Raises:
        BadInput: if no bot token is set.
    """
    token = secret(settings.slack_bot_token)
    if token is None:
        raise BadInput(
            "SLACK_BOT_TOKEN is not set. Create the app from app_manifest.yml, install it and copy "
            "its Bot User OAuth Token."
        )
    summarizer = Summarizer(store.summaries, claude, model=settings.summary_model)
    model, batched = settings.digest_model, settings.batches == "yes"
    writer = (
        DigestWriter(store, claude, summarizer, model=model, batched=batched) if claude else None
    )
    slack = Slack(token, settings.slack_api_url)
    return Services(
        settings,
        store,
        slack,
        claude,
        summarizer,
        jobs,
        Stops(store, jobs, now),
        Streams(Permits(jobs, STREAM)),
        writer,
        now,
        metrics=counts or NoMetrics(),
    )


def app_for(services: Services) -> AsyncApp:
    """The app around some services; launch the jobs and learn the workspace before using it."""
    signing_secret = secret(services.settings.slack_signing_secret)
    app = AsyncApp(
        name="digestif",
        # Requests over Socket Mode come over a connection that is authenticated itself; the HTTP
        # server refuses to start without a secret.
        signing_secret=signing_secret or "unset",
        client=AsyncWebClient(base_url=services.settings.slack_api_url),
        authorize=_authorize(services),
    )
    handlers.register(services)
    app.use(intake(services))
    listeners.register(app)
    app.error(_tell)
    return app


def _authorize(services: Services) -> Any:
    # Who we are was learned at the start, so that no request costs a call to Slack.
    async def authorize(team_id: str | None = None) -> AuthorizeResult:
        slack = services.slack
        return AuthorizeResult(
            enterprise_id=None,
            team_id=slack.team_id,
            bot_id=slack.bot_id,
            bot_user_id=slack.bot_user_id,
            bot_token=slack.client.token,
        )

    return authorize


async def _tell(
    error: Exception, body: dict[str, Any], context: AsyncBoltContext, respond: AsyncRespond
) -> None:
    """One sentence to the person who asked; the log has the rest.

    Under a modal or a button of the Home, where nothing can be said, it comes by direct message.
    """
    await asyncio.sleep(ACK_TAKEN_SECONDS)
    doing = str(body.get("type") or body.get("command") or "request")
    known = isinstance(error, DigestifError)
    sentence = str(error) if known else incident(error, doing)
    user_id = str((body.get("user") or {}).get("id") or "")
    if known:
        log.info("refused", doing=doing, reason=type(error).__name__, user=user_id)
    with contextlib.suppress(Exception):
        if body.get("response_url"):
            await respond(text=sentence, response_type="ephemeral", replace_original=False)
        elif user_id:
            slack = context["services"].slack
            await slack.post(await slack.open_dm(user_id), sentence)
