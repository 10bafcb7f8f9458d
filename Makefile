# The few commands of a working day. A fresh machine needs python3 (3.11 or newer, with venv) and make.
#
#   make install   .venv with the locked packages and the project itself
#   make run       the demo: a guesthouse and the phones of its people at http://127.0.0.1:8080
#   make test      format, lint, types, tests: what CI runs        (PYTEST_ARGS="-k locks")
#   make test-browser  the demo's page in a real Chromium, Debian's; installed when it is missing and we may
#   make screenshots   the pictures of both READMEs, taken anew in that browser
#   make format    put the code into its form
#   make lock      resolve the locks anew after a change of pyproject.toml
#   make bench     the figures of docs/ measured here
#   make evaluate  how well the sentence sets are read
#   make learn     learn anew from the sentences in locales/phrases/said
#   make learn-beside   learn anew which signs tell of a second wish (minutes)
#   make clean     remove what was built; var/ (data) stays

PYTHON ?= python3
export PYTHON

.PHONY: help install run test test-browser screenshots format lock bench evaluate learn learn-beside clean

help:
	@sed -n 's/^#   //p' Makefile

install:
	@.ci/install

run: install
	@.venv/bin/xiaoer demo

test: install
	@.ci/test

test-browser: install
	@.ci/test-browser

screenshots: install
	@SCREENSHOTS=docs/screenshots .ci/test-browser -k pictures

format: install
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .

lock: install
	@echo "lock: resolving requirements.lock and requirements-browser.lock"
	@.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --extra scale --group dev \
		pyproject.toml --no-header --output-file requirements.lock $(LOCK_ARGS)
	@.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --group browser \
		--constraint requirements.lock --no-header --output-file requirements-browser.lock $(LOCK_ARGS)

bench: install
	@.venv/bin/python -m bench

evaluate: install
	@.venv/bin/python -m tests.understanding.evaluate $(if $(SHOW),--show)

learn: install
	@.venv/bin/python -m tests.understanding.learn

learn-beside: install
	@.venv/bin/python -m tests.understanding.learn_beside

clean:
	@echo "clean: removing .venv and caches"
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
