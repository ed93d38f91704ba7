# Every target sets up what it needs. Nothing to install by hand but python3 (3.11
# or newer) with venv, make and git.
PYTHON ?= python3
VENV := .venv/bin
PY := $(VENV)/python
APPS := jobhunt accounts scheduling resumes mail scraping ai stats logs_app
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help install install-dev run demo dev worker test test-services chromium fuzz \
	lint format types checks check lock bench docs backup clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
		| sed -e 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do \
			printf '  %-15s %s\n' "$$name" "$$text"; done

install:
	@$(PYTHON) jobhunt/bootstrap.py requirements.txt

install-dev:
	@$(PYTHON) jobhunt/bootstrap.py requirements-dev.txt

run: install ## Start everything: web, worker and scheduler, in this terminal
	@$(PY) -m jobhunt.launch run

demo: install ## The same, filled with sample data, without any key or network
	@$(PY) -m jobhunt.launch run --demo

dev: install-dev ## Development server with reload, and the worker
	@DEBUG=$${DEBUG:-true} $(PY) -m jobhunt.launch dev

worker: install ## Only a worker, for another process of the same installation
	@$(PY) -m jobhunt.launch worker

# Tests of a module follow each other in one process: its server starts once, or
# twice where the other process has nothing left to do.
test: install-dev chromium ## The whole test suite on the embedded default
	@$(PY) -m pytest -n 2 --dist worksteal $(TESTS)

test-services: install-dev chromium ## The same suite on PostgreSQL and Redis
	@$(PY) -m jobhunt.testing.services -- $(PY) -m pytest -n 2 --dist worksteal $(TESTS)

chromium:
	@$(PY) -m jobhunt.testing.chromium

fuzz: install-dev ## Hostile requests against every operation, for some minutes
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(PY) -m pytest -n 2 jobhunt/tests/test_fuzz.py

lint: install-dev ## Linters of Python, templates and floors
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/djlint --quiet --lint templates
	$(VENV)/lint-imports

format: install-dev ## Format the Python code
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix --quiet .

types: install-dev ## Check the types
	$(VENV)/mypy $(APPS)

checks: install-dev ## Django's checks, missing migrations, the schema
	$(PY) manage.py check
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null

check: lint types checks test ## Everything that CI does

lock: install-dev ## Compile the locked requirements from pyproject.toml
	$(VENV)/uv pip compile pyproject.toml --universal --python-version 3.11 \
		--generate-hashes --no-header --quiet -o requirements.txt
	$(VENV)/uv pip compile pyproject.toml --group dev --universal \
		--python-version 3.11 --generate-hashes --no-header --quiet \
		-c requirements.txt -o requirements-dev.txt

bench: install-dev ## Measure, and write docs/benchmarks.md
	@$(PY) -m jobhunt.benchmarks.run

docs: install-dev ## Write the generated parts of docs/
	@$(PY) manage.py write_docs

backup: install ## Database, uploads and keys into one file (TO=folder)
	@$(PY) manage.py backup $(TO)

clean: ## Remove caches and .venv; never data
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
		.hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
