# Every command of the project. `make` alone lists them.
PY := .venv/bin/python
UV := .venv/bin/uv
WHEELS := --no-build --require-hashes
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help setup node cluster demo test check proof eval bench lock clean

help:           ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/ready   ## install everything into .venv from the hashed lock (wheels only)

.venv/ready: requirements-dev.lock .ci/uv.lock pyproject.toml
	python3 -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Gatewatch needs Python 3.11 or newer")'
	test -x $(PY) || python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r .ci/uv.lock
	$(UV) pip sync --quiet --compile-bytecode --python $(PY) $(WHEELS) requirements-dev.lock .ci/uv.lock
	$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	$(PY) -m compileall -q bot tests  # nothing is written later, and every program would compile it anew
	.venv/bin/gatewatch prepare
	touch .venv/ready

node: setup     ## what the tests run under Node: a Slack on loopback (from the npm registry); without it they are skipped
	.ci/node/install.sh

cluster: setup  ## what `gatewatch screen` needs for Parquet and for --engine ray; without it those tests are skipped
	$(UV) pip install --quiet --compile-bytecode --python $(PY) $(WHEELS) -r requirements-cluster.lock

demo: setup     ## the whole line on a recorded news site on loopback, alerts on the console
	.venv/bin/gatewatch demo

test: setup     ## the tests, two files at a time
	$(PY) -m pytest -n 2 --dist loadfile

check: setup    ## ruff, mypy --strict, import-linter, the docs tests, the Dockerfile linter
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -q tests/docs
	.venv/bin/hadolint Dockerfile

proof: setup    ## the long proofs, three files at a time: many of them wait more than they work
	$(PY) -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder --durations=20 --hypothesis-profile=proof tests/proof tests/fuzz tests/alerts/test_alerts_hostile.py

eval: setup     ## score the labelled news beside the project against tests/quality/floors.toml
	$(PY) -m tests.quality.score

bench: setup    ## how quick each part is beside a peer: loading and editing lists, reading feeds, polling, matching, reading and screening news kept beside the project, and a fleet
	$(PY) -m tests.bench.loading
	$(PY) -m tests.bench.editing
	$(PY) -m tests.bench.parsing
	$(PY) -m tests.bench.polling
	@if [ -d ../shared ]; then $(PY) -m tests.bench.matching ../shared/data/articles/bbc2005.jsonl.gz ../shared/eval/watchlists --names 100000 --names 1000000 \
	&& $(PY) -m tests.bench.reading ../shared/eval/articles.jsonl ../shared/eval/watchlists \
	&& $(PY) -m tests.bench.archive ../shared/data/articles/bbc2005.jsonl.gz ../shared/eval/watchlists --memory 1000000; \
	else echo "no articles beside the project to measure on"; fi
	@if [ -d /usr/lib/postgresql ]; then $(PY) -m tests.bench.fleet; else echo "no PostgreSQL here for a fleet"; fi

lock: setup     ## resolve the dependencies anew, with hashes and without any index address
	sh .ci/lock.sh

clean:          ## remove everything that make made
	rm -rf .venv .ci/node/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
