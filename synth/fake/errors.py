"""Answers that are errors, in the shape that OpenAI's API and its imitations give them."""

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)  # not frozen: context managers set the traceback of what passes through them
class ApiError(Exception):
    """An answer with an HTTP status other than 200."""

    status: int
    """HTTP status."""
    message: str
    """For people."""
    type: str = "invalid_request_error"
    """OpenAI's class of error."""
    code: str | None = None
    """OpenAI's name of the error."""
    param: str | None = None
    """The field of the request that is to blame."""
    fault: str | None = None
    """How the request log calls it; None where the request itself was wrong."""

    @property
    def retry_after(self) -> bool:
        """True when the answer should say how long to wait."""
        return self.status in (429, 503, 529) and self.code != "insufficient_quota"

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        fields = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return {"error": fields}


def wrong_key() -> ApiError:
    """401: the key is missing or not the one that was set."""
    return ApiError(401, "Incorrect API key provided.", code="invalid_api_key", fault="unauthorized")


def wrong_request(message: str, param: str | None = None) -> ApiError:
    """400: the body is not a chat completion request."""
    return ApiError(400, message, param=param, fault="bad_request")


def unknown_model(name: str) -> ApiError:
    """404: this server does not serve that model."""
    message = f"The model `{name}` does not exist or you do not have access to it."
    return ApiError(404, message, code="model_not_found", param="model", fault="not_found")


def too_long(tokens: int, limit: int) -> ApiError:
    """400: the prompt does not fit into the context."""
    message = f"This model's maximum context length is {limit} tokens, but the messages hold {tokens} tokens."
    return ApiError(400, message, code="context_length_exceeded", param="messages", fault="context_length")


def over_capacity(capacity: int | None) -> ApiError:
    """429: more requests in flight than are served at once."""
    message = f"Rate limit reached: {capacity} requests are in flight already."
    return ApiError(429, message, type="rate_limit_error", code="rate_limit_exceeded", fault="over_capacity")


def broken_script(error: Exception) -> ApiError:
    """500: a responder, latency or predicate, which is the user's own code, raised."""
    message = f"The fake's script raised {type(error).__name__}: {error}"
    return ApiError(500, message, type="script_error", fault="script_error")


def scripted_error(kind: str) -> ApiError:
    """The error that a fault of this kind answers with; see `faults.STATUS_FAULTS`."""
    status, message, error_type, code = SCRIPTED[kind]
    return ApiError(status, message, error_type, code, fault=kind)


SCRIPTED: dict[str, tuple[int, str, str, str | None]] = {
    "bad_request": (400, "Scripted fault: bad request.", "invalid_request_error", None),
    "context_length": (
        400,
        "Scripted fault: this model's maximum context length is exceeded.",
        "invalid_request_error",
        "context_length_exceeded",
    ),
    "unauthorized": (401, "Scripted fault: incorrect API key.", "invalid_request_error", "invalid_api_key"),
    "forbidden": (403, "Scripted fault: not allowed from here.", "permission_error", None),
    "gateway_timeout": (504, "Scripted fault: the server behind did not answer.", "server_error", None),
    "overloaded": (529, "Scripted fault: overloaded.", "overloaded_error", None),
    "quota": (429, "Scripted fault: the quota is used up.", "insufficient_quota", "insufficient_quota"),
    "not_found": (404, "Scripted fault: the model does not exist.", "invalid_request_error", "model_not_found"),
    "rate_limit": (429, "Scripted fault: rate limit reached.", "rate_limit_error", "rate_limit_exceeded"),
    "server_error": (500, "Scripted fault: internal error.", "server_error", None),
    "unavailable": (503, "Scripted fault: overloaded.", "server_error", "overloaded"),
}
"""Status, message, type and code of each scripted error."""
