"""bespokelabs-curator: one LLM call over a list of prompts. Runs in curator's own environment.

It counts tokens with tiktoken, which downloads its table of merges on first use. Where that cannot be had, bytes stand
in for tokens: curator only holds the count against the limits a minute, which are out of reach here.
"""

import os

from job import hand_back, options, prompts

told = options()
os.environ |= {"CURATOR_CACHE_DIR": str(told.work), "TELEMETRY_ENABLED": "false", "CURATOR_TRACKER_DISABLED": "1"}
os.environ |= {"CURATOR_DISABLE_RICH_DISPLAY": "1", "OPENAI_API_KEY": "EMPTY", "HF_HUB_OFFLINE": "1"}

import tiktoken  # noqa: E402
from bespokelabs import curator  # noqa: E402

BYTES = tiktoken.Encoding(
    "bytes", pat_str=r"(?s).", mergeable_ranks={bytes([n]): n for n in range(256)}, special_tokens={}
)


def encoding_or_bytes(name: str) -> tiktoken.Encoding:
    """The encoding of a name, if its table is at hand."""
    try:
        return downloaded(name)
    except OSError:  # what requests raises without a network
        return BYTES


downloaded, tiktoken.get_encoding = tiktoken.get_encoding, encoding_or_bytes


class Asker(curator.LLM):  # type: ignore[misc]
    """Hands the text through."""

    def prompt(self, input: dict[str, str]) -> str:
        """The prompt of a row."""
        return input["prompt"]

    def parse(self, input: dict[str, str], response: str) -> dict[str, str]:
        """The row that comes out."""
        return {"prompt": input["prompt"], "text": response}


if __name__ == "__main__":
    llm = Asker(
        model_name="fake",
        backend="openai",
        generation_params={"max_tokens": 2048},
        backend_params={
            "base_url": told.base_url,
            "request_timeout": 3,
            "require_all_responses": False,  # else one hopeless prompt ends the run
            "max_requests_per_minute": 1_000_000,
            "max_tokens_per_minute": 1_000_000_000,
            "max_concurrent_requests": told.in_flight,
        },
    )
    rows = llm([{"prompt": prompt} for prompt in prompts(told.prompts)])
    rows = getattr(rows, "dataset", rows)
    hand_back(told.out, ((row["prompt"], row["text"]) for row in rows))
