"""Message batches: taken in at once, worked off when their time has come.

Nothing runs in the background. A batch ends `seconds` after its creation on the sandbox's clock;
its requests are answered when somebody looks at it after that.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import ApiError, invalid, not_found
from .ids import Ids, rfc3339
from .ports import Json

MAX_REQUESTS = 100_000
LIFETIME_SECONDS = 24 * 3600.0
COUNTS = ("processing", "succeeded", "errored", "canceled", "expired")
_CUSTOM_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")

Answer = Callable[[Json], Json]


@dataclass
class Batch:
    """One batch; times in epoch seconds, None until they happen."""

    id: str
    requests: list[Json]
    created_at: float
    due_at: float
    canceled_at: float | None = None
    ended_at: float | None = None
    results: list[Json] = field(default_factory=list)

    @property
    def status(self) -> str:
        """The API's processing_status."""
        if self.ended_at is not None:
            return "ended"
        return "in_progress" if self.canceled_at is None else "canceling"

    def shown(self, base_url: str) -> Json:
        """Return the batch as the API gives it; counts stay zero until the whole batch ended."""
        counts = dict.fromkeys(COUNTS, 0)
        for line in self.results:
            counts[line["result"]["type"]] += 1
        counts["processing"] = len(self.requests) - len(self.results)
        ended = self.ended_at is not None
        return {
            "id": self.id,
            "type": "message_batch",
            "processing_status": self.status,
            "request_counts": counts,
            "created_at": rfc3339(self.created_at),
            "expires_at": rfc3339(self.created_at + LIFETIME_SECONDS),
            "ended_at": rfc3339(self.ended_at) if self.ended_at is not None else None,
            "cancel_initiated_at": rfc3339(self.canceled_at) if self.canceled_at else None,
            "archived_at": None,
            "results_url": f"{base_url}/v1/messages/batches/{self.id}/results" if ended else None,
        }


@dataclass
class Batches:
    """All batches of this server.

    Attributes:
        ids: Where new ids come from.
        answer: Turns one request's params into a message; raises ApiError.
        seconds: How long a batch takes on the sandbox's clock; above a day, it expires.
    """

    ids: Ids
    answer: Answer
    seconds: float = 0.0
    _batches: dict[str, Batch] = field(default_factory=dict)

    def create(self, body: Json, now: float) -> Batch:
        """Take in a batch; its requests' params are looked at only when it is worked off.

        Raises:
            ApiError: 400 for no requests, too many, or a bad or repeated custom_id.
        """
        requests = body.get("requests")
        if not isinstance(requests, list) or not requests:
            raise invalid("requests: at least one request is required")
        if len(requests) > MAX_REQUESTS:
            raise invalid(f"requests: at most {MAX_REQUESTS} requests are allowed")
        seen: set[str] = set()
        for at, request in enumerate(requests):
            _check_request(request, at, seen)
        batch = Batch(self.ids.new("msgbatch"), requests, now, now + self.seconds)
        self._batches[batch.id] = batch
        return batch

    def get(self, batch_id: str, now: float) -> Batch:
        """Return a batch, worked off if its time has come; 404 if there is none."""
        batch = self._batches.get(batch_id)
        if batch is None:
            raise not_found(f"Message batch not found: {batch_id}")
        self._settle(batch, now)
        return batch

    def cancel(self, batch_id: str, now: float) -> Batch:
        """Start canceling; the batch has ended at the next look. 400 once it has ended."""
        batch = self.get(batch_id, now)
        if batch.ended_at is not None:
            raise invalid(f"Batch {batch_id} cannot be canceled because it has already ended")
        batch.canceled_at = batch.canceled_at or now
        return batch

    def delete(self, batch_id: str, now: float) -> Json:
        """Forget an ended batch; 400 while it is still processing."""
        if self.get(batch_id, now).ended_at is None:
            raise invalid(f"Batch {batch_id} cannot be deleted while it is processing")
        del self._batches[batch_id]
        return {"id": batch_id, "type": "message_batch_deleted"}

    def results(self, batch_id: str, now: float) -> str:
        """Return the JSONL of an ended batch, in another order than the requests came."""
        batch = self.get(batch_id, now)
        if batch.ended_at is None:
            raise not_found(f"Results of batch {batch_id} are not ready")
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in batch.results)

    def newest_first(self) -> list[Batch]:
        """Return all batches."""
        return sorted(self._batches.values(), key=lambda batch: batch.created_at, reverse=True)

    def _settle(self, batch: Batch, now: float) -> None:
        """Work the batch off if it is due, canceled or expired."""
        if batch.ended_at is not None:
            return
        expires = batch.created_at + LIFETIME_SECONDS
        if batch.canceled_at is not None:
            batch.results = [_result(request, {"type": "canceled"}) for request in batch.requests]
            batch.ended_at = now
        elif now >= expires and batch.due_at > expires:
            batch.results = [_result(request, {"type": "expired"}) for request in batch.requests]
            batch.ended_at = expires
        elif now >= batch.due_at:
            batch.results = [self._answered(request) for request in reversed(batch.requests)]
            batch.ended_at = now

    def _answered(self, request: Json) -> Json:
        """Return the result line of one request."""
        try:
            return _result(
                request, {"type": "succeeded", "message": self.answer(request["params"])}
            )
        except ApiError as error:
            body = error.body(self.ids.new("req"))
            return _result(request, {"type": "errored", "error": body})


def _result(request: Json, result: Json) -> Json:
    return {"custom_id": request["custom_id"], "result": result}


def _check_request(request: object, at: int, seen: set[str]) -> None:
    """Refuse a request without params or with a custom_id that is bad or was seen."""
    if not isinstance(request, dict) or not isinstance(request.get("params"), dict):
        raise invalid(f"requests.{at}.params: Field required")
    custom_id = request.get("custom_id")
    if not isinstance(custom_id, str) or not _CUSTOM_ID.fullmatch(custom_id):
        raise invalid(f"requests.{at}.custom_id: must match ^[a-zA-Z0-9_-]{{1,64}}$")
    if custom_id in seen:
        raise invalid(f"requests.{at}.custom_id: {custom_id} is used more than once")
    seen.add(custom_id)
