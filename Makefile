# Every target works from a fresh clone: it makes .venv and installs what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROJECT ?= demo.barre

.PHONY: help install install-dev demo test coverage test-all check static screenshots report gallery clean

help:  ## Say what each target does.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Barre needs Python 3.11 to 3.13; name one with 'make PYTHON=python3.12 ...'."; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python cannot make a virtual environment here; on Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }

# torch goes in together with what depends on it: installed after, pip would take another build of it.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.installed

install: $(VENV)/.installed  ## Install Barre into .venv.

install-dev: $(VENV)/.installed-dev  ## Install Barre and what its tests and checks need.

demo: $(VENV)/.installed  ## Build the demo project, do the whole job on it, and open it if there is a display.
	$(BIN)/barre demo $(PROJECT) --open

test: $(VENV)/.installed-dev  ## Run the tests (offscreen; the long ones are in test-all).
	$(BIN)/pytest

coverage: $(VENV)/.installed-dev  ## Run the tests and say which lines they reach; a third slower.
	$(BIN)/pytest --cov --cov-report=term:skip-covered

test-all: $(VENV)/.installed-dev  ## Run all tests, the long ones too.
	$(BIN)/pytest -m ''

static: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: static test  ## Everything that must hold before a commit: format, lint, types, layers, tests.

screenshots: $(VENV)/.installed-dev  ## Take docs/images/*.png from the real program.
	$(BIN)/python docs/screenshots.py

report: $(VENV)/.installed  ## Write build/report.html on all finished runs of PROJECT.
	mkdir -p build
	$(BIN)/barre report $(PROJECT) --out build/report.html

gallery: $(VENV)/.installed  ## Film what the trained generators of PROJECT dance, into build/gallery.
	$(BIN)/python docs/gallery.py $(PROJECT) --out build/gallery

clean:  ## Remove the virtual environment and the demo project.
	rm -rf $(VENV) $(PROJECT)
