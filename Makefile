# Everything a newcomer types. `make help` lists it.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Stamps carry a hash of what they were made from: nothing is done when nothing changed, whatever the file times say.
PROJECT := sed '/^\[tool.pytest/,$$d' pyproject.toml
RUNTIME := .venv/.runtime-$(shell ($(PROJECT); cat requirements.lock) | sha256sum | cut -c1-12)
DEV := .venv/.dev-$(shell ($(PROJECT); cat requirements-dev.lock) | sha256sum | cut -c1-12)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(DEV) ## make .venv with everything for running, testing and checking

$(RUNTIME):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed: make PYTHON=python3.12 ...' >&2; exit 1; }
	@sh deploy/need.sh '$(PYTHON) -c "import venv, ensurepip"' python3-venv
	@echo 'Installing the runtime packages into .venv ...'
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation -e .
	@rm -f .venv/.runtime-* && touch $@

$(DEV): $(RUNTIME)
	@echo 'Installing the development packages into .venv ...'
	@$(PIP) --require-hashes -r requirements-dev.lock
	@rm -f .venv/.dev-* && touch $@

.PHONY: run
run: $(RUNTIME) ## play the winter evening on all five services at http://127.0.0.1:PORT (8000), then stay up
	@exec $(BIN)/relief demo --port $(PORT)

.PHONY: serve
serve: $(RUNTIME) ## the real platform on one address: real clock, its data in var/
	@exec $(BIN)/relief serve --port $(PORT)

REPLICAS ?= 1

.PHONY: stack
stack: $(RUNTIME) real-parts ## Kafka, PostgreSQL, five services and the gateway as processes, from docker-compose.yml (REPLICAS=1)
	@exec $(BIN)/relief stack --replicas $(REPLICAS) --port $(PORT)

.PHONY: bench
bench: $(RUNTIME) real-parts ## how fast it is, with bare baselines beside it: a table and var/bench.json (BENCH="--only posting --seconds 2")
	@exec $(BIN)/relief bench $(BENCH)

.PHONY: real-parts
real-parts:
	@sh deploy/need.sh 'command -v java' default-jre-headless
	@sh deploy/need.sh 'command -v mvn' maven
	@sh deploy/need.sh 'ls /usr/lib/postgresql/*/bin/postgres || command -v postgres' postgresql
	@sh deploy/need.sh 'command -v kcat' kcat
	@sh deploy/need.sh 'command -v nginx || test -x /usr/sbin/nginx' nginx-light

.PHONY: browser-parts
browser-parts:
	@sh deploy/need.sh 'command -v chromium' chromium
	@sh deploy/need.sh 'fc-list 2>/dev/null | grep -qi "noto sans cjk" || ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc' fonts-noto-cjk

KILLS ?= 20
SEED ?= 1
faults: REPLICAS = 2

.PHONY: faults
faults: $(DEV) real-parts ## kill and starve a stack under load, then ask whether anything was lost or doubled (KILLS=20 REPLICAS=2 SEED=1)
	@sh deploy/need.sh 'ls /usr/lib/*/faketime/libfaketime.so.1' libfaketime
	@exec $(BIN)/python -m tests.faults --kills $(KILLS) --replicas $(REPLICAS) --seed $(SEED)

ROUNDS ?= 12

.PHONY: leaks
leaks: $(DEV) real-parts ## play an evening of one caller, then look for the caller in everything that was written (ROUNDS=12)
	@exec $(BIN)/python -m tests.leaks --rounds $(ROUNDS)

FILE ?= calls.csv
CREWS ?= 12

.PHONY: replay
replay: $(DEV) real-parts ## a file of calls on a stack while crews work, every total counted again in SQL (FILE=calls.csv AREAS=… CREWS=12)
	@exec $(BIN)/python -m tests.load.sample $(FILE) --areas $(or $(AREAS),deploy/examples/calls-sample-areas.csv) --crews $(CREWS)

MINUTES ?= 10
outage: KILLS = 10

.PHONY: outage
outage: $(DEV) real-parts ## the SMS provider hangs while notify is killed; are the others as quick as before? (MINUTES=10 KILLS=10)
	@exec $(BIN)/python -m tests.faults.outage --minutes $(MINUTES) --kills $(KILLS)

.PHONY: upgrade
upgrade: $(DEV) real-parts ## an older release and this one side by side while reports flow, then the same questions (OLD=commit)
	@exec $(BIN)/python -m tests.faults.upgrade $(if $(OLD),--old $(OLD))

.PHONY: test
test: $(DEV) ## every suite on SQLite and the embedded log
	@$(BIN)/pytest -n 2 tests

# Architecture, contracts and units know no store and no log, and the pages stand on their own: nothing new would be
# learned there. A file stays in one process: the stack and the evening that its tests share are made once.
.PHONY: test-real
test-real: $(DEV) real-parts ## the same suites on a real PostgreSQL and Kafka, installed and started as needed
	@sh deploy/need.sh 'command -v promtool' prometheus
	@sh deploy/need.sh 'command -v node && command -v npm' nodejs npm
	@sh deploy/need.sh 'ls /usr/lib/*/faketime/libfaketime.so.1' libfaketime
	@$(BIN)/pytest -n 2 --dist loadfile --store=postgres --log=kafka $(foreach one,architecture contracts unit browser,--ignore=tests/$(one)) tests

.PHONY: screenshots
screenshots: $(DEV) browser-parts ## look at every page as the tests do, and keep the pictures in docs/screens
	@RELIEF_SCREENS=docs/screens $(BIN)/pytest -q tests/browser

.PHONY: mutants
mutants: $(DEV) real-parts ## break the code on purpose, in a copy: the tests must notice (ONLY=word of a name)
	@$(BIN)/python -m tests.mutants.run $(ONLY)

.PHONY: check
check: $(DEV) ## lint, types, architecture, lengths, committed contracts, mutations that fit
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/pytest -q tests/architecture tests/contracts tests/mutants

.PHONY: format
format: $(DEV) ## put layout and imports in order
	@$(BIN)/ruff check --quiet --fix --select I . && $(BIN)/ruff format .

.PHONY: contracts
contracts: $(DEV) ## write the committed AsyncAPI and OpenAPI documents anew
	@$(BIN)/relief contracts write

# Without any address of a registry in it: the lock says what, the machine's own settings say from where.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: lock
lock: $(DEV) ## pin what pyproject.toml asks for (what is pinned stays; make lock LOCK_OPTIONS=--upgrade)
	@$(PIP) uv
	@$(LOCK) $(LOCK_OPTIONS) -o requirements.lock
	@$(LOCK) $(LOCK_OPTIONS) --extra dev -c requirements.lock -o requirements-dev.lock

.PHONY: clean
clean: ## remove .venv and caches; the data and keys in var/ stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
