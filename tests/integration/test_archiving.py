"""Changes of an archived digest: whoever makes them at once, none is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from digests import archiving
from digests.audience import everyone
from digests.correct import dropped, reworded
from digests.digest import Digest
from digests.errors import BadInput
from tests.support.week import NOW, compiled, week_in


async def test_corrections_made_at_once_all_hold(tmp_path: Path) -> None:
    """Each change reads before any of them is kept: the slower ones are made again."""
    async with week_in(tmp_path) as store:
        digest = await compiled(store)
        readers = everyone(digest.team_id)
        digest_id = await archiving.archive(store, digest, readers, digest.team_id, now=NOW)
        keys = [f"item/{item.item_id}" for item in digest.items[:4]]

        async def correct(n: int) -> None:
            def change(now: Digest) -> Digest:
                return reworded(now, keys[n], f"Title {n}", f"Text {n}.")

            await archiving.revise(store, digest_id, readers, change, now=NOW)

        await asyncio.gather(*(correct(n) for n in range(len(keys))))
        after = await archiving.current(store, digest_id, readers)

        assert [item.title for item in after.items[:4]] == [f"Title {n}" for n in range(4)]


async def test_a_change_that_is_refused_leaves_the_digest_as_it_was(tmp_path: Path) -> None:
    async with week_in(tmp_path) as store:
        digest = await compiled(store)
        readers = everyone(digest.team_id)
        digest_id = await archiving.archive(store, digest, readers, digest.team_id, now=NOW)

        def change(now: Digest) -> Digest:
            dropped(now, f"item/{now.items[0].item_id}")
            raise BadInput("No.")

        with pytest.raises(BadInput):
            await archiving.revise(store, digest_id, readers, change, now=NOW)
        assert await archiving.current(store, digest_id, readers) == digest
