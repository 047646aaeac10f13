"""Asks for structure, and for plain text where the endpoint refuses the JSON schema.

Some endpoints answer 400 to a `response_format` they do not know. The prompt describes the form in words, too, and the
parser reads what stands in prose, so the stage is asked again without the schema; after a role's endpoint has once
answered so, the schema is no longer sent to it.
"""

from dataclasses import replace

from schemas.errors import GenerationError
from schemas.request import Completion, Request
from synth.asker import Asker


class SchemaFallback:
    """What stages are asked through; remembers, per role, whether schemas are refused."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._refusing: set[str] = set()

    async def ask(self, role: str, request: Request) -> tuple[Request, Completion | None, str | None]:
        """The request as it was asked at last, with its answer or, as `kind: message`, why it has none."""
        if role in self._refusing:
            request = replace(request, response_format=None)
        try:
            return request, await self._asker.ask(role, request), None
        except GenerationError as error:
            if error.kind != "bad_request" or request.response_format is None:
                return request, None, str(error)
        return await self._ask_plainly(role, replace(request, response_format=None))

    async def _ask_plainly(self, role: str, request: Request) -> tuple[Request, Completion | None, str | None]:
        """A refusal for another reason is the same without the schema, and then nothing is learnt about schemas."""
        try:
            completion = await self._asker.ask(role, request)
        except GenerationError as error:
            return request, None, str(error)
        self._refusing.add(role)
        return request, completion, None
