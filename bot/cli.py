"""The command line: its commands, how they fail and with what exit code.

Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    CliApp,
    CliSettingsSource,
    CliSubCommand,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.cli_help import Help
from bot.commands.backfill import Backfill
from bot.commands.db import Db
from bot.commands.demo import Demo
from bot.commands.digest import Digest
from bot.commands.doctor import Doctor
from bot.commands.import_ import Import
from bot.commands.run import Run
from bot.commands.summarize import Summarize
from bot.incidents import incident
from digests.errors import BadInput, DigestifError

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class Root(BaseSettings):
    """Digestif reads the Slack channels it is invited to, so that people don't have to."""

    model_config = SettingsConfigDict(
        cli_prog_name="digestif",
        cli_kebab_case=True,
        cli_implicit_flags="toggle",
        cli_hide_none_type=True,
        cli_avoid_json=True,
        cli_use_class_docs_for_groups=True,
        hide_input_in_errors=True,
    )

    run: CliSubCommand[Run]
    demo: CliSubCommand[Demo]
    doctor: CliSubCommand[Doctor]
    import_: CliSubCommand[Import] = Field(alias="import")
    backfill: CliSubCommand[Backfill]
    summarize: CliSubCommand[Summarize]
    digest: CliSubCommand[Digest]
    db: CliSubCommand[Db]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only the command line: an environment variable named DEMO must not start a demo."""
        return (init_settings,)

    def cli_cmd(self) -> None:
        """Run the command that was named."""
        CliApp.run_subcommand(self)


def main(argv: list[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    sys.exit(run(sys.argv[1:] if argv is None else argv))


def run(argv: list[str]) -> int:
    """Run one command.

    Returns:
        The exit code. Whatever goes wrong is one sentence on stderr.
    """
    try:
        shown = CliSettingsSource[Any](Root, formatter_class=Help)
        CliApp.run(Root, cli_args=argv or ["--help"], cli_settings_source=shown)
    except SystemExit as stop:
        if isinstance(stop.code, str):
            # A group of commands without the name of one of them: say which there are.
            run([*argv, "--help"])
            return WRONG_USE
        return _code(stop.code) if argv else WRONG_USE
    except ValidationError as error:
        return _say(_wrong_use(error), WRONG_USE)
    except BadInput as error:
        return _say(str(error), WRONG_USE)
    except DigestifError as error:
        return _say(str(error), FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough; nothing more may be written to it, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        return _say(incident(error, "command"), FAILED)
    return DONE


def _code(code: object) -> int:
    return code if isinstance(code, int) else DONE if code is None else FAILED


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _wrong_use(error: ValidationError) -> str:
    problems = (_option_problem(e) for e in error.errors(include_input=False, include_url=False))
    return " ".join(problems) + " See --help."


def _option_problem(error: Any) -> str:
    words = [str(part).strip("_") for part in error["loc"]]
    option = f"--{words[-1].replace('_', '-')}" if words else "An option"
    if error["type"] == "value_error":
        return f"{option}: {error['ctx']['error']}."
    return f"{option}: {error['msg'][0].lower()}{error['msg'][1:]}."
