"""How the command line explains itself: an option's own words, and no Python."""

from __future__ import annotations

import re
from argparse import Action, RawDescriptionHelpFormatter

_SAYS_NOTHING = re.compile(r"\s*\(default(?: factory)?: (?:None|False|list|)\)$")
_PYTHON = re.compile(r"(?:int|str|Path|list\[str\])")


class Help(RawDescriptionHelpFormatter):
    """Help in which `--port int` is `--port PORT`, and only defaults that say something stand."""

    def _get_help_string(self, action: Action) -> str | None:
        return _SAYS_NOTHING.sub("", action.help) if action.help else action.help

    def _format_args(self, action: Action, default_metavar: str) -> str:
        if isinstance(action.metavar, str) and _PYTHON.fullmatch(action.metavar):
            action.metavar = _placeholder(action)
        return super()._format_args(action, default_metavar)


def _placeholder(action: Action) -> str:
    """What stands for an option's value: its name in capitals, as argparse itself has it."""
    return action.option_strings[-1].lstrip("-").replace("-", "_").upper()
