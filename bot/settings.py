"""What the operator can set: the only reader of the environment and of .env.

Every setting is an environment variable; `.env.example` lists them with the same words. A wrong
value is named together with what is expected, and a secret is never printed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from digests.errors import BadInput
from digests.jobs.plan import Plan

SLACK_API_URL = "https://slack.com/api/"
_DIGEST_AT = re.compile(r"(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d", re.IGNORECASE)


def _starting_with(prefix: str) -> AfterValidator:
    def check(secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not secret.get_secret_value().startswith(prefix):
            raise ValueError(f'a token that starts with "{prefix}"')
        return secret

    return AfterValidator(check)


def _zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValueError("an IANA time zone such as Europe/Berlin or America/New_York")
    return name


def _digest_at(text: str) -> str:
    if not _DIGEST_AT.fullmatch(text.strip()):
        raise ValueError('a weekday and a time such as "fri 16:00"')
    return text.strip().lower()


def _url(text: str) -> str:
    # Tokens go there: in the clear only to this very machine.
    if not re.match(r"https://[^\s/]+|http://(localhost|127\.0\.0\.1|\[::1\])[:/]", text):
        raise ValueError("a web address that starts with https:// (http:// only for this machine)")
    return text if text.endswith("/") else text + "/"


def _database(secret: SecretStr | None) -> SecretStr | None:
    schemes = ("postgresql://", "postgres://")
    if secret is not None and not secret.get_secret_value().startswith(schemes):
        raise ValueError("a database address that starts with postgresql://")
    return secret


def _channel(text: str) -> str:
    return text.strip().removeprefix("#")


class Settings(BaseSettings):
    """Everything that can be set, read once and then frozen."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )

    slack_bot_token: Annotated[SecretStr | None, _starting_with("xoxb-")] = Field(
        None, validation_alias="SLACK_BOT_TOKEN"
    )
    """Bot User OAuth Token of your Slack app; starts with xoxb-"""

    slack_app_token: Annotated[SecretStr | None, _starting_with("xapp-")] = Field(
        None, validation_alias="SLACK_APP_TOKEN"
    )
    """App-level token with connections:write, for Socket Mode; starts with xapp-"""

    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    """Signing secret of your Slack app, only for --http"""

    slack_api_url: Annotated[str, AfterValidator(_url)] = Field(
        SLACK_API_URL, validation_alias="SLACK_API_URL"
    )
    """Where Slack's Web API is; tokens are sent there, so change it only for a local workspace"""

    anthropic_api_key: SecretStr | None = Field(None, validation_alias="ANTHROPIC_API_KEY")
    """Key for Claude; without it summaries are extracts of the messages' own sentences"""

    anthropic_base_url: Annotated[str, AfterValidator(_url)] | None = Field(
        None, validation_alias="ANTHROPIC_BASE_URL"
    )
    """Another address for Claude's API; empty means Anthropic's own"""

    data_dir: Path = Field(Path("data"), validation_alias="DIGESTIF_DATA_DIR")
    """Directory for the two SQLite files, made if it is missing"""

    database_url: Annotated[SecretStr | None, AfterValidator(_database)] = Field(
        None, validation_alias=AliasChoices("DIGESTIF_DATABASE_URL", "DATABASE_URL")
    )
    """PostgreSQL address that replaces the SQLite files; DATABASE_URL is taken too"""

    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        "", validation_alias="DIGESTIF_TIMEZONE"
    )
    """IANA time zone of the workspace; empty means the one most of its people are in"""

    digest_channel: Annotated[str, AfterValidator(_channel)] = Field(
        "", validation_alias="DIGESTIF_DIGEST_CHANNEL"
    )
    """Channel (name or id) that gets the Friday digest; empty means none is sent"""

    join_channels: Literal["yes", "no"] = Field("no", validation_alias="DIGESTIF_JOIN_CHANNELS")
    """Join every public channel, so that the digest is of all of them: yes, or no to be invited"""

    digest_at: Annotated[str, AfterValidator(_digest_at)] = Field(
        "fri 16:00", validation_alias="DIGESTIF_DIGEST_AT"
    )
    """When the digest is sent, in the workspace's time zone"""

    summary_model: str = Field("claude-haiku-5-5", validation_alias="DIGESTIF_SUMMARY_MODEL")
    """Claude model that summarizes threads"""

    answer_model: str = Field("claude-sonnet-5-5", validation_alias="DIGESTIF_ANSWER_MODEL")
    """Claude model that answers prompts"""

    digest_model: str = Field("claude-sonnet-5-5", validation_alias="DIGESTIF_DIGEST_MODEL")
    """Claude model that writes the digest"""

    batches: Literal["yes", "no"] = Field("yes", validation_alias="DIGESTIF_BATCHES")
    """Read ahead of the digest in batches, at half price: yes, or no to have it all read at once"""

    answers_at_once: int = Field(40, ge=1, validation_alias="DIGESTIF_ANSWERS_AT_ONCE")
    """Answers written at the same time in a workspace, by all processes together"""

    model_requests: int | None = Field(
        None, ge=1, validation_alias="DIGESTIF_MODEL_REQUESTS_A_MINUTE"
    )
    """Calls to Claude a minute that your plan allows, for all processes together; empty: any"""

    model_tokens_in: int | None = Field(
        None, ge=1_000, validation_alias="DIGESTIF_MODEL_INPUT_TOKENS_A_MINUTE"
    )
    """Input tokens a minute that your plan allows, for all processes together; empty: any"""

    model_tokens_out: int | None = Field(
        None, ge=1_000, validation_alias="DIGESTIF_MODEL_OUTPUT_TOKENS_A_MINUTE"
    )
    """Output tokens a minute that your plan allows, for all processes together; empty: any"""

    keep_days: int | None = Field(None, ge=30, validation_alias="DIGESTIF_KEEP_DAYS")
    """Days that messages and what was made of them are kept, 30 or more; empty means for good"""

    status_port: int | None = Field(None, ge=0, le=65535, validation_alias="DIGESTIF_STATUS_PORT")
    """Port for /healthz, /readyz and /metrics, on every address; empty means none"""

    log: Literal["console", "json"] = Field("console", validation_alias="DIGESTIF_LOG")
    """How the log on stderr is written: console or json"""

    @property
    def plan(self) -> Plan:
        """How fast Claude may be asked."""
        return Plan(self.model_requests, self.model_tokens_in, self.model_tokens_out)

    @property
    def store_location(self) -> Path | str:
        """Where the store lives: a PostgreSQL address, or the path of the SQLite file."""
        url = secret(self.database_url)
        return url or self.data_dir / "activity.db"

    @property
    def jobs_location(self) -> Path | str:
        """Where durable jobs live: the same PostgreSQL address, or the data directory."""
        return secret(self.database_url) or self.data_dir


def secret(value: SecretStr | None) -> str | None:
    """A secret's text, None where it isn't set; for handing to the library that needs it."""
    return value.get_secret_value() if value is not None else None


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and .env.

    Args:
        **overrides: values by field name that win over both.

    Raises:
        BadInput: naming each wrong variable and what is expected, never what was given.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise BadInput(" ".join(_problem(e) for e in error.errors(include_input=False))) from None


def variables() -> dict[str, str]:
    """Every environment variable and its one-line description, in the order of `.env.example`."""
    return {
        _variable(name): field.description or "" for name, field in Settings.model_fields.items()
    }


def _variable(field_name: str) -> str:
    alias = Settings.model_fields[field_name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else str(alias)


def _problem(error: Any) -> str:
    where = str(error["loc"][0]) if error["loc"] else "A setting"
    name = _variable(where) if where in Settings.model_fields else where
    if error["type"] == "literal_error":
        return f"{name} must be {error['ctx']['expected'].replace(chr(39), '')}."
    if error["type"] == "value_error":
        return f"{name} must be {error['ctx']['error']}."
    return f"{name} can't be used: {error['msg'].lower()}."
