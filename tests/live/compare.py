"""Asks Slack and the sandbox the same, and says where they differ."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=20)
MOST_TRIES = 4


class Unreachable(Exception):
    """Raised when there is no Slack to be asked from here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side says to one payload: taken or not, and why not, for people to read."""

    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side: `base_url` ends in "/api/"; `token` is "" where none is needed."""

    session: aiohttp.ClientSession
    base_url: str

    async def ask(self, method: str, given: Mapping[str, Any], token: str = "") -> Answer:
        """Whether it takes what is given, sent as a form with JSON in its fields.

        Raises:
            Unreachable: nobody answers, or somebody who isn't Slack.
        """
        form = {name: json.dumps(value) for name, value in given.items()}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for _ in range(MOST_TRIES):
            status, body, wait = await self._post(method, form, headers)
            if status != 429:
                break
            await asyncio.sleep(wait)
        else:
            raise Unreachable("Slack asks to wait again and again")
        why = json.dumps(body.get("errors") or body.get("error") or "", ensure_ascii=False)
        return Answer(bool(body["ok"]), "" if body["ok"] else why)

    async def _post(
        self, method: str, form: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, dict[str, Any], float]:
        try:
            async with self.session.post(
                self.base_url + method, data=form, headers=headers, timeout=TIMEOUT
            ) as answer:
                wait = float(answer.headers.get("Retry-After", 1))
                text = await answer.text()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise Unreachable(str(problem) or type(problem).__name__) from problem
        if status == 429:
            return status, {}, wait
        try:
            body = json.loads(text)
        except ValueError as problem:
            raise Unreachable(f"status {status}, and no JSON") from problem
        if not isinstance(body, dict) or "ok" not in body:
            raise Unreachable(f"status {status}, and not Slack's own form")
        return status, body, wait


def difference(name: str, slack: Answer, sandbox: Answer, *, wanted: bool = True) -> str:
    """What is wrong with two answers, as a line; "" where both are as they should be.

    Args:
        name: of the payload.
        slack: what Slack says.
        sandbox: what the sandbox says.
        wanted: whether the payload is meant to be taken.
    """
    if slack.ok != sandbox.ok:
        said = [f"{who} {_word(one)}" for who, one in (("Slack", slack), ("the sandbox", sandbox))]
        return f"{name}: {', '.join(said)}"
    if slack.ok != wanted:
        return f"{name}: both {'take it' if slack.ok else f'refuse it: {slack.why}'}"
    return ""


def _word(answer: Answer) -> str:
    return "takes it" if answer.ok else f"refuses it: {answer.why}"
