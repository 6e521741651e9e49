# Everything a newcomer types. `make help` lists it.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Stamps carry a hash of what they were made from: nothing is done when nothing changed, whatever the file times say.
RUNTIME := .venv/.runtime-$(shell cat requirements.lock pyproject.toml | sha256sum | cut -c1-12)
DEV := .venv/.dev-$(shell cat requirements-dev.lock pyproject.toml | sha256sum | cut -c1-12)
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
