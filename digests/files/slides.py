"""Slide decks (.pptx): the text of every slide, in the order of their numbers."""

from __future__ import annotations

import re
from xml.parsers import expat

from digests.files.package import opened
from digests.files.text import Clip
from digests.files.values import Stop

_SLIDE = re.compile(r"ppt/slides/slide(\d{1,6})\.xml")
_A = "http://schemas.openxmlformats.org/drawingml/2006/main "


def slides(data: bytes, stop: Stop) -> Clip:
    """The text of all slides, each under its number; slides without text are left out.

    Raises:
        FileProblem: if it can't be read.
    """
    clip = Clip()
    with opened(data, stop) as package:
        found = [match for name in package.namelist() if (match := _SLIDE.fullmatch(name))]
        for match in sorted(found, key=lambda match: int(match[1])):
            if stop() or clip.full:
                break
            lines = _Text(package.read(match[0])).lines
            for line in [f"Slide {int(match[1])}:", *lines] if lines else []:
                clip.add(line)
    return clip


class _Text:
    """The paragraphs of a slide.

    Attributes:
        lines: those that hold text, in the order of the XML.
    """

    def __init__(self, xml: bytes) -> None:
        self.lines: list[str] = []
        self._run: list[str] = []
        self._inside = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(xml, True)

    def _start(self, name: str, _: object) -> None:
        self._inside = name == f"{_A}t"
        if name == f"{_A}br":
            self._run.append(" ")

    def _text(self, text: str) -> None:
        if self._inside:
            self._run.append(text)

    def _end(self, name: str) -> None:
        self._inside = False
        if name == f"{_A}p":
            line = " ".join("".join(self._run).split())
            self._run = []
            if line:
                self.lines.append(line)
