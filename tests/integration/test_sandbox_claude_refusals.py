"""What the real API refuses, the local Claude refuses, and the SDK raises the same errors."""

from collections.abc import AsyncIterator
from typing import Any

import anthropic
import pytest

from tests.support.sandbox_claude import Bench, ask, running_claude

TOOL: dict[str, Any] = {"name": "f", "input_schema": {"type": "object"}}
USE: dict[str, Any] = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}}
RESULT: dict[str, Any] = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "ok"}
USER: dict[str, Any] = {"role": "user", "content": "Hi"}


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with running_claude() as running:
        yield running


def user(*blocks: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def schema(**inside: Any) -> dict[str, Any]:
    return {"output_config": {"format": {"type": "json_schema", "schema": inside}}}


PARAMETERS: list[tuple[str, dict[str, Any], str]] = [
    ("temperature", {"temperature": 0.2}, "temperature"),
    ("top_p", {"top_p": 0.9}, "top_p"),
    ("unknown field", {"colour": "red"}, "colour: Extra inputs"),
    ("no max_tokens", {"max_tokens": None}, "max_tokens"),
    ("too large max_tokens", {"max_tokens": 200_000, "stream": True}, "max_tokens: 200000"),
    ("empty model", {"model": ""}, "model"),
    ("thinking enabled", {"thinking": {"type": "enabled", "budget_tokens": 2000}}, "thinking.type"),
    ("forced tool", {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "f"}}, "tool_choice"),
    ("any tool", {"tools": [TOOL], "tool_choice": {"type": "any"}}, "tool_choice"),
    ("choice without tools", {"tool_choice": {"type": "auto"}}, "tool_choice"),
    ("repeated tool", {"tools": [TOOL, TOOL]}, "unique"),
    ("bad tool name", {"tools": [TOOL | {"name": "a b"}]}, "tools.0.name"),
    ("tool without schema", {"tools": [{"name": "f"}]}, "input_schema"),
    ("bad effort", {"output_config": {"effort": "huge"}}, "effort"),
    ("open object", schema(type="object", properties={}), "additionalProperties"),
    ("maxItems", schema(type="array", items={"type": "string"}, maxItems=3), "maxItems"),
    ("minItems", schema(type="array", items={"type": "string"}, minItems=2), "minItems"),
    ("schema is a list", {"output_config": {"format": {"type": "json_schema"}}}, "dictionary"),
    ("wrong format type", {"output_config": {"format": {"type": "text"}}}, "json_schema"),
    ("unknown output field", {"output_config": {"verbosity": 1}}, "verbosity"),
    ("bad display", {"thinking": {"type": "adaptive", "display": "loud"}}, "display"),
    ("negative max_tokens", {"max_tokens": -1}, "max_tokens"),
    ("stream is text", {"stream": "yes"}, "stream"),
    ("system is a number", {"system": 5}, "system"),
    ("prefill", {"prefill": {"text": "{"}}, "prefill"),
    ("blank stop sequence", {"stop_sequences": ["  "]}, "stop_sequences"),
    ("tools not a list", {"tools": "f"}, "tools"),
    ("bad cache ttl", {"cache_control": {"type": "ephemeral", "ttl": "2h"}}, "cache_control"),
    ("five breakpoints", {"system": [text("a", cache_control={"type": "ephemeral"})] * 5}, "4"),
]
MESSAGES: list[tuple[str, list[Any], str]] = [
    ("no messages", [], "at least one message"),
    ("assistant first", [assistant(text("Hi")), USER], "first message"),
    ("prefill", [USER, {"role": "assistant", "content": "{"}], "prefill"),
    ("empty string", [{"role": "user", "content": ""}], "non-whitespace"),
    ("empty text block", [user(text(""))], "non-empty"),
    ("blank text block", [user(text("  \n"))], "non-whitespace"),
    ("no content", [user()], "non-empty content"),
    ("content is a number", [{"role": "user", "content": 5}], "content"),
    ("extra field", [USER | {"name": "Ana"}], "name"),
    ("tool_use without input", [USER, assistant({"type": "tool_use", "id": "a"}), USER], "name"),
    ("document without source", [user({"type": "document"})], "source"),
    ("search result without title", [user({"type": "search_result", "source": "a"})], "title"),
    ("assistant twice after a call", [USER, assistant(USE), assistant(text("a")), USER], "without"),
    ("nested result", [USER, assistant(USE), user(RESULT | {"content": [RESULT]})], "permitted"),
    ("number as result", [USER, assistant(USE), user(RESULT | {"content": 5})], "content"),
    ("unknown role", [{"role": "robot", "content": "Hi"}], "role"),
    ("unknown block", [user({"type": "video"})], "block type"),
    ("document from assistant", [USER, assistant({"type": "document"}), USER], "document"),
    ("citations on user text", [user(text("a", citations={"enabled": True}))], "citations"),
    ("missing result", [USER, assistant(USE), USER], "without `tool_result`"),
    ("unknown tool_use_id", [USER, user(RESULT)], "unexpected `tool_use_id`"),
    ("result after text", [USER, assistant(USE), user(text("so"), RESULT)], "must come first"),
    ("two results", [USER, assistant(USE), user(RESULT, RESULT)], "single result"),
    ("repeated call id", [USER, assistant(USE, USE), user(RESULT)], "unique"),
    (
        "forged thinking",
        [USER, assistant({"type": "thinking", "thinking": "x", "signature": "eA=="}), USER],
        "signature",
    ),
    ("message is no object", ["Hi"], "role"),
]


@pytest.mark.parametrize(
    ("more", "cause"), [row[1:] for row in PARAMETERS], ids=[row[0] for row in PARAMETERS]
)
async def test_wrong_parameter_is_a_400_that_names_it(
    bench: Bench, more: dict[str, Any], cause: str
) -> None:
    with pytest.raises(anthropic.BadRequestError) as refused:
        await bench.client.post("/v1/messages", body=ask("Hi") | more, cast_to=object)
    assert refused.value.type == "invalid_request_error"
    assert refused.value.request_id is not None
    assert cause in str(refused.value.api_message)


@pytest.mark.parametrize(
    ("messages", "cause"), [row[1:] for row in MESSAGES], ids=[row[0] for row in MESSAGES]
)
async def test_wrong_messages_are_a_400_that_names_the_cause(
    bench: Bench, messages: list[Any], cause: str
) -> None:
    with pytest.raises(anthropic.BadRequestError) as refused:
        await bench.client.post(
            "/v1/messages", body=ask("") | {"messages": messages}, cast_to=object
        )
    assert cause in str(refused.value.api_message)


async def test_count_tokens_refuses_the_same(bench: Bench) -> None:
    with pytest.raises(anthropic.BadRequestError):
        await bench.client.messages.count_tokens(model="claude-haiku-5-5", messages=[])
    with pytest.raises(anthropic.BadRequestError):
        await bench.client.post(
            "/v1/messages/count_tokens",
            body={"model": "claude-haiku-5-5", "messages": [USER], "temperature": 1},
            cast_to=object,
        )


async def test_citations_and_structured_output_exclude_each_other(bench: Bench) -> None:
    document = {
        "type": "document",
        "source": {"type": "text", "media_type": "text/plain", "data": "Words."},
        "citations": {"enabled": True},
    }
    closed = schema(type="object", properties={}, additionalProperties=False)
    with pytest.raises(anthropic.BadRequestError, match="citations"):
        await bench.client.messages.create(
            **ask("", messages=[user(document, text("So?"))], **closed)
        )


async def test_disabled_thinking_is_refused_where_the_model_always_thinks(bench: Bench) -> None:
    for model in ("claude-sonnet-5-5", "claude-opus-5-5"):
        with pytest.raises(anthropic.BadRequestError, match="thinking"):
            await bench.client.messages.create(
                **ask("Hi", model=model, thinking={"type": "disabled"})
            )


async def test_bad_page_of_a_list_is_a_400(bench: Bench) -> None:
    for query in ({"limit": 0}, {"limit": 1001}, {"after_id": "claude-none"}):
        with pytest.raises(anthropic.BadRequestError):
            await bench.client.get("/v1/models", cast_to=object, options={"params": query})
    with pytest.raises(anthropic.BadRequestError, match="cursor"):
        await bench.client.files.list(page="page_x")


async def test_unknown_version_is_a_400(bench: Bench) -> None:
    with pytest.raises(anthropic.BadRequestError, match="not a valid version"):
        await bench.client.messages.create(
            **ask("Hi"), extra_headers={"anthropic-version": "1999-01-01"}
        )


async def test_upload_without_a_file_is_a_400(bench: Bench) -> None:
    with pytest.raises(anthropic.BadRequestError, match="multipart"):
        await bench.client.post("/v1/files", body={"file": "a"}, cast_to=object)


async def test_unknown_model_is_accepted(bench: Bench) -> None:
    message = await bench.client.messages.create(**ask("Hi", model="claude-next-9"))
    assert message.model == "claude-next-9"


async def test_prompt_beyond_the_context_window_is_refused(bench: Bench) -> None:
    long = "word " * 210_000
    with pytest.raises(anthropic.BadRequestError, match="prompt is too long"):
        await bench.client.messages.create(**ask(long, model="claude-haiku-4-5-20251001"))


async def test_body_over_32_mb_is_too_large(bench: Bench) -> None:
    with pytest.raises(anthropic.ContentTooLargeError):
        await bench.client.messages.create(**ask("x" * (33 * 1024 * 1024)))


async def test_wrong_or_missing_key_is_a_401(bench: Bench) -> None:
    for key in ("sk-ant-wrong", f"{bench.claude.api_key}-other", "sk-ant-sandbox-other"):
        async with bench.client_with(api_key=key) as client:
            with pytest.raises(anthropic.AuthenticationError) as refused:
                await client.messages.create(**ask("Hi"))
    assert refused.value.type == "authentication_error"
    with pytest.raises(anthropic.AuthenticationError):
        await bench.client.messages.create(
            **ask("Hi"), extra_headers={"Authorization": anthropic.Omit()}
        )
    assert bench.claude.requests == []


async def test_missing_version_is_a_400(bench: Bench) -> None:
    with pytest.raises(anthropic.BadRequestError, match="anthropic-version"):
        await bench.client.messages.create(
            **ask("Hi"), extra_headers={"anthropic-version": anthropic.Omit()}
        )


async def test_invalid_json_is_a_400(bench: Bench) -> None:
    with pytest.raises(anthropic.BadRequestError, match="not valid JSON"):
        await bench.client.post("/v1/messages", content=b"{", cast_to=object)


async def test_unknown_path_is_a_404_in_the_api_shape(bench: Bench) -> None:
    with pytest.raises(anthropic.NotFoundError) as refused:
        await bench.client.get("/v1/complete", cast_to=object)
    assert refused.value.type == "not_found_error"


async def test_empty_script_is_a_500_that_is_not_retried(bench: Bench) -> None:
    bench.claude.voice = "scripted"
    async with bench.client_with(api_key=bench.claude.api_key, max_retries=2) as client:
        with pytest.raises(anthropic.InternalServerError, match="no reply left"):
            await client.messages.create(**ask("Hi"))
    assert len(bench.claude.requests) == 1
