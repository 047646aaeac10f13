"""The report: exact totals, escaped text, and a page that works in a real browser."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.screens.phrasing import Phrase
from schemas.errors import UserError
from store.dataset import Dataset, RunRecord
from store.report import charts
from store.report.facts import collect
from store.report.page import report_page
from store.report.sampling import RowSample
from store.reports import write_page
from tests.store.toys import SCHEMA, row

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
ATTACK = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>\x1b[2J"
TIMELINE = {"slice_s": 1.0, "finished": [5, 9, 7], "tokens": [10, 90, 160], "cost_usd": [0.0, 0.1, 0.2]}


def hostile(number: int) -> dict[str, Any]:
    """A toy row; every tenth holds an attack in each text."""
    made = row(number)
    if number % 10 == 0:
        made |= {"question": ATTACK, "plan": ATTACK + made["plan"], "answer": ATTACK}
    return made


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two versions of a few hundred rows."""
    made = Dataset.at(tmp_path_factory.mktemp("report"), "toy<b>".replace("<b>", ""))
    for count in (200, 400):
        record = RunRecord(f"r{count}", "d", "name: toy\n", "0", extra={"pipeline": "ppc", "timeline": TIMELINE})
        with made.lock(f"r{count}") as writer:
            staged = writer.stage(SCHEMA)
            staged.write_shard(0, map(hostile, range(count)))
            writer.commit(staged, record)
    return made


def test_totals_count_all_rows_whatever_the_page_shows(dataset: Dataset) -> None:
    view = dataset.read()
    facts = collect(view, 20)
    rows = view.to_arrow().to_pylist()
    assert facts.rows == 400 and facts.statuses == Counter(each["status"] for each in rows)
    assert facts.reasons == Counter(code for each in rows if each["status"] == "rejected" for code in each["reasons"])
    assert len(facts.sample.chosen()) == 20
    assert report_page(view, 20).count('<details class="row') == 20


def test_model_text_is_text(dataset: Dataset) -> None:
    page = report_page(dataset.read(), 400)
    assert "<script>window.hacked" not in page and "<img" not in page and "\x1b" not in page
    assert page.count("<script>") == 1 and not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)


def test_a_comparison_is_a_section(dataset: Dataset) -> None:
    found = {
        "first": 0, "second": 1, "statuses": {"accepted": (1, 2)}, "recipe": {"filters.x": (None, "<b>")},
        "changes": {name: {} for name in ("added", "removed", "status", "reasons_gained", "reasons_lost")}
        | {"rewritten": {"count": 0, "examples": []}, "same": 7},
    }  # fmt: skip
    page = report_page(dataset.read(), 0, found)
    assert "Against version 0" in page and "&lt;b&gt;" in page and 'class="row' not in page


def test_shared_phrases_are_a_section(dataset: Dataset) -> None:
    page = report_page(dataset.read(), 0, phrases={"plan": [Phrase("first <b> # then", 3, 0.25)], "cot": []})
    assert "first &lt;b&gt; # then" in page and "25.0%" in page and "<caption>cot" not in page
    assert "Phrases" not in report_page(dataset.read(), 0)


def test_the_same_version_makes_the_same_page(dataset: Dataset, tmp_path: Path) -> None:
    paths = [write_page(dataset, 0, tmp_path / f"{n}.html") for n in range(2)]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with pytest.raises(UserError, match="no version 7"):
        write_page(dataset, 7)


def test_a_folder_is_no_file(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="it is a folder. Name a file"):
        write_page(dataset, 0, tmp_path)


def failed(number: int, error: str) -> dict[str, Any]:
    """A row that nobody answered, of a problem with hostile words of its own."""
    made = row(number) | {"status": "failed", "reasons": [], "error": error, "verdicts": [], "subject": ATTACK}
    return made | {"source": f"数学 {number % 2} {ATTACK}"}


def test_kinds_of_failure_are_told_apart_and_labels_are_harmless(tmp_path: Path, recwarn: Any) -> None:
    made = Dataset.at(tmp_path, "toy")
    errors = ("preplan: timeout: slow", "plan: timeout: slow")
    with made.lock("r") as writer:
        staged = writer.stage(SCHEMA)
        staged.write_shard(0, [failed(number, errors[number % 2]) for number in range(4)])
        writer.commit(staged, RunRecord("r", "d", "name: toy\n", "0", extra={"pipeline": "ppc"}))
    page = report_page(made.read())
    assert page.count('data-reasons="preplan: timeout"') == 2 and page.count('data-reasons="plan: timeout"') == 2
    assert "\x1b" not in page and "<script>window.hacked" not in page
    assert not [str(each.message) for each in recwarn if "Glyph" in str(each.message)]


def test_the_last_slice_of_a_run_has_a_width() -> None:
    svg = charts.over_time(1.0, [5, 9], [0, 0], "tokens")
    paths = [re.findall(r"[ML] ([0-9.]+) ([0-9.]+)", path) for path in re.findall(r'd="([^"]+)"', svg)]
    steps = next(path for path in paths if len({y for _, y in path}) == 3)
    highest = min((y for _, y in steps), key=float)
    assert len({x for x, y in steps if y == highest}) == 2


GROUPS = st.lists(st.integers(0, 60), min_size=1, max_size=8)


@given(GROUPS, st.integers(0, 50))
def test_every_kind_is_shown_and_no_place_is_wasted(sizes: list[int], places: int) -> None:
    sample = RowSample(places)
    for group, size in enumerate(sizes):
        for number in range(size):
            sample.offer(f"{group}/{number}", str(group))
    chosen = sample.chosen()
    assert len(chosen) == min(places, sum(sizes))
    shown = Counter(name.split("/")[0] for name in chosen)
    if places >= len(sizes):
        assert all(shown[str(group)] for group, size in enumerate(sizes) if size)


@pytest.fixture
def opened(dataset: Dataset) -> Iterator[Any]:
    """The page in a headless Chromium, with what its console said."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
        page.goto(write_page(dataset).as_uri())
        yield page, said
        browser.close()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_in_a_browser_filters_work_and_no_script_of_a_model_runs(opened: Any) -> None:
    page, said = opened
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shown = page.locator("details.row:visible")
    whole = shown.count()
    page.select_option("#status", "rejected")
    assert 0 < shown.count() < whole and page.locator("details.row.accepted:visible").count() == 0
    page.select_option("#status", "")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("window.hacked")
    found = shown.count()
    assert 0 < found < whole
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.locator("details.row[open]").count() == 1
    heads = page.locator("details.row[open] .verdicts th")
    assert heads.count() and all(box["height"] < 40 for box in (head.bounding_box() for head in heads.all()))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "a wide table scrolls by itself"
    page.locator("button.link").first.click()
    assert page.input_value("#status") == "rejected" and shown.count() > 0
    page.fill("#text", "nothing holds these words")
    assert page.locator("#none").is_visible() and shown.count() == 0
    assert page.evaluate("window.hacked") is None and said == []
