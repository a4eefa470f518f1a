"""The composing call, paid for once: its answer is kept before anything is made of it.

So a process killed right after the answer came doesn't ask again. What is kept rests on the
messages the call read, and goes with the first of them that is edited or deleted.
"""

from __future__ import annotations

from collections.abc import Sequence

from digests.audience import Audience
from digests.claude.calls import Call
from digests.claude.client import Claude
from digests.coverage import Coverage
from digests.models import Claim, Engine, Message, Source, Summary
from digests.reading.digest_calls import Composed
from digests.summarize.cache import Summaries
from digests.summarize.request import digest


async def asked_once(
    summaries: Summaries, claude: Claude, call: Call, rests_on: Sequence[Message]
) -> Composed:
    """The answer to a call: the one that was given to exactly the same call, else a new one.

    Args:
        summaries: where answers are kept.
        claude: the model.
        call: from `digest_calls.call`.
        rests_on: the messages it reads; with none, nothing is kept.

    Raises:
        ClaudeUnavailable: if there is no answer.
    """
    if not rests_on:
        return await claude.structured(call, Composed)
    team_id, version = call.caller.team_id, digest([call.model, call.system, call.messages])
    sources = tuple(Source(message.channel_id, message.ts) for message in rests_on)
    readable = Audience(team_id, channel_ids=frozenset(s.channel_id for s in sources))
    key = f"{team_id}/composed/{version}"
    stored = await summaries.get(readable, key)
    if stored is not None:
        return Composed.model_validate_json(stored.summary.claims[0].text)
    composed = await claude.structured(call, Composed)
    text = composed.model_dump_json()
    answer = Summary((Claim(text, sources),), Engine.CLAUDE, Coverage(0, 0), call.model)
    await summaries.put(key, team_id, sources[0].channel_id, answer, version, ())
    return composed
