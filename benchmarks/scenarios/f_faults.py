"""F: one call in twenty goes wrong in one of five ways, one prompt always fails, one never comes to its end.

The bare loop tries four times and forgets what it had: it has neither verdicts nor a second run.
"""

import asyncio
import tempfile
from pathlib import Path

from benchmarks import rig
from benchmarks.bare import Bare, questions_of, staged
from benchmarks.outcome import Clock, Outcome
from synth.fake import FakeProcess

IN_FLIGHT, TIMEOUT_S = 64, 3.0
MIXED = ("server_error", "reset", "truncated", "malformed", "hang")
UNLUCKY, ENDLESS = "has 11 crates", "has 12 crates"
FAULTS = [f"server_error~{UNLUCKY}", f"length~{ENDLESS}", *(f"{kind}:0.01" for kind in MIXED)]


def outcomes(quick: bool) -> list[Outcome]:
    """1,000 problems, 3,000 chained requests."""
    problems = 200 if quick else 1000
    options = [word for fault in FAULTS for word in ("--fault", fault)]
    with tempfile.TemporaryDirectory() as folder:
        path = rig.write_problems(Path(folder) / "problems.jsonl", problems)
        with rig.answering(path, "--latency", "0.05", *options) as fake:
            clock, done = _bare(path, fake)
        with rig.answering(path, "--latency", "0.05", *options) as fake:
            return [_ours(path, Path(folder), fake, problems, clock, done)]


def _ours(path: Path, root: Path, fake: FakeProcess, problems: int, raw: Clock, done: int) -> Outcome:
    text = rig.recipe(path, root, fake.base_url, IN_FLIGHT, timeout={"total": TIMEOUT_S}, retries={"attempts": 4})
    timed = rig.run(text)
    bad = {row["question"][10:23]: row for row in rig.rows(root) if row["status"] != "accepted"}
    first, truncated = fake.stats()["requests"], _asked(fake, ENDLESS)
    rig.run(text)
    again, repeated = fake.stats()["requests"] - first, _asked(fake, UNLUCKY, since=first)
    named = set(bad) == {UNLUCKY, ENDLESS} and bad[UNLUCKY]["status"] == "failed"
    accepted = timed.result.statuses.get("accepted", 0)
    named = named and bad[ENDLESS]["reasons"] == ["truncated:truncated"]
    return Outcome(
        scenario="F",
        what=f"PPC, {problems:,} problems, 5% mixed faults, two hopeless prompts",
        ideal=3 * problems / IN_FLIGHT * 0.05,
        raw=raw.wall,
        ours=timed.generating,
        cpu_raw=1000 * raw.cpu / (3 * problems),
        cpu_ours=1000 * timed.cpu / (3 * problems),
        bar="all good rows complete, the two named; a rerun asks only for what failed; truncated: at most 2 calls",
        met=accepted == problems - 2 and named and again == repeated and truncated <= 2,
        note=f"{accepted:,} complete, raw {done:,}; {truncated} calls for the truncated "
        f"one; the rerun made {again} calls, {repeated} of them for the one that failed",
    )


def _asked(fake: FakeProcess, text: str, since: int = 0) -> int:
    """Calls from number `since` on whose messages hold a text."""
    return sum(any(text in str(message) for message in record["messages"]) for record in fake.log(since))


def _bare(path: Path, fake: FakeProcess) -> tuple[Clock, int]:
    async def loop() -> tuple[Clock, int]:
        bare, clock = Bare(fake.base_url, tries=4, timeout_s=TIMEOUT_S), Clock()
        done = await staged(bare, questions_of(path), IN_FLIGHT, rig.SAMPLING)
        clock.stop()
        await bare.session.close()
        return clock, done

    return asyncio.run(loop())
