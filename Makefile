# Each target makes its own environment first; only Python 3.11+, git and make are needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test check bench clean constraints

demo: $(READY)        ## the main job on bundled problems, no model needed
	$(BIN)/forethought run recipes/ppc-reference.yaml

test: $(READY)        ## every test
	$(BIN)/pytest -q

check: $(READY)       ## ruff, mypy --strict, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_architecture.py

bench: $(READY)       ## the measurements that README and docs quote
	$(BIN)/python benchmarks/run_all.py

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev --editable .
	touch $(READY)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

constraints:          ## pin what a fresh install resolves to today
	rm -rf .venv-pin && $(PYTHON) -m venv .venv-pin
	.venv-pin/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	.venv-pin/bin/python -m pip install --quiet --group dev --editable .
	(sed -n 1p constraints.txt; .venv-pin/bin/python -m pip freeze --exclude-editable) > constraints.new
	mv constraints.new constraints.txt && rm -rf .venv-pin
