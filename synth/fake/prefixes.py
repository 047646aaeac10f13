"""A prefix cache as inference servers keep one: which leading part of a prompt was computed before."""

from synth.fake.chat import ChatRequest, message_text
from synth.fake.tokens import split_tokens

BLOCK = 16
"""Tokens of a block; only whole blocks are shared, as vLLM does it."""

MAX_BLOCKS = 500_000
"""Blocks remembered before everything is forgotten, so that memory stays bounded."""


class PrefixCache:
    """Remembers prompts by block; the requests it has seen decide what is cached."""

    def __init__(self) -> None:
        self._blocks: set[int] = set()

    def cached_tokens(self, request: ChatRequest) -> int:
        """Tokens of the longest prefix that an earlier prompt shared, in whole blocks; remembers this prompt."""
        blocks = _blocks(request)
        shared = 0
        while shared < len(blocks) and blocks[shared] in self._blocks:
            shared += 1
        if len(self._blocks) > MAX_BLOCKS:
            self._blocks.clear()
        self._blocks.update(blocks)
        return shared * BLOCK


def _blocks(request: ChatRequest) -> list[int]:
    tokens = [request.model]
    for message in request.messages:
        tokens += [f"<{message['role']}>", *split_tokens(message_text(message))]
    chain, blocks = 0, []
    for start in range(0, len(tokens) - BLOCK + 1, BLOCK):
        chain = hash((chain, *tokens[start : start + BLOCK]))
        blocks.append(chain)
    return blocks
