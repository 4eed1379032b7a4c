# Needs python3 (3.11 or later) and make. `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/.ready
LOCKS := requirements.lock build.lock
PROJECTS := core/pyproject.toml $(wildcard plugins/*/pyproject.toml)
TESTS := core/tests tests

.PHONY: help setup demo test check faults bench docs reference pictures lock upgrade

help:
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /	/'

$(READY): $(LOCKS) $(PROJECTS) core/build_assets.py tools/setup.sh
	@sh tools/setup.sh
	@touch $@

setup: $(READY) ## make .venv with everything in it

demo: $(READY) ## serve four authorities with invented children on this machine
	@$(BIN)/frontdoor demo

test: $(READY) ## run every test but the slow suites of faults; those of the pages need Chromium
	@# The pages of every authority here are tried by tests/browser.
	@$(BIN)/python -m pytest -o frontdoor_pages=false --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(READY) ## lint, types, layers, docs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	@for tests in $(TESTS); do \
		[ -z "$$(find $$tests -name '*.py' 2>/dev/null)" ] || \
		{ echo "$(BIN)/mypy $$tests"; $(BIN)/mypy "$$tests" || exit 1; }; \
	done
	$(BIN)/lint-imports
	$(BIN)/zensical build --strict

faults: $(READY) ## run the slow suites: faults and fuzzing
	@$(BIN)/python -m pytest -m faults

bench: $(READY) ## measure speed, against others side by side
	@$(BIN)/python -m tests.bench

docs: $(READY) ## build the documentation into site/
	@$(BIN)/zensical build --clean --strict

reference: $(READY) ## write docs/reference anew from the code
	@$(BIN)/python -m tests.reference

pictures: $(READY) ## take the documentation's pictures of the pages anew; needs Chromium
	@$(BIN)/python -m tests.pictures

$(BIN)/uv:
	@sh tools/setup.sh

lock: $(BIN)/uv ## write the lock files anew after a change of dependencies
	@sh tools/lock.sh

upgrade: $(BIN)/uv ## the same, with the newest versions allowed
	@sh tools/lock.sh --upgrade
