"""Read one file in a process of its own: its name and bytes come in, what it says goes out.

Started by `files.apart`. A document that takes too much memory or time ends this process and no
other.
"""

from __future__ import annotations

import contextlib
import json
import sys

from digests.files.apart import as_json
from digests.files.limits import FILE_BYTES, PROCESS_BYTES, READ_SECONDS
from digests.files.read import read_file


def main() -> None:
    """Answer what stands on standard input: a line of JSON, then the file."""
    _limit()
    head = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(FILE_BYTES + 1)
    found = read_file(head["name"], head["mimetype"], data)
    sys.stdout.write(json.dumps(as_json(found)))


def _limit() -> None:
    """Bound what this process may take, where the system can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (PROCESS_BYTES, PROCESS_BYTES))
        seconds = int(READ_SECONDS) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    main()
