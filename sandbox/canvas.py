"""Canvases as a list of sections of Markdown."""

import re
from typing import Any

from sandbox.errors import SlackError
from sandbox.workspace import Workspace

MARKDOWN_BYTES = 2**20  # docs.slack.dev/reference/methods/canvases.create
_HEADING = re.compile(r"(#{1,3}) +(.*)")
OPERATIONS = (
    "insert_after",
    "insert_before",
    "insert_at_start",
    "insert_at_end",
    "replace",
    "delete",
    "rename",
)


def sections(workspace: Workspace, markdown: str) -> list[dict[str, str]]:
    """Markdown cut at headings and empty lines: {"id", "markdown"} each, none for empty text."""
    pieces: list[str] = []
    for paragraph in re.split(r"\n\s*\n", markdown.strip()):
        lines: list[str] = []
        for line in paragraph.splitlines():
            if _HEADING.fullmatch(line):
                pieces += ["\n".join(lines), line]
                lines = []
            else:
                lines.append(line)
        pieces.append("\n".join(lines))
    fresh = workspace.ids
    return [{"id": f"temp:C:{fresh.secret(16)}", "markdown": one} for one in pieces if one.strip()]


def document(content: Any) -> str:
    """The Markdown of a document_content argument; "" for none.

    Raises:
        SlackError: canvas_creation_failed.
    """
    if content in (None, ""):
        return ""
    if not isinstance(content, dict) or content.get("type") != "markdown":
        raise SlackError("canvas_creation_failed", detail="document_content must be markdown")
    text = str(content.get("markdown", ""))
    if len(text.encode()) > MARKDOWN_BYTES:
        raise SlackError("canvas_creation_failed", detail="markdown is larger than 1 MiB")
    return text


def make(
    workspace: Workspace, owner: str, title: str, markdown: str, channel: str | None = None
) -> dict[str, Any]:
    """Keeps a new canvas and returns it.

    Args:
        workspace: where it is kept.
        owner: user id.
        title: shown above it; "" becomes "Untitled".
        markdown: its content.
        channel: the channel in whose tab it stands; None for a standalone canvas.
    """
    canvas: dict[str, Any] = {
        "id": workspace.ids.new("F"),
        "title": title or "Untitled",
        "created": int(workspace.clock.now()),
        "owner": owner,
        "channel": channel,
        "sections": sections(workspace, markdown),
        "access": {},
    }
    workspace.canvases[canvas["id"]] = canvas
    workspace.changes.tell("canvas", {"canvas": canvas["id"]})
    return canvas


def as_file(canvas: dict[str, Any]) -> dict[str, Any]:
    """A canvas as files.list shows it."""
    return {
        "id": canvas["id"],
        "created": canvas["created"],
        "timestamp": canvas["created"],
        "title": canvas["title"],
        "filetype": "quip",
        "mode": "quip",
        "pretty_type": "Canvas",
        "user": canvas["owner"],
        "channels": [canvas["channel"]] if canvas["channel"] else [],
    }


def change(workspace: Workspace, canvas: dict[str, Any], asked: dict[str, Any]) -> None:
    """Does one operation of canvases.edit.

    Raises:
        SlackError: canvas_editing_failed, with a sentence in `detail`.
    """
    operation = asked.get("operation")
    if operation not in OPERATIONS:
        raise SlackError("canvas_editing_failed", detail=f"unknown operation: {operation}")
    if operation == "rename":
        title = asked.get("title_content") or {}
        canvas["title"] = str(title.get("markdown") or "Untitled")
    else:
        _change_sections(workspace, canvas, str(operation), asked)
    workspace.changes.tell("canvas", {"canvas": canvas["id"]})


def _change_sections(
    workspace: Workspace, canvas: dict[str, Any], operation: str, asked: dict[str, Any]
) -> None:
    known, section_id = canvas["sections"], asked.get("section_id")
    fresh = sections(workspace, document(asked.get("document_content")))
    if operation == "insert_at_start":
        canvas["sections"] = [*fresh, *known]
    elif operation == "insert_at_end":
        canvas["sections"] = [*known, *fresh]
    elif operation == "replace" and not section_id:
        canvas["sections"] = fresh
    else:
        at = next((place for place, one in enumerate(known) if one["id"] == section_id), None)
        if at is None:
            raise SlackError("canvas_editing_failed", detail=f"no section {section_id}")
        before = at + 1 if operation == "insert_after" else at
        after = at if operation == "insert_before" else at + 1
        kept = [] if operation == "delete" else fresh
        canvas["sections"] = [*known[:before], *kept, *known[after:]]


def lookup(canvas: dict[str, Any], criteria: dict[str, Any]) -> list[dict[str, str]]:
    """The sections that fit criteria, as {"id"} each."""
    types = criteria.get("section_types") or []
    wanted = str(criteria.get("contains_text") or "").lower()
    found = []
    for section in canvas["sections"]:
        heading = _HEADING.fullmatch(section["markdown"])
        kind = f"h{len(heading.group(1))}" if heading else ""
        fits = not types or kind in types or ("any_header" in types and bool(kind))
        if fits and wanted in section["markdown"].lower():
            found.append({"id": section["id"]})
    return found


def text(canvas: dict[str, Any]) -> str:
    """The whole canvas as Markdown."""
    return "\n\n".join(section["markdown"] for section in canvas["sections"])
