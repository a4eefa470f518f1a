"""What goes around the bodies: keys, versions, rate-limit headers, pages of lists; pure."""

from collections.abc import Mapping

from .errors import ApiError, invalid
from .ids import rfc3339
from .ports import Json

VERSIONS = ("2023-06-01", "2026-10-21")
# Figures of our own in the API's headers; they are told, not enforced: faults make the 429s.
LIMITS = {
    "requests": 4_000,
    "tokens": 2_400_000,
    "input-tokens": 2_000_000,
    "output-tokens": 400_000,
}


def check_headers(headers: Mapping[str, str], api_key: str) -> None:
    """Refuse a request without the sandbox's key or without a known version.

    Raises:
        ApiError: 401 or 400.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    given = token if scheme.lower() == "bearer" else headers.get("x-api-key", "")
    if not given:
        raise ApiError("authentication_error", "Authorization: a bearer token is required")
    if given != api_key:
        raise ApiError("authentication_error", "invalid bearer token")
    version = headers.get("anthropic-version")
    if version is None:
        raise invalid("anthropic-version: header is required")
    if version not in VERSIONS:
        raise invalid(f"anthropic-version: {version!r} is not a valid version")


def rate_limits(now: float, used: int) -> dict[str, str]:
    """Return the rate-limit headers; `used` requests count against the current minute."""
    reset = rfc3339(now // 60 * 60 + 60)
    headers = {}
    for name, limit in LIMITS.items():
        remaining = max(0, limit - used) if name == "requests" else limit
        headers[f"anthropic-ratelimit-{name}-limit"] = str(limit)
        headers[f"anthropic-ratelimit-{name}-remaining"] = str(remaining)
        headers[f"anthropic-ratelimit-{name}-reset"] = reset
    return headers


def pages(items: list[Json], query: Mapping[str, str]) -> Json:
    """Return one page of a list that is paged by after_id, before_id and limit (20)."""
    limit = whole_number(query, "limit", 20, 1, 1000)
    names = [item["id"] for item in items]
    start, end = 0, len(items)
    if "after_id" in query:
        start = _place(names, query["after_id"], "after_id") + 1
    if "before_id" in query:
        end = _place(names, query["before_id"], "before_id")
        start = max(start, end - limit)
    shown = items[start : min(end, start + limit)]
    more = start > 0 if "before_id" in query else start + limit < end
    first, last = (shown[0]["id"], shown[-1]["id"]) if shown else (None, None)
    return {"data": shown, "has_more": more, "first_id": first, "last_id": last}


def whole_number(query: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """Return a query parameter within its bounds; 400 outside them."""
    text = query.get(name, str(default))
    if not text.isdigit() or not low <= int(text) <= high:
        raise invalid(f"{name}: should be between {low} and {high}")
    return int(text)


def _place(names: list[str], name: str, parameter: str) -> int:
    if name not in names:
        raise invalid(f"{parameter}: {name} does not exist")
    return names.index(name)
