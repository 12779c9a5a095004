PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help

help:  ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | while IFS='|' read -r n t; do printf '  make %-12s %s\n' "$$n" "$$t"; done

run: $(VENV)/.run  ## serve the whole service at http://127.0.0.1:8109 with a sample digest
	@exec $(BIN)/intake serve --sample

install: $(VENV)/.run  ## make .venv with the command `intake` in it
	@echo "Ready: $(BIN)/intake --help"

test: $(VENV)/.dev  ## run all tests, on a PostgreSQL of their own
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term $(ARGS)

lint: $(VENV)/.dev  ## check style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev  ## put the code in the house's form
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format -q .

model: $(VENV)/.run  ## train the model that comes with the city on its tables
	$(BIN)/intake model build

bench: $(VENV)/.dev  ## measure; prints ratios
	$(BIN)/python -m benchmarks

lock: $(VENV)/.dev  ## resolve the dependencies anew
	$(BIN)/uv pip compile pyproject.toml --group build --upgrade --generate-hashes --no-emit-index-url --universal --python-version 3.11 -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --upgrade --generate-hashes --no-emit-index-url --universal --python-version 3.11 -q -o requirements-dev.lock

clean:  ## remove what was made, but not var/ with the data
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: help run install test lint format model bench lock clean
