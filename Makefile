# Every target sets up .venv by itself from requirements.lock; only make and python3 (3.11 or
# newer) are assumed. CI runs `make test` through .ci/run, and so do people.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PACKAGES := allocator scenarios api
# Two test processes at most: engines bring workers of their own.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
# A folder of published instances, or of commissions, to measure; see docs/benchmarks.md.
INSTANCES ?= tests/data/bench
BENCH_OPTIONS ?= --time-limit 10

.PHONY: demo test test-long coverage lint format bench lock docs notebooks clean
.DEFAULT_GOAL := test

demo: $(STAMP)
	$(BIN)/allocator demo

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(PYTEST)

# The same tests, with what they reach; a quarter slower.
coverage: $(STAMP)
	$(PYTEST) --cov --cov-report=term:skip-covered

# Goes on where the last call stopped; MINUTES=6 begins no test after so long. One test at a time,
# since some of them measure.
test-long: $(STAMP)
	$(BIN)/python -m pytest --long --resume $(if $(MINUTES),--minutes $(MINUTES))

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)
	$(BIN)/allocator bench $(INSTANCES) $(BENCH_OPTIONS)

# Writes the pages that follow from the code; a test fails while they are behind it.
docs: $(STAMP)
	$(BIN)/python -m docs.generate

# Runs the notebooks and writes a page of each, complete in itself.
notebooks: $(STAMP)
	$(BIN)/jupyter-nbconvert --config notebooks/rendering_config.py --output-dir build/notebooks notebooks/*.ipynb

# Resolves pyproject.toml anew, in an environment of its own, and pins what came out.
lock:
	rm -rf $(VENV)-lock
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet --upgrade "setuptools>=77"
	$(VENV)-lock/bin/python -m pip install --quiet ".[dev]"
	$(VENV)-lock/bin/python -m pip freeze --all --exclude pip --exclude allocator > requirements.lock
	rm -rf $(VENV)-lock

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; call make PYTHON=python3.12, for example")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

clean:
	rm -rf $(VENV) $(VENV)-lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage build *.egg-info
