"""Buttons."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.listeners.actions.answers import (
    handle_choose,
    handle_post_in_channel,
    handle_post_in_thread,
)
from bot.listeners.actions.digest import (
    handle_digest_correct_button,
    handle_digest_item,
    handle_digest_reuse_button,
    handle_digest_subscribe,
)
from bot.listeners.actions.feedback import handle_feedback
from bot.listeners.actions.home import handle_home_settings, handle_home_subscribe
from bot.listeners.actions.just_for_me import handle_just_for_me
from bot.listeners.actions.review import (
    handle_review_drop,
    handle_review_headline,
    handle_review_hold,
    handle_review_send,
)
from bot.listeners.actions.rewrite import handle_rewrite


def register(app: AsyncApp) -> None:
    """Register the buttons of bot/blocks; one that is gone by now is still acknowledged."""
    app.action("feedback")(handle_feedback)
    app.action(re.compile(r"choose_\d"))(handle_choose)
    app.action("post_in_thread")(handle_post_in_thread)
    app.action("post_in_channel")(handle_post_in_channel)
    app.action(re.compile("just_for_me|more_for_me"))(handle_just_for_me)
    app.action(re.compile(r"shorter|longer"))(handle_rewrite)
    app.action("digest_item")(handle_digest_item)
    app.action("digest_subscribe")(handle_digest_subscribe)
    app.action("digest_correct")(handle_digest_correct_button)
    app.action("digest_reuse")(handle_digest_reuse_button)
    app.action("home_subscribe")(handle_home_subscribe)
    app.action("home_settings")(handle_home_settings)
    app.action("review_send")(handle_review_send)
    app.action("review_hold")(handle_review_hold)
    app.action("review_drop")(handle_review_drop)
    app.action("review_headline")(handle_review_headline)
    app.action(re.compile(r".*"))(handle_any_action)


async def handle_any_action(ack: AsyncAck) -> None:
    """Acknowledge, so that Slack shows no warning."""
    await ack()
