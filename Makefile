# Everything runs in .venv, made by `make install`; only Python 3.11+ is needed.
PYTHON ?= python3
BIN := .venv/bin
RUN ?= $(BIN)/python
ARGS ?=
EXPORT ?=
export PYTHONDONTWRITEBYTECODE ?= 1

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench bench-scale tree live pictures clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: .venv/installed ## make .venv and install Digestif with its development tools

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Digestif needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@echo "Installing into .venv (about a minute the first time)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,postgres,files,metrics]'
	@touch .venv/installed

demo: install ## watch the job on the sample workspace, or on EXPORT=export.zip; ARGS=--once exits after the tour
	@$(BIN)/digestif demo $(if $(EXPORT),--export $(EXPORT)) $(ARGS)

test: install ## run all tests (ARGS="-k name" narrows them)
	$(RUN) -m pytest -n 4 --dist worksteal $(ARGS)

check: install ## format, lint, types, import layers, then all tests with coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@$(BIN)/coverage erase
	@$(MAKE) --no-print-directory test RUN='$(BIN)/coverage run'
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage report

bench: install ## print the tables: summaries against references, store, pipeline
	$(BIN)/python -m benchmarks $(ARGS)

bench-scale: install ## several processes on PostgreSQL, in figures; FULL=1 takes the full sizes and half an hour
	$(BIN)/python -m benchmarks.scale $(if $(FULL),--full) $(ARGS)

tree: install ## write the README's map of files from their docstrings
	$(BIN)/python docs/tree.py

live: install ## ask Slack itself whether it takes all that the bot shows; SLACK_CONFIG_TOKEN adds the manifest
	$(BIN)/python -m tests.live

pictures: install ## make docs/images anew: the bot on the sandbox's page, in headless Chromium
	$(BIN)/python -m tests.browser.pictures

clean: ## remove .venv and every cache
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* build *.egg-info
