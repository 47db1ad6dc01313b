# Four things people do here. Needs Python 3.11+ with venv; uses uv when it is there.
.PHONY: issue test lint bench
SHELL := /bin/bash
PY := .venv/bin/python

issue: .venv/ready
	@.venv/bin/monday run --issue next

test: .venv/ready-test
	@$(PY) -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered

lint: .venv/ready-test
	$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports

bench: .venv/ready-test
	@set -e; for b in bench/*.py; do $(PY) $$b; done

.venv/ready: requirements.lock pyproject.toml
	@.ci/setup requirements.lock && touch $@

.venv/ready-test: requirements-test.lock .venv/ready
	@.ci/setup requirements-test.lock && touch $@
