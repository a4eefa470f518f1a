"""Write the README's map: every file of the three packages with its docstring's first line.

`make tree` runs it; a test holds the README to it.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "digests", "sandbox")
BEGIN, END = "<!-- tree: begin -->", "<!-- tree: end -->"
WIDTH = 34


def first_line(path: Path) -> str:
    """What a file is for, in its own words: the first sentence of its docstring or heading."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        said = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
    else:
        comment = re.match(r"\s*(?:/\*+|//|<!--|#)\s*(.*)", text)
        said = comment.group(1) if comment else ""
    sentence = " ".join(said.replace("*/", "").replace("-->", "").split())
    return re.split(r"(?<=\w)\.(?:\s|$)", sentence)[0]


def listed(package: str) -> list[Path]:
    """The Python and page files of a package that say what they are for, in reading order."""
    found = (path for path in (ROOT / package).rglob("*") if path.suffix in {".py", ".js"})
    kept = (path.relative_to(ROOT) for path in found if first_line(path))
    return sorted(kept, key=lambda path: (path.parent.as_posix(), path.name != "__init__.py", path))


def tree(package: str) -> str:
    """The map of one package, one line per file."""
    lines = []
    folder = None
    for path in listed(package):
        if path.parent != folder:
            folder = path.parent
            lines.append(f"{folder.as_posix()}/")
        lines.append(f"  {path.name.ljust(WIDTH)}{first_line(ROOT / path)}")
    return "\n".join(lines)


def section() -> str:
    """The whole map as it stands in the README."""
    parts = [
        f"<details><summary><code>{package}/</code></summary>\n\n```\n{tree(package)}\n```\n\n"
        "</details>\n"
        for package in PACKAGES
    ]
    return f"{BEGIN}\n{''.join(parts)}{END}"


def with_tree(readme: str) -> str:
    """A README with its map made anew."""
    before, rest = readme.split(BEGIN, 1)
    return before + section() + rest.split(END, 1)[1]


if __name__ == "__main__":
    target = ROOT / "README.md"
    target.write_text(with_tree(target.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write("README.md has its map.\n")
