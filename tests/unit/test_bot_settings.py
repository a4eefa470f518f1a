"""Settings: every one documented, every wrong one named, no secret ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, load_settings, variables
from digests.errors import BadInput

ROOT = Path(__file__).parents[2]


def given(**fields: object) -> Settings:
    return load_settings(_env_file=None, **fields)


def example() -> dict[str, str]:
    """The variables of .env.example and the comment above each."""
    found: dict[str, str] = {}
    comment = ""
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        if line.startswith("#"):
            comment = line.removeprefix("# ")
        elif "=" in line:
            found[line.partition("=")[0]] = comment
    return found


def test_env_example_lists_every_setting_with_the_same_words() -> None:
    assert example() == variables()


def test_env_example_as_it_stands_is_valid() -> None:
    settings = Settings(_env_file=ROOT / ".env.example")  # type: ignore[call-arg]

    assert settings.digest_at == "fri 16:00"
    assert settings.data_dir == Path("data")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("slack_bot_token", "hunter2", "SLACK_BOT_TOKEN must be a token that starts with"),
        ("slack_app_token", "hunter2", "SLACK_APP_TOKEN must be a token that starts with"),
        ("timezone", "Mars/Olympus", "DIGESTIF_TIMEZONE must be an IANA time zone"),
        ("digest_at", "25:00", "DIGESTIF_DIGEST_AT must be a weekday and a time"),
        ("log", "loud", "DIGESTIF_LOG must be console or json"),
        ("slack_api_url", "slack.com", "SLACK_API_URL must be a web address"),
        ("slack_api_url", "http://slack.example/api/", "SLACK_API_URL must be a web address"),
        ("database_url", "mysql://hunter2@h/d", "DIGESTIF_DATABASE_URL must be a database"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(
    field: str, value: str, expected: str
) -> None:
    with pytest.raises(BadInput) as raised:
        given(**{field: value})

    assert str(raised.value).startswith(expected)
    assert "hunter2" not in str(raised.value)


def test_secrets_do_not_show_in_a_representation() -> None:
    assert "secret-words" not in repr(given(slack_bot_token="xoxb-secret-words"))


def test_a_channel_may_be_given_with_its_sign() -> None:
    assert given(digest_channel="#general").digest_channel == "general"


def test_a_database_address_takes_the_place_of_the_files() -> None:
    assert given(database_url="postgresql://h/d").store_location == "postgresql://h/d"
    assert given(data_dir=Path("x"), database_url=None).store_location == Path("x/activity.db")
