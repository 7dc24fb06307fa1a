# `make html` builds the site, `make test` runs all tests, `make livehtml` shows the site while you write.
# Each makes what it needs in .venv; nothing else has to be installed but Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPHINXOPTS ?=
SERVEOPTS ?=
AUDITOPTS ?=

.PHONY: help html livehtml test test-long lint picture audit clean

help:
	@echo "make html      build the site into build/html"
	@echo "make livehtml  show it in the browser, up to date at each save"
	@echo "make test      run all tests"
	@echo "make test-long run the tests of random edits for longer"
	@echo "make lint      check style and types"
	@echo "make picture   make the picture in the README anew"
	@echo "make audit     look at each kind of page in browsers and checkers"
	@echo "make clean     remove what was built"

$(VENV)/html: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[live]"
	@touch $@

# pip learned of dependency groups in 25.1; an older one is made new first.
$(VENV)/test: pyproject.toml $(VENV)/html
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group test
	@touch $@

html: $(VENV)/html
	$(BIN)/python -m sphinx -n -W --keep-going -d build/doctrees $(SPHINXOPTS) docs build/html
	@echo "The site is in build/html."

livehtml: $(VENV)/html
	$(BIN)/postil serve docs build/live --watch sphinx_ext --open-browser $(SERVEOPTS)

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -n auto --dist worksteal

test-long: $(VENV)/test
	POSTIL_EXAMPLES=60 POSTIL_STEPS=20 $(BIN)/pytest -n auto tests/test_incremental.py

picture: $(VENV)/test html
	$(BIN)/python benchmarks/picture.py

# Chromium is needed; Lighthouse and the Nu HTML checker come from npm if there are node and java.
audit: $(VENV)/test
	$(BIN)/python benchmarks/audit.py $(AUDITOPTS)

clean:
	rm -rf build dist
