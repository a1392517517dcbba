# Every target sets up what it needs. Nothing but Python 3.11 or later and make is required.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.stamp
TEST_ARGS ?= -n 4 --dist loadfile
ASSETS := src/tinhgon/frame/static/tinhgon/main.css
PACKAGES := frontend/node_modules/.package-lock.json
# Node on the path when it is new enough, else the one that comes with .venv.
NODE_HOME := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null \
	&& command -v npm >/dev/null || echo $(CURDIR)/.venv/bin)
WITH_NODE := cd frontend && $(if $(NODE_HOME),PATH="$(NODE_HOME):$$PATH")
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE  # else every process of the tests compiles all modules again

.DEFAULT_GOAL := help
.PHONY: help setup assets demo test lint bench fmt docs lock clean

help:  ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1\t/' | expand -t 10

setup: $(STAMP)  ## build .venv with the locked dependencies

$(STAMP): requirements/dev.txt pyproject.toml
	@$(if $(PYTHON),$(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Cần Python 3.11 trở lên; cài đặt rồi chạy lại, hoặc: make PYTHON=/đường/dẫn/python3.11' >&2; \
		echo 'Python 3.11 or later is needed; install it and run again, or: make PYTHON=/path/to/python3.11' >&2; \
		exit 1; }
	@$(PYTHON) -m venv .venv || { \
		echo 'Không tạo được .venv; trên Debian/Ubuntu: apt install python3-venv' >&2; \
		echo 'Cannot create .venv; on Debian or Ubuntu: apt install python3-venv' >&2; \
		exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

assets: $(ASSETS)  ## build the site's styles, scripts, fonts and icons

$(ASSETS): $(PACKAGES) $(wildcard frontend/*.mjs frontend/*.txt frontend/*.svg) $(shell find frontend/css frontend/js -type f)
	@$(WITH_NODE) node build.mjs

$(PACKAGES): frontend/package-lock.json frontend/package.json frontend/.npmrc $(if $(NODE_HOME),| $(STAMP))
	@echo 'assets: fetching the packages of frontend/package-lock.json'
	@$(WITH_NODE) npm ci --ignore-scripts --no-progress --loglevel=error >/dev/null || { \
		echo 'Không tải được các gói giao diện: cần mạng (hoặc kho gói npm nội bộ) và Node 20 trở lên; rồi chạy lại: make assets' >&2; \
		echo 'The front-end packages could not be fetched: a network (or an npm mirror) and Node 20 or later are needed; then run again: make assets' >&2; \
		exit 1; }
	@touch $@

demo: $(STAMP) $(ASSETS)  ## Quảng Ninh from 2015 to today, and the site (DEMO_ARGS=--no-serve)
	$(BIN)/tinhgon demo $(DEMO_ARGS)

test: $(STAMP) $(ASSETS)  ## all tests (TEST_ARGS="tests/database -x")
	$(BIN)/python -m pytest -q $(TEST_ARGS)

lint: $(STAMP)  ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)  ## measure against the naive way (BENCH_ARGS=…)
	$(BIN)/python -m bench $(BENCH_ARGS)

fmt: $(STAMP)  ## format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

docs: $(STAMP)  ## check the documents against the program
	$(BIN)/python -m pytest -q tests/docs

lock: $(STAMP)  ## choose the dependencies' versions anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile $(LOCK) --extra demo --extra dev pyproject.toml -o requirements/dev.txt
LOCK := --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header

clean:  ## remove everything that can be made again
	rm -rf frontend/node_modules $(dir $(ASSETS))
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
