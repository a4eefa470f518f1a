"""Token counts and the prompt cache."""

import base64

import pytest

from sandbox.claude.cache import PromptCache
from sandbox.claude.models import model_of
from sandbox.claude.tokens import (
    IMAGE_TOKENS,
    MESSAGE_OVERHEAD,
    PDF_PAGE_TOKENS,
    count_block,
    count_request,
    count_text,
)
from tests.support.sandbox_claude import ask


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("   ", 0),
        ("cat", 1),
        ("tokenizer", 3),
        ("the cat sat", 3),
        ("12345", 2),
        ("東京駅", 3),
        ("안녕", 2),
        ("привет", 3),
        ("a\n\nb", 3),
        ("🎉🎉", 2),
        ("-----", 2),
    ],
)
def test_text_costs_what_its_script_costs(text: str, tokens: int) -> None:
    assert count_text(text) == tokens


def test_english_prose_costs_between_one_and_two_tokens_a_word() -> None:
    text = "The rate limiter went live on Monday and payments failed for forty minutes. " * 20
    assert 1.0 < count_text(text) / len(text.split()) < 2.0


def test_request_counts_tools_system_schema_and_every_turn() -> None:
    plain = count_request(ask("Hello there"))
    tool = {"name": "f", "input_schema": {"type": "object"}}
    schema = {"format": {"type": "json_schema", "schema": {"type": "object"}}}
    assert count_request(ask("Hello there", system="Be short.")) > plain
    assert count_request(ask("Hello there", tools=[tool])) > plain + 200
    assert count_request(ask("Hello there", output_config=schema)) > plain


def test_pages_images_and_tool_results_are_counted() -> None:
    pdf = base64.b64encode(b"/Type /Pages /Type /Page /Type/Page").decode()
    source = {"type": "base64", "media_type": "application/pdf", "data": pdf}
    result = {"type": "tool_result", "tool_use_id": "a", "content": "three short words"}

    assert count_block({"type": "document", "source": source}) == 2 * PDF_PAGE_TOKENS
    assert count_block({"type": "image", "source": source}) == IMAGE_TOKENS
    assert count_block(result) == MESSAGE_OVERHEAD + count_text("three short words")


def test_longer_lifetime_is_counted_by_itself() -> None:
    long = [{"type": "text", "text": "Rules. " * 400, "cache_control": {"type": "ephemeral"}}]
    long[0]["cache_control"] = {"type": "ephemeral", "ttl": "1h"}
    cache = PromptCache()
    first = cache.use(ask("a", system=long), model_of("claude-haiku-5-5"), 0.0)
    later = cache.use(ask("b", system=long), model_of("claude-haiku-5-5"), 3000.0)

    assert first.written_1h >= 512
    assert first.written_5m == 0
    assert later.read == first.written_1h


def test_other_model_or_other_prefix_reads_nothing() -> None:
    control = {"cache_control": {"type": "ephemeral"}}
    cache = PromptCache()
    cache.use(ask("word " * 600, **control), model_of("claude-haiku-5-5"), 0.0)
    other = cache.use(ask("term " * 600, **control), model_of("claude-haiku-5-5"), 1.0)
    model = ask("word " * 600, model="claude-opus-5-5", **control)

    assert other.read == 0
    assert cache.use(model, model_of("claude-opus-5-5"), 1.0).read == 0


def test_grown_conversation_reads_what_came_before() -> None:
    control = {"cache_control": {"type": "ephemeral"}}
    haiku = model_of("claude-haiku-5-5")
    cache = PromptCache()
    body = ask("word " * 600, **control)
    first = cache.use(body, haiku, 0.0)
    body["messages"] += [
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": "And?"},
    ]
    second = cache.use(body, haiku, 1.0)

    assert second.read == first.written
    assert second.written > 0
    assert second.input_tokens + second.read + second.written == count_request(body)
