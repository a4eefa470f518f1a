"""The one place where an audience becomes SQL: every read of message text goes through here."""

from __future__ import annotations

from typing import Any

from digests.audience import Audience
from digests.models import NO_DIGEST
from digests.store.database import Connection

MESSAGES = "messages m JOIN channels c ON c.team_id = m.team_id AND c.channel_id = m.channel_id"


def readable(c: Connection, audience: Audience) -> tuple[str, dict[str, Any]]:
    """Return the condition on `MESSAGES` for what an audience may read now, and its parameters.

    Deleted messages, channels that aren't stored and other workspaces are never readable. It says
    the same as `Audience.may_read`, on the channel as it is at the moment of reading.
    """
    sql, params = readable_channels(c, audience)
    return f"m.deleted = 0 AND m.team_id = :audience_team AND {sql}", params


def readable_channels(c: Connection, audience: Audience) -> tuple[str, dict[str, Any]]:
    """Return the condition on `channels c` for what an audience may read, and its parameters."""
    listed = c.listed("c.channel_id", "audience_channels")
    sql = f"""c.team_id = :audience_team AND c.removed = 0 AND ({listed} OR (:audience_org = 1
        AND c.kind = 'public' AND c.is_shared = 0 AND c.opted_out = 0
        AND LOWER(c.topic) NOT LIKE :audience_kept_out))"""
    return sql, {
        "audience_team": audience.team_id,
        "audience_channels": c.list_of(audience.channel_ids),
        "audience_org": int(audience.org_wide),
        "audience_kept_out": f"%{NO_DIGEST}%",
    }
