"""Scenario F: one call in twenty goes wrong in some way, one prompt always fails, one never comes to its end."""

from pathlib import Path

from synth.fake import FakeServer, FakeSettings, Fault, staged
from synth.fake.faults import FaultKind
from tests.chaos.runs import LONG, Run, golds

PROBLEMS = 1000 if LONG else 60
MIXED: tuple[FaultKind, ...] = ("server_error", "reset", "truncated", "malformed", "hang")
FAULTS = tuple(Fault(kind=kind, rate=0.01) for kind in MIXED)
UNLUCKY, ENDLESS = "has 11 shelves", "has 12 shelves"


async def test_all_good_rows_complete_and_a_rerun_asks_only_for_what_failed(tmp_path: Path) -> None:
    answers = golds(PROBLEMS)
    always = (Fault(kind="server_error", when=UNLUCKY), Fault(kind="length", when=ENDLESS))
    settings = FakeSettings(responder=staged(answers=answers), faults=(*always, *FAULTS), log_limit=None)
    async with FakeServer(settings) as server:
        # a busy machine stalls for longer than half a second, and three timeouts would fail a sound request
        run = Run(tmp_path, server, timeout=3).prepare(answers)
        result = await run.here()
        bad = {row["question"][7:21]: row for row in run.rows() if row["status"] != "accepted"}
        assert result.statuses == {"accepted": PROBLEMS - 2, "failed": 1, "rejected": 1}
        assert set(bad) == {UNLUCKY, ENDLESS}
        assert bad[UNLUCKY]["status"] == "failed" and bad[UNLUCKY]["error"].startswith("preplan: server_error")
        assert bad[ENDLESS]["status"] == "rejected" and bad[ENDLESS]["reasons"] == ["truncated:truncated"]
        assert run.asked_about(ENDLESS) == 2, "half a text is asked for again once"
        assert result.usage["failed_calls"].keys() >= {"server_error", "timeout", "malformed_response"}

        first = server.log.count()
        await run.here()
        again = server.log.prompts()[first:]
        assert 0 < len(again) <= 4 and all(UNLUCKY in prompt for prompt in again), "only what failed"
        second = server.log.count()
        server.configure(faults=())
        healed = await run.here()
        assert healed.usage["answered"] == server.log.count() - second == 3
    assert healed.statuses == {"accepted": PROBLEMS - 1, "rejected": 1}
    assert healed.usage["cost_usd"] == 0 and healed.usage["from_journal"] == result.usage["answered"]
