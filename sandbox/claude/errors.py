"""How the Messages API says no: one exception, one table of statuses."""

from .ports import Json

# Status per error type: the API's error reference.
STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "conflict_error": 409,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}


class ApiError(Exception):
    """Raised where the API answers with an error instead of a result.

    Attributes:
        type: One of `STATUS`.
        message: One sentence for the developer.
        status: HTTP status; the type's own unless given.
        details: Machine-readable cause such as {"error_code": …}, or None.
        headers: Extra response headers, such as retry-after.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        status: int | None = None,
        details: Json | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.type = kind
        self.message = message
        self.status = status or STATUS[kind]
        self.details = details
        self.headers = headers or {}

    def body(self, request_id: str | None = None) -> Json:
        """Return the JSON body; without `request_id` as it stands in an SSE error event."""
        error: Json = {"type": self.type, "message": self.message}
        if self.details:
            error["details"] = self.details
        body: Json = {"type": "error", "error": error}
        return body | {"request_id": request_id} if request_id else body


def invalid(message: str) -> ApiError:
    """Return the 400 for a request the API refuses."""
    return ApiError("invalid_request_error", message)


def not_found(message: str) -> ApiError:
    """Return the 404 for something that does not exist."""
    return ApiError("not_found_error", message)
