"""What both homes of the store promise about what people set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from digests.store import Store

pytest_plugins = ("tests.support.store_homes",)


async def test_settings_hold_any_json(store: Store) -> None:
    assert await store.settings.get("T1", "digest") is None
    assert await store.settings.get("T1", "digest", "fri 16:00") == "fri 16:00"
    value = {"at": "fri 16:00", "channels": ["C1"], "on": True, "text": "a\0b 東京"}
    await store.settings.put("T1", "digest", value)
    await store.settings.put("T1", "digest", value)
    await store.settings.put("T1", "off", None)
    assert await store.settings.get("T1", "digest") == value
    assert await store.settings.all("T1") == {"digest": value, "off": None}
    assert await store.settings.all("T2") == {}


async def test_of_settings_changed_at_the_same_moment_none_is_lost(store: Store) -> None:
    def adding(name: str) -> Callable[[list[str] | None], list[str]]:
        return lambda known: [*(known or []), name]

    names = [f"U{n}" for n in range(12)]
    await asyncio.gather(*(store.settings.change("T1", "dropped", adding(n)) for n in names))
    assert sorted(await store.settings.get("T1", "dropped")) == sorted(names)
    assert await store.settings.change("T1", "dropped", lambda known: len(known)) == 12
    assert await store.settings.get("T1", "dropped") == 12
    assert await store.settings.get("T2", "dropped") is None


async def test_a_change_that_fails_leaves_the_setting_as_it_was(store: Store) -> None:
    await store.settings.put("T1", "digest", {"at": "fri 16:00"})
    with pytest.raises(KeyError):
        await store.settings.change("T1", "digest", lambda known: known["zone"])
    assert await store.settings.get("T1", "digest") == {"at": "fri 16:00"}
