"""The screen over families: a run of variants, and what is derived from it."""

import json
from pathlib import Path

import pytest

from filters.invariance import InvarianceSettings
from pipelines.build import run_build
from pipelines.invariance import derive_invariant
from schemas.errors import UserError
from schemas.recipe import parse_recipe
from store.dataset import Dataset
from synth.fake import ChatRequest, FakeServer, FakeSettings

VARIANTS = [
    ("Sami", "baskets", "pears", 14, 6, 9),
    ("Noor", "crates", "figs", 23, 4, 17),
    ("Ida", "bags", "nuts", 31, 8, 5),
]
QUESTION = "{0} has {3} {1} with {4} {2} each and gives {5} {2} away. How many {2} are left?"
THOUGHT = (
    "Let b be the number of {1} and let c be the number of {2} in each. Multiply b by c to get n, the {2} in all. "
    "Let p be the number of {2} given away. Subtract p from n to get r, the number of {2} that are left."
)
RECIPE = """
name: variants
pipeline: comt
problems: {path: PROBLEMS, fields: {family: template}}
generators: {teacher: {kind: openai, base_url: URL, model: fake}}
dataset: {root: ROOT}
"""


def teacher(request: ChatRequest) -> str:
    """Reasons alike about all variants, but adds what Ida gives away."""
    variant = next(item for item in VARIANTS if item[2] in str(request.messages))
    thought = THOUGHT.format(*variant)
    return thought.replace("Subtract", "Add").replace("from n", "to n") if variant[0] == "Ida" else thought


async def run(folder: Path, family: str | None = "give-away") -> Dataset:
    lines = [
        {"question": QUESTION.format(*item), "answer": item[3] * item[4] - item[5], "template": family}
        for item in VARIANTS
    ]
    lines.append({"question": "Ola has 3 cats and buys 4 pears. How many pets?", "answer": 3, "template": None})
    (folder / "p.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    async with FakeServer(FakeSettings(responder=teacher)) as server:
        text = RECIPE.replace("PROBLEMS", str(folder / "p.jsonl")).replace("ROOT", str(folder / "root"))
        await run_build(
            parse_recipe(text.replace("URL", json.dumps(server.base_url)), "variants.yaml"), "variants.yaml"
        )
    return Dataset.at(folder / "root", "variants")


async def test_the_variant_that_reasons_otherwise_is_rejected_in_a_dataset_of_its_own(tmp_path: Path) -> None:
    source = await run(tmp_path)
    before = source.read().to_arrow().to_pylist()
    assert [row["status"] for row in before] == ["accepted"] * 4, [row["reasons"] for row in before]
    made = derive_invariant(source, InvarianceSettings())
    assert (made.rows, made.families, made.compared, made.rejected) == (4, 1, 3, 1)
    view = Dataset.at(source.root, "variants-invariant").read()
    rows = view.to_arrow().to_pylist()
    assert [row["reasons"] for row in rows] == [[], [], ["invariance:differs_in_family"], []]
    assert [len(row["verdicts"]) - len(old["verdicts"]) for row, old in zip(rows, before, strict=True)] == [1, 1, 1, 0]
    assert rows[2]["verdicts"][-1]["evidence"][0]["text"].startswith("Add p to n to get r")
    assert view.info.statuses == {"accepted": 3, "rejected": 1} and source.read().to_arrow().to_pylist() == before
    assert view.info.extra["derived"]["min_similarity"] == 0.85


async def test_without_families_there_is_nothing_to_screen(tmp_path: Path) -> None:
    source = await run(tmp_path, family=None)
    with pytest.raises(UserError, match="family: COLUMN"):
        derive_invariant(source, InvarianceSettings())
    with pytest.raises(UserError, match="cannot take the place"):
        derive_invariant(source, InvarianceSettings(), to="variants")
