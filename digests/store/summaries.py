"""Summaries, cached under the key of the content they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from digests.audience import Audience
from digests.coverage import Coverage, LeftOut
from digests.models import Claim, Engine, Section, Source, Summary
from digests.store import sources
from digests.store.database import Connection, Database
from digests.store.records import StoredSummary

_PUT = """INSERT INTO summaries (key, team_id, channel_id, prompt_version, body)
    VALUES (:key, :team_id, :channel_id, :prompt_version, :body)
    ON CONFLICT (key) DO UPDATE SET prompt_version = excluded.prompt_version, body = excluded.body
    WHERE summaries.team_id = excluded.team_id"""


class Summaries:
    """What was said about threads. A summary goes when a message it rests on changes or goes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, audience: Audience, key: str) -> StoredSummary | None:
        """Return a summary; None if there is none or a channel it rests on may not be read."""

        def fn(c: Connection) -> StoredSummary | None:
            params = {"key": key, "team_id": audience.team_id}
            sql = "SELECT * FROM summaries WHERE key = :key AND team_id = :team_id"
            for row in c.rows(sql, params):
                rests_on = sources.of(c, audience.team_id, "summary", key)
                channels = {channel_id for channel_id, _ in rests_on} | {row["channel_id"]}
                if sources.all_readable(c, audience, channels):
                    summary = from_json(json.loads(row["body"]))
                    return StoredSummary(
                        key, row["team_id"], row["channel_id"], summary, row["prompt_version"],
                        tuple(rests_on),
                    )  # fmt: skip
            return None

        return await self._database.read(fn)

    async def put(
        self,
        key: str,
        team_id: str,
        channel_id: str,
        summary: Summary,
        prompt_version: str,
        source_ts: Iterable[str],
    ) -> None:
        """Store a summary under its key.

        Args:
            key: stands for the content, so another content has another key.
            team_id: the workspace.
            channel_id: the channel of the thread.
            summary: what was said; the messages it cites are noted with their own channels.
            prompt_version: the version of the prompt that made it.
            source_ts: every message it was made from, cited or not. If one of them was deleted
                meanwhile, nothing is stored.
        """
        cited = {(s.channel_id or channel_id, s.ts) for c in summary.claims for s in c.sources}
        rests_on = cited | {(channel_id, ts) for ts in source_ts}
        params = {"key": key, "team_id": team_id, "channel_id": channel_id}
        body = json.dumps(asdict(summary))

        def fn(c: Connection) -> None:
            sources.hold(c, team_id)
            if not sources.any_deleted(c, team_id, sorted(rests_on)):
                c.run(_PUT, {**params, "prompt_version": prompt_version, "body": body})
                sources.put(c, team_id, "summary", key, rests_on)

        await self._database.write(fn)


def from_json(body: dict[str, Any]) -> Summary:
    """A summary from `dataclasses.asdict` of one, after a way through JSON."""
    claims = tuple(
        Claim(
            each["text"],
            tuple(Source(**source) for source in each["sources"]),
            Section(each["section"]),
        )
        for each in body["claims"]
    )
    read = body["coverage"]
    left_out = tuple(LeftOut(**each) for each in read["left_out"])
    coverage = Coverage(read["read"], read["total"], read["channels"], left_out)
    rest = {name: body[name] for name in ("model", "withheld", "note")}
    return Summary(claims, Engine(body["engine"]), coverage, **rest)
