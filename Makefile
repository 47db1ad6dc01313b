# What people do here. Needs Python 3.11+ with venv; uses uv where it is installed.
.PHONY: issue quick test prove lint bench mutants lock
PY := .venv/bin/python
unexport PYTHONDONTWRITEBYTECODE  # tests start hundreds of processes: each would compile everything again
PYTEST = $(PY) -m pytest -n $$($(PY) -c 'import os; print(os.cpu_count() + 1)') --dist loadfile --no-loadscope-reorder

issue: .venv/ready ## this week's issue
	@echo 'Drafting the next Monday from the feeds in newsletter.toml …'
	@.venv/bin/monday run --issue next && echo 'In this folder, type .venv/bin/monday instead of monday.'

quick: .venv/ready-test ## what your change most likely breaks, in a minute
	@$(PY) scripts/quick.py

test: .venv/ready-test ## every test but the long proofs; COV=--cov measures coverage too, which takes half as long again
	@$(PYTEST) -m 'not prove' $(COV)

prove: .venv/ready-test ## the long proofs: kills, seeds, soaks, whole matrices, more examples of each property; WITHIN=600 starts none after ten minutes
	@$(PYTEST) -m 'prove or hypothesis' --hypothesis-profile=thorough $(if $(WITHIN),--within=$(WITHIN))

lint: .venv/ready-test ## style, types, layers
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports --no-logo

bench: .venv/ready-test ## every benchmark's table; docs/benchmarks.md keeps it
	@$(PY) scripts/benchmarks.py

mutants: .venv/ready-test ## changes to choose and handoff that no test notices; takes hours, M=pipeline.choose.five* less
	@[ -x .venv/mutmut/bin/mutmut ] || { $(PY) -m venv .venv/mutmut && .venv/mutmut/bin/pip install -q mutmut==3.8.1; }
	@PYTHONPATH=$$($(PY) -c 'import site; print(site.getsitepackages()[0])') .venv/mutmut/bin/mutmut run $(M)

lock: ## the two lock files again, from pyproject.toml
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-strip-extras --no-header --group build pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-strip-extras --no-header --group build --group test pyproject.toml -o requirements-test.lock

.venv/ready: requirements.lock pyproject.toml
	@.ci/setup requirements.lock && touch $@

.venv/ready-test: requirements-test.lock .venv/ready
	@.ci/setup requirements-test.lock && touch $@
