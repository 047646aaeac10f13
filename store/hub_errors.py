"""What the Hub and its client say, as sentences that name the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from schemas.errors import UserError

LOG_IN = (
    "Log in (hf auth login) or set HF_TOKEN to a token that may write, from https://huggingface.co/settings/tokens."
)
AGAIN = (
    "Run the same command again: what was uploaded is kept, and nothing is visible before the one commit at the end."
)

STATUSES = {
    400: ("the Hub refuses the request", "If it speaks of the card, check dataset.licence and dataset.languages."),
    401: ("the Hub does not accept the token", LOG_IN),
    402: ("the Hub asks for payment", "Look at the account's plan and storage on the Hub."),
    403: (
        "the token may not write there",
        "Take a token that may write to this owner, or name another owner.",
    ),
    404: ("there is no such repository, or the token may not see it", "Check owner/name and the token's rights."),
    409: ("the Hub is busy with another change of this repository", AGAIN),
    412: ("somebody else has changed the repository meanwhile", AGAIN),
    429: ("the Hub asks to slow down", f"Wait some minutes. {AGAIN}"),
}
"""Status of an answer to what it means and what to do."""


@contextmanager
def hub_errors(place: str) -> Iterator[None]:
    """Turn whatever the Hub's client raises into a UserError about `place`; our own errors pass through."""
    from huggingface_hub.errors import HFValidationError, LocalTokenNotFoundError, OfflineModeIsEnabled

    try:
        yield
    except UserError:
        raise
    except OfflineModeIsEnabled as error:
        raise UserError("the Hub is switched off by HF_HUB_OFFLINE", where=place, fix="Unset it to push.") from error
    except LocalTokenNotFoundError as error:
        raise no_token(place) from error
    except HFValidationError as error:
        raise UserError(f"the Hub cannot have this name: {_line(error)}", where=place) from error
    except Exception as error:  # the client's errors, its HTTP library's and plain ValueErrors share no root
        said = _sentence(error, place)
        if said is None:
            raise
        raise said from error


def no_token(place: str) -> UserError:
    """There is no token anywhere that the Hub's own client looks."""
    return UserError("a push needs a token for the Hub, and there is none", where=place, fix=LOG_IN)


def status_of(error: BaseException) -> int | None:
    """The status of the answer that an error came from, through the errors it was raised from."""
    seen: BaseException | None = error
    while seen is not None:
        status = getattr(getattr(seen, "response", None), "status_code", None)
        if isinstance(status, int):
            return status
        seen = seen.__cause__
    return None


def _sentence(error: Exception, place: str) -> UserError | None:
    status = status_of(error)
    if status is not None:
        what, fix = STATUSES.get(status, (f"the Hub is in trouble (HTTP {status})", AGAIN))
        said = _server_message(error)
        return UserError(f"{what}: {said}" if said else what, where=place, fix=fix)
    if _of_the_network(error):
        return UserError(f"the Hub cannot be reached: {_line(error)}", where=place, fix=f"Check the network. {AGAIN}")
    if "Invalid metadata in README.md" in str(error):
        fix = "Check dataset.licence and dataset.languages in the recipe."
        return UserError(f"the Hub refuses the card: {' '.join(str(error).split())}", where=place, fix=fix)
    return None


def _of_the_network(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        roots = {kind.__module__.split(".")[0] for kind in type(seen).__mro__}
        if isinstance(seen, ConnectionError | TimeoutError) or roots & {"httpx", "httpx2", "httpcore", "httpcore2"}:
            return True
        seen = seen.__cause__
    return False


def _server_message(error: BaseException) -> str:
    seen: BaseException | None = error
    while seen is not None:
        if said := getattr(seen, "server_message", None):
            return " ".join(str(said).split())[:300]
        seen = seen.__cause__
    return ""


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
