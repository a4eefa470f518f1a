"""Which messages changed since a channel's week was last looked at.

Every write that changes what can be read of a channel counts its revision up, and notes the
message where a kept week (`weeks.py`) rests on that stretch of the channel. Both happen in the
transaction of the change itself, so whoever reads revision and messages in one snapshot has all
changes up to that revision, and no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from digests.store.database import Connection, Params

_CHANNEL = "team_id = :team_id AND channel_id = :channel_id"
# which stretch is watched stands in the same row, since a row is read as it is once it is locked,
# and other tables as they were when the statement began
_REVISED = """INSERT INTO changes (team_id, channel_id, revision)
    VALUES (:team_id, :channel_id, 1)
    ON CONFLICT (team_id, channel_id) DO UPDATE SET revision = changes.revision + 1
    RETURNING revision, oldest, ends"""
_TOUCHED = """INSERT INTO touched (team_id, channel_id, ts, revision, spoken)
    VALUES (:team_id, :channel_id, :ts, :revision, :spoken)
    ON CONFLICT (team_id, channel_id, ts) DO UPDATE SET revision = excluded.revision,
    spoken = CASE WHEN excluded.spoken = 1 THEN 1 ELSE touched.spoken END"""


def touch(c: Connection, keys: Iterable[Params], reacted: Iterable[Params] = ()) -> None:
    """Note that messages came, changed or went.

    To be called last in a transaction: until it ends, no other one changes the same channels.

    Args:
        c: the transaction.
        keys: team_id, channel_id and ts of each message.
        reacted: the same of messages of which nothing but their reactions may have changed.
    """
    by_channel: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for key in reacted:
        by_channel[key["team_id"], key["channel_id"]][key["ts"]] = False
    for key in keys:
        by_channel[key["team_id"], key["channel_id"]][key["ts"]] = True
    for (team_id, channel_id), changed in sorted(by_channel.items()):
        params = {"team_id": team_id, "channel_id": channel_id}
        row = c.rows(_REVISED, params)[0]
        noted = {**params, "revision": row["revision"]}
        inside = (ts for ts in sorted(changed) if row["oldest"] <= ts < row["ends"])
        c.run_many(_TOUCHED, [{**noted, "ts": ts, "spoken": int(changed[ts])} for ts in inside])


def forget_weeks(c: Connection, team_id: str, channel_id: str) -> None:
    """Drop what was kept of a channel, and let nobody keep what was read before."""
    params = {"team_id": team_id, "channel_id": channel_id}
    c.rows(_REVISED, params)
    c.run(f"UPDATE changes SET oldest = '', ends = '' WHERE {_CHANNEL}", params)
    for table in ("weeks", "touched"):
        c.run(f"DELETE FROM {table} WHERE {_CHANNEL}", params)


def forget_weeks_before(c: Connection, team_id: str, before: str) -> None:
    """Drop the kept weeks of a workspace that rest on messages older than ts `before`."""
    params = {"team_id": team_id, "before": before}
    c.run("UPDATE changes SET revision = revision + 1 WHERE team_id = :team_id", params)
    c.run("DELETE FROM weeks WHERE team_id = :team_id AND oldest < :before", params)
    c.run("DELETE FROM touched WHERE team_id = :team_id AND ts < :before", params)
