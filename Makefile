# Build, test and preview postil. `make help` lists all targets.
# Each target installs what it needs into .venv; you need only Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPHINXOPTS ?=
SERVEOPTS ?=
AUDITOPTS ?=
COMPATOPTS ?=

.PHONY: help html livehtml test test-long compat lint picture audit clean

help:
	@echo "Usage: make TARGET [VARIABLE=VALUE]"
	@echo
	@echo "  html       build the site into build/html          (SPHINXOPTS: options of sphinx-build)"
	@echo "  livehtml   preview the site with live reload       (SERVEOPTS: options of postil serve)"
	@echo "  test       run lint and the tests"
	@echo "  test-long  run all tests with all inputs, and random edits with more and longer examples"
	@echo "  compat     test other extensions, and other releases of Sphinx, MyST-Parser and themes  (COMPATOPTS: --only PACKAGE)"
	@echo "  lint       check style and types (ruff, mypy)"
	@echo "  picture    rebuild the screenshots in the README and the docs"
	@echo "  audit      check one page of each kind in browsers and checkers  (AUDITOPTS: --quick, --only post)"
	@echo "  clean      delete build output"
	@echo "  help       show this help"
	@echo
	@echo "PYTHON sets the Python for the virtual environment (default: python3)."

$(VENV)/html: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[book,live]"
	@touch $@

# Dependency groups need pip 25.1 or newer, so upgrade pip first.
$(VENV)/test: pyproject.toml $(VENV)/html
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group test
	@touch $@

$(VENV)/compat: pyproject.toml $(VENV)/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group compat
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

# A test that builds a site for each of many inputs runs with two of them, and tests marked `long` do not run;
# `make test-long` runs all.
# Tests start many processes; bytecode that is kept saves a third of a second in each.
test test-long: export PYTHONDONTWRITEBYTECODE :=

test: lint
	$(BIN)/pytest -n auto --dist worksteal --sites 2

test-long: $(VENV)/test
	$(BIN)/pytest -n auto --dist worksteal
	POSTIL_EXAMPLES=60 POSTIL_STEPS=20 POSTIL_HEADS=100000 $(BIN)/pytest -n auto tests/build/test_random_edits.py tests/front_matter/test_robustness.py

# `nbsphinx` needs pandoc. The releases are installed into virtual environments of their own.
compat: $(VENV)/compat
	$(BIN)/pytest -n auto -m compat tests/ablog_compat/test_other_extensions.py
	$(BIN)/python benchmarks/compat.py $(COMPATOPTS)

picture: $(VENV)/test html
	$(BIN)/python benchmarks/picture.py
	$(BIN)/python benchmarks/looks.py

# Needs Chromium. Lighthouse and the Nu HTML checker are installed with npm if Node.js and Java are available.
audit: $(VENV)/test
	$(BIN)/python benchmarks/audit.py $(AUDITOPTS)

clean:
	rm -rf build dist
