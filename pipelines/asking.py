"""What a filter asks a model: the request it makes, and the record that the trace keeps of the answer.

A run and a refilter ask the same way, so that the one finds what the other has stored.
"""

from dataclasses import replace

from filters.base import Question
from pipelines.resolve import Plan
from pipelines.stage import Parsed
from schemas.errors import GenerationError
from schemas.request import Completion, Origin, Request
from schemas.trace import Attempt, Trace
from synth.asker import Asker
from synth.prompting import Prompt
from synth.protocol import Generator


def filter_request(plan: Plan, generator: Generator, trace: Trace, question: Question) -> Request:
    """The request that a filter's question about a trace comes to."""
    prompt = plan.judge_prompts[question.prompt]
    problem = trace.problem if generator.traits.sees_problem else None
    number, asked = len(trace.judgements), trace.problem
    who = (trace.pipeline, prompt.id, asked.id, trace.sample, number, prompt.hash, problem, asked.question_hash)
    return Request(
        messages=prompt.render(question.values),
        model=generator.model,
        sampling=generator.sampling,
        response_format=question.response_format,
        sample=question.sample,
        endpoint=generator.endpoint,
        origin=Origin(*who),
    )


async def ask_for_filter(plan: Plan, asker: Asker, trace: Trace, question: Question) -> Completion:
    """Put a filter's question to its role's generator; the answer is kept in the trace's provenance.

    Raises:
        GenerationError: `budget`, or `no_judgement` for any other reason; the trace keeps a record of that, too.
    """
    prompt, generator = plan.judge_prompts[question.prompt], asker.generators[question.role]
    request = filter_request(plan, generator, trace, question)
    try:
        completion = await asker.ask(question.role, request)
    except GenerationError as error:
        unanswered = attempt_of(request, question.role, generator, prompt, None)
        trace.judgements.append(replace(unanswered, error=str(error)))
        if error.kind == "budget":
            raise
        raise GenerationError("no_judgement", f"{question.role} did not answer {prompt.id} ({error})") from error
    said = Parsed(completion.text)
    trace.judgements.append(attempt_of(request, question.role, generator, prompt, completion, said))
    return completion


def attempt_of(
    request: Request,
    role: str,
    generator: Generator,
    prompt: Prompt,
    completion: Completion | None,
    parsed: Parsed | None = None,
) -> Attempt:
    """The record of one model call, before anybody has judged what came back."""
    assert request.origin is not None
    return Attempt(
        stage=request.origin.stage,
        number=request.origin.attempt,
        role=role,
        generator=generator.kind,
        model=_model_of(generator, completion),
        prompt_id=prompt.id,
        prompt_hash=prompt.hash,
        sampling=generator.sampling,
        fingerprint=request.fingerprint,
        completion=completion,
        text=parsed.text if parsed else "",
        data=parsed.data if parsed else None,
    )


def _model_of(generator: Generator, completion: Completion | None) -> str:
    """The recipe's name of the model, since endpoints name it otherwise; of a recorded answer, who gave it."""
    recorded = completion.model if completion is not None and generator.traits.plays_back else ""
    return recorded or generator.model
