# Everything a newcomer types. Each target does all of its own set-up; what is done is not done again.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench gen wheel FORCE

# Extra words for the command behind a target: make demo ARGS="--help", make bench ARGS=bench/scan_to_view.py
ARGS :=
# Modules that write generated files, and with --check compare them.
GENERATORS := contracts.codegen $(if $(wildcard lanewise/gen.py),lanewise.gen)
# How many set-up steps the wanted targets have, for the progress lines.
STEPS := 5
demo bench gen wheel: STEPS := 4
ready := .stamps/extension .stamps/client

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(ready) .stamps/browser ## install and build everything that the other targets need

demo: $(ready) ## start a whole store with one emulated lane: http://127.0.0.1:8080/lane
	@exec .venv/bin/lanewise demo $(ARGS)

test: setup ## run every test: Rust, web client, Python
	cargo test --locked
	npm --prefix ui_web test
	.venv/bin/python -m pytest $(ARGS)

check: setup ## lint, types, layers, formats, and whether generated files are up to date
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/python -m mypy.stubtest controller._pricing
	.venv/bin/lint-imports
	.venv/bin/python tools/lock.py --check
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	npm --prefix ui_web run check
	for module in $(GENERATORS); do .venv/bin/python -m $$module --check; done

bench: $(ready) ## measure; results go to bench/results
	for script in $(or $(ARGS),$(filter-out bench/datasets.py,$(wildcard bench/*.py))); do .venv/bin/python $$script; done

gen: .stamps/extension ## write the generated files: schemas, AsyncAPI, TypeScript types, diagrams
	for module in $(GENERATORS); do .venv/bin/python -m $$module; done

wheel: $(ready) ## build the wheel into dist/ and look inside it
	rm -rf dist
	.venv/bin/maturin build --release --locked --interpreter .venv/bin/python --out dist
	.venv/bin/python tools/check_wheel.py dist/*.whl

# Set-up. A stamp is newer than everything its step read; a step runs again, too, when what it made is gone
# (or, with .venv, when the checkout has moved: its scripts hold their own path).
gone = $(if $(wildcard $(1)),,FORCE)
rust_sources := Cargo.toml Cargo.lock $(shell find rust -name target -prune -o -type f -print)
client_sources := $(shell find ui_web contracts/locale \( -name node_modules -o -name static -o -name test -o -name '*.py' \) -prune -o -type f -print)

.stamps/python: requirements.lock tools/setup_python $(if $(shell grep -sF '$(CURDIR)/.venv/' .venv/bin/pip),,FORCE)
	@tools/step '[1/$(STEPS)] Python packages' $@ tools/setup_python

.stamps/extension: pyproject.toml tools/setup_extension $(rust_sources) .stamps/python $(call gone,controller/_pricing.abi3.so)
	@tools/step '[2/$(STEPS)] Rust extension' $@ tools/setup_extension

.stamps/client_packages: ui_web/package.json ui_web/package-lock.json ui_web/.npmrc $(call gone,ui_web/node_modules/.bin/vite)
	@tools/step '[3/$(STEPS)] Web client packages' $@ npm --prefix ui_web ci

.stamps/client: $(client_sources) .stamps/client_packages $(call gone,ui_web/static/lane.html)
	@tools/step '[4/$(STEPS)] Web client' $@ npm --prefix ui_web run build

.stamps/browser: tools/setup_browser $(call gone,/usr/bin/chromium)
	@tools/step '[5/$(STEPS)] Browser and fonts for the tests' $@ tools/setup_browser
