"""The clock of the sandbox."""

import asyncio

import pytest

from sandbox.clock import Clock


async def test_it_ticks_on_from_where_it_was_set() -> None:
    clock = Clock(1_000.0)
    assert 1_000.0 <= clock.now() < 1_001.0
    clock.set(5_000.0)
    assert 5_000.0 <= clock.now() < 5_001.0
    assert 5_060.0 <= clock.advance(60) < 5_061.0


async def test_it_does_not_advance_backward() -> None:
    with pytest.raises(ValueError, match="0 seconds or more"):
        Clock(0.0).advance(-1)


async def test_timers_run_in_order_when_the_time_is_moved_past_them() -> None:
    clock, ran = Clock(0.0), []
    clock.call_later(300, lambda: ran.append("late"))
    clock.call_later(60, lambda: ran.append("early"))
    taken_back = clock.call_later(90, lambda: ran.append("never"))
    taken_back.cancel()
    clock.advance(59)
    assert ran == []
    clock.advance(1_000)
    assert ran == ["early", "late"]
    clock.close()


async def test_a_sleeper_wakes_when_the_time_is_moved() -> None:
    clock = Clock(0.0)
    sleeper = asyncio.ensure_future(clock.sleep(3_600))
    await asyncio.sleep(0)
    clock.advance(3_600)
    await asyncio.wait_for(sleeper, 5)


async def test_a_clock_that_does_not_tick_moves_only_when_told() -> None:
    clock = Clock(1_000.0, ticking=False)
    sleeper = asyncio.ensure_future(clock.sleep(0.001))
    await asyncio.sleep(0.02)
    assert (clock.now(), sleeper.done()) == (1_000.0, False)
    assert clock.advance(1) == 1_001.0
    await asyncio.wait_for(sleeper, 5)


async def test_a_sleeper_wakes_by_itself_as_real_time_passes() -> None:
    await asyncio.wait_for(Clock(0.0).sleep(0.01), 5)


async def test_waiting_ends_with_the_future_or_with_the_time() -> None:
    clock = Clock(0.0)
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    waiting = asyncio.ensure_future(clock.wait(future, 3))
    await asyncio.sleep(0)
    clock.advance(3)
    assert await waiting is False
    assert not future.cancelled()
    future.set_result(None)
    assert await clock.wait(future, 3) is True


async def test_a_timer_set_far_ahead_survives_the_time_going_back() -> None:
    clock, ran = Clock(1_000.0), []
    clock.call_later(10, lambda: ran.append("done"))
    clock.set(0.0)
    assert ran == []
    clock.set(1_011.0)
    assert ran == ["done"]
    clock.close()
