"""Reading a document in a process of its own, which is ended when it takes too long.

The libraries that open PDFs and office documents compute for seconds without letting the event
loop run, and what a hostile document makes of 20 MB nobody knows. So they run beside the bot, with
bounds on memory and time, and without its settings: no token is within their reach.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from digests.files.kinds import declared
from digests.files.problems import SLOW, UNREADABLE, UNSAFE, Problem
from digests.files.values import FileBlock, FileText

_ROOT = Path(__file__).resolve().parents[2]
_HANDED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP")


def read_apart(name: str, mimetype: str, data: bytes, seconds: float) -> FileText:
    """What `read_file` gives, or that it takes too much time or memory. Blocks; never raises.

    Args:
        name: the file's name.
        mimetype: as Slack gives it.
        data: the whole file.
        seconds: after which the process is ended.
    """
    head = json.dumps({"name": name, "mimetype": mimetype}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "digests.files"],
            input=head + b"\n" + data,
            capture_output=True,
            timeout=seconds,
            env=environment(),
            check=True,
        )
        return _from_json(json.loads(done.stdout), data)
    except subprocess.TimeoutExpired:
        return _none(name, mimetype, SLOW)
    except subprocess.CalledProcessError as ended:
        # By a signal it was ended for what it took; otherwise it couldn't even begin.
        return _none(name, mimetype, UNSAFE if ended.returncode < 0 else UNREADABLE)
    except (OSError, ValueError):
        return _none(name, mimetype, UNREADABLE)


def as_json(found: FileText) -> dict[str, Any]:
    """What was read, without the file itself."""
    block = found.block and {"kind": found.block.kind, "media_type": found.block.media_type}
    return {**asdict(replace(found, block=None)), "block": block}


def _from_json(body: dict[str, Any], data: bytes) -> FileText:
    block, problem = body["block"], body["problem"]
    return FileText(
        **{
            **body,
            "block": FileBlock(**block, data=data) if block else None,
            "problem": Problem(**problem) if problem else None,
        }
    )


def environment() -> dict[str, str]:
    """What the process gets to know of the bot's surroundings: where to find Python and this."""
    kept = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    return {**kept, "PYTHONPATH": str(_ROOT)}


def _none(name: str, mimetype: str, problem: Problem) -> FileText:
    noun = declared(name, mimetype).value
    return FileText(note=problem.sentence(noun), noun=noun, problem=problem)
