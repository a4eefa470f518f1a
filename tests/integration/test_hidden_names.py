"""What is kept of a thread names no channel to those who may not know of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from digests.coverage import Coverage
from digests.matters.telling import Names
from digests.models import Claim, Engine, Source, Summary
from digests.reading.kept import Kept
from digests.reading.reader import shown
from tests.integration.local_claude import talking
from tests.support.summaries import PEOPLE, remembering, summed_up, thread

KNOWN, UNKNOWN = {"C1": "payments", "C9": "layoffs"}, {"C1": "payments"}
MENTIONS = pytest.mark.parametrize("mention", ["<#C9>", "<#C9|layoffs>"])


@MENTIONS
async def test_a_summary_for_one_who_knows_a_channel_is_not_shown_to_those_who_do_not(
    tmp_path: Path, mention: str
) -> None:
    moved = thread((("U1", f"We moved all of this to {mention}."), ("U2", "Fine with me.")))
    async with talking() as (local, claude), remembering(tmp_path) as store:
        await store.messages.put(list(moved.messages))
        local.say("All of this moved to #layoffs. [m1]", "All of this moved to a channel. [m1]")
        kept = {"summaries": store.summaries}
        private = await summed_up(claude, moved, channels=KNOWN, **kept)
        public = await summed_up(claude, moved, channels=UNKNOWN, **kept)

        assert "#layoffs" in private.claims[0].text
        assert "layoffs" not in str(public)
        assert "layoffs" not in str(local.requests[-1].body)


@MENTIONS
async def test_without_a_model_an_extract_does_not_name_it_either(mention: str) -> None:
    moved = thread((("U1", f"We moved all of the payments work to {mention} for good."),))
    assert "#layoffs" in str(await summed_up(None, moved, channels=KNOWN))
    assert "layoffs" not in str(await summed_up(None, moved, channels=UNKNOWN))


@MENTIONS
async def test_what_one_s_own_digest_read_is_not_taken_for_everybody_s(
    tmp_path: Path, mention: str
) -> None:
    moved = thread((("U1", f"We moved all of this to {mention}."),))
    own, all_of_us = (shown(moved, Names(PEOPLE, names)) for names in (KNOWN, UNKNOWN))
    claim = Claim("All of this moved to #layoffs.", (Source("C1", moved.ts),))
    async with remembering(tmp_path) as store:
        await store.messages.put(list(moved.messages))
        kept = Kept(store.summaries, "claude-haiku-5-5")
        await kept.put(own, "UTC", Summary((claim,), Engine.CLAUDE, Coverage(1, 1)))

        assert (await kept.of(own, "UTC"))[1] == 1
        assert await kept.of(all_of_us, "UTC") == (None, 0)
