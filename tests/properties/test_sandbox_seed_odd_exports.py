"""Whatever a zip holds, it becomes a Seed or one sentence."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.seed import ExportError, Seed, from_export

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
TS = st.one_of(st.sampled_from(["1.0001", "2.0001", "3.0001"]), JSON)


def rows(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    odd = {name: st.one_of(values, JSON) for name, values in known.items()}
    return st.one_of(JSON, st.lists(st.fixed_dictionaries({}, optional=odd), max_size=4))


IDS = st.sampled_from(["C1", "U1", "U2"])
MESSAGES = rows(
    ts=TS,
    thread_ts=TS,
    user=IDS,
    text=st.text(max_size=5),
    file=st.just({"id": "F1"}),
    user_profile=JSON,
    old_name=st.just("ops"),
    reactions=st.lists(st.fixed_dictionaries({"users": JSON}), max_size=2),
)
CHANNELS = rows(
    id=IDS, name=st.just("ops"), members=st.lists(IDS), creator=IDS, topic=JSON, created=JSON
)
USERS = rows(id=IDS, team_id=st.just("T1"), profile=JSON)


def packed(files: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, json.dumps(body))
    return buffer.getvalue()


def read(body: bytes) -> Seed | None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.zip"
        path.write_bytes(body)
        try:
            return from_export(path)
        except ExportError:
            return None


@settings(deadline=None)
@given(CHANNELS, USERS, MESSAGES)
def test_odd_json_is_read_or_refused(channels: Any, users: Any, said: Any) -> None:
    files = {"channels.json": channels, "users.json": users, "ops/2026-01-05.json": said}
    seed = read(packed(files))
    if seed is not None:
        assert set(seed.messages) == {channel["id"] for channel in seed.channels}
        assert all(m["ts"] for day in seed.messages.values() for m in day)


GOOD = packed(
    {
        "channels.json": [{"id": "C1", "name": "ops"}],
        "ops/2026-01-05.json": [{"ts": f"{n}.0001", "text": "words " * n} for n in range(1, 40)],
    }
)


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_zip_is_read_or_refused(at: int, noise: bytes) -> None:
    read(GOOD[:at] + noise + GOOD[at + len(noise) :])


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1))
def test_a_cut_zip_is_refused(length: int) -> None:
    assert read(GOOD[:length]) is None
