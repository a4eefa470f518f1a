"""A digest as one HTML file that needs nothing else: for a browser, an e-mail, a printer. Pure.

Mail programs drop scripts, outside files and much of CSS, so what matters stands in `style`
attributes and tables; dark mode and print are in a style sheet that may be dropped without harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from digests.compose.footer import numbers_line
from digests.compose.messages import heading
from digests.compose.wording import names
from digests.digest import Day, Digest, DigestItem, DigestLine, Numbers
from digests.forms.markdown import lists, small_print
from digests.models import Source

_MOST_MARKS = 4
_MOST_NAMED = 3
_BAR = 72
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

_PAGE = "max-width:660px;margin:0 auto;padding:36px 24px"
# Outlook on Windows knows no max-width; only it reads these comments.
_OUTLOOK = (
    '<!--[if mso]><table role="presentation" width="660" align="center"><tr><td><![endif]-->',
    "<!--[if mso]></td></tr></table><![endif]-->",
)

_SHEET = """
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  body, .page { background: #16191d !important; color: #e4e7eb !important; }
  .quiet { color: #9aa3ad !important; }
  .rule { border-color: #333a42 !important; }
  a { color: #8ab8f0 !important; }
  .now { background: #6aa5e8 !important; }
  .then { background: #444d57 !important; }
}
@media print {
  body, .page { background: #fff !important; color: #000 !important; }
  .page { max-width: none !important; padding: 0 !important; }
  .keep { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  a { color: inherit !important; text-decoration: none !important; }
  .now, .then { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (max-width: 480px) { .page { padding: 20px 16px !important; } }
"""


def to_html(digest: Digest, workspace: str = "") -> str:
    """The whole digest as an HTML document; everything that people wrote is escaped.

    Args:
        digest: what to show.
        workspace: its name, shown above; "" for none.
    """
    title = escape(heading(digest))
    body = "\n".join(_body(digest, title, workspace))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{_SHEET}</style>\n</head>\n"
        f'<body style="margin:0;background:#ffffff;color:#1c2126;font:16px/1.55 {_FONT}">\n'
        f'{_OUTLOOK[0]}<div class="page" style="{_PAGE}">\n'
        f"{body}\n</div>{_OUTLOOK[1]}\n</body>\n</html>\n"
    )


def _body(digest: Digest, title: str, workspace: str) -> Iterator[str]:
    numbers: dict[Source, int] = {}
    if workspace:
        yield f'<p class="quiet" style="{_SMALL};margin:0">{escape(workspace)}</p>'
    yield f'<h1 style="font-size:27px;line-height:1.25;margin:2px 0 14px">{title}</h1>'
    if digest.quiet:
        yield _paragraph("A quiet week: nothing that needs you.")
    told = (escape(c.text) + _marks(c.sources, numbers) for c in digest.headline)
    if headline := " ".join(told):
        yield f'<p style="font-size:18px;margin:0 0 8px">{headline}</p>'
    yield from _list("For you", digest.for_you, numbers)
    yield from _items(digest.items, numbers)
    for name, lines in lists(digest):
        yield from _list(name, lines, numbers)
    yield from _new(digest)
    yield from _prompts(digest, numbers)
    yield from _numbers(digest.numbers)
    yield from _channels(digest, numbers)
    rule = f"{_SMALL};border-top:1px solid #dfe3e8;margin:34px 0 0;padding-top:12px"
    yield f'<p class="quiet rule" style="{rule}">{escape(small_print(digest))}</p>'


def _items(items: Sequence[DigestItem], numbers: dict[Source, int]) -> Iterator[str]:
    if not items:
        return
    yield _heading("Worth knowing")
    yield '<ol style="margin:0;padding-left:26px">'
    for item in items:
        told = [escape(c.text) + _marks(c.sources, numbers) for c in item.claims]
        text = f"<strong>{escape(item.title)}</strong>{_corrected(item.corrected)}"
        text += f"<br>{' '.join(told)}" if told else _marks(item.sources, numbers)
        where = ", ".join(f"#{name}" for name in item.channels[:_MOST_NAMED])
        small = escape(" · ".join(part for part in (names(item.people), where) if part))
        yield (
            f'<li class="keep" style="margin:0 0 14px;padding-left:4px">{text}'
            f'<div class="quiet" style="{_SMALL}">{small}</div></li>'
        )
    yield "</ol>"


def _list(
    name: str, lines: Sequence[DigestLine], numbers: dict[Source, int], level: int = 2
) -> Iterator[str]:
    if not lines:
        return
    yield _heading(name, level)
    yield '<ul style="margin:0;padding-left:22px">'
    for line in lines:
        who = f"{escape(line.who)}: " if line.who else ""
        small = " · ".join(
            part for part in (line.by_when, f"#{line.channel}" if line.channel else "") if part
        )
        where = f' <span class="quiet" style="{_SMALL}">{escape(small)}</span>' if small else ""
        text = f"{who}{escape(line.text)}{_marks(line.sources, numbers)}"
        text += _corrected(line.corrected) + where
        yield f'<li class="keep" style="margin:0 0 7px">{text}</li>'
    yield "</ul>"


def _new(digest: Digest) -> Iterator[str]:
    if digest.new_channels or digest.new_people:
        new = [*(f"#{name}" for name in digest.new_channels), *digest.new_people]
        yield _heading("New here")
        yield _paragraph(escape(", ".join(new)))


def _prompts(digest: Digest, numbers: dict[Source, int]) -> Iterator[str]:
    if digest.prompts:
        yield _heading("Prompts that worked")
    for prompt in digest.prompts:
        by = f"“{escape(prompt.text)}” by {escape(prompt.who)}"
        yield _paragraph(by + _marks(prompt.sources, numbers))


def _numbers(numbers: Numbers) -> Iterator[str]:
    yield _heading("The week in numbers")
    yield _paragraph(escape(numbers_line(numbers)))
    if len(numbers.days) > 1 and numbers.messages:
        yield from _chart(numbers.days)


def _chart(days: Sequence[Day]) -> Iterator[str]:
    """Messages per day as a table of bars, this week's and, where known, last week's."""
    most = max(max(day.messages, day.before or 0) for day in days)
    compared = any(day.before is not None for day in days)
    yield (
        '<table role="presentation" class="keep" cellspacing="0" cellpadding="0" '
        'style="border-collapse:collapse;margin:10px 0 4px"><tr>'
    )
    for day in days:
        bars = _bar("now", "#2f6fb7", day.messages, most, f"{day.messages:,}")
        if compared:
            before = day.before or 0
            bars = _bar("then", "#c9d1da", before, most, f"{before:,} the week before") + bars
        yield (
            '<td align="center" style="vertical-align:bottom;padding:0 7px"><table '
            f'role="presentation" cellspacing="0" cellpadding="0"><tr>{bars}</tr></table></td>'
        )
    yield "</tr><tr>"
    for day in days:
        label = f"{_DAYS[day.day.weekday()]}<br>{day.day.day}"
        small = f"{_SMALL};text-align:center;padding-top:5px;line-height:1.3"
        yield f'<td class="quiet" style="{small}">{label}<br>{day.messages:,}</td>'
    yield "</tr></table>"
    if compared:
        yield f'<p class="quiet" style="{_SMALL};margin:0">Pale: the week before.</p>'


def _bar(kind: str, color: str, value: int, most: int, told: str) -> str:
    """One bar: a cell with a height, which also mail programs without much of CSS keep to."""
    height = max(1, round(_BAR * value / most)) if value else 1
    style = f"width:16px;height:{height}px;background:{color};font-size:0;line-height:0"
    return (
        '<td style="vertical-align:bottom;padding:0 1px"><table role="presentation" '
        f'cellspacing="0" cellpadding="0"><tr><td class="{kind}" title="{told}" width="16" '
        f'height="{height}" style="{style}">&nbsp;</td></tr></table></td>'
    )


def _channels(digest: Digest, numbers: dict[Source, int]) -> Iterator[str]:
    if digest.channels:
        yield _heading("Channel by channel")
    for notes in digest.channels:
        yield from _list(f"#{notes.channel}", notes.lines, numbers, level=3)


def _marks(sources: Sequence[Source], numbers: dict[Source, int]) -> str:
    """Sources as small numbered links; new ones get the next number, "" without any."""
    shown = []
    for source in sources[:_MOST_MARKS]:
        number = numbers.setdefault(source, len(numbers) + 1)
        link = source.permalink
        if link.startswith(("https://", "http://")):
            mark = f'<a href="{escape(link)}" style="{_LINK}">[{number}]</a>'
        else:
            mark = f"[{number}]"
        shown.append(f" {mark}")
    return "".join(shown)


def _corrected(corrected: bool) -> str:
    return f' <em class="quiet" style="{_SMALL}">(corrected)</em>' if corrected else ""


def _heading(text: str, level: int = 2) -> str:
    size = "18px;margin:30px 0 8px" if level == 2 else "15px;margin:18px 0 4px"
    return f'<h{level} style="font-size:{size};line-height:1.3">{escape(text)}</h{level}>'


def _paragraph(html: str) -> str:
    return f'<p style="margin:0 0 8px">{html}</p>'


_SMALL = "font-size:13.5px;color:#5d6873"
_LINK = "color:#1f5fa8;text-decoration:none;font-size:13.5px;white-space:nowrap"
