PYTHON ?= python3
VENV ?= .venv
RUN = $(VENV)/bin/python
# all processors; tests of one file stay together, so that what they share is made once
ALL_TESTS = $(RUN) -m pytest -n auto --dist loadfile

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(VENV)/bin/ipdoc: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --upgrade pip "setuptools>=77"
	$(VENV)/bin/pip install --quiet -e ".[test,bodymap]"
	@touch $@

demo: $(VENV)/bin/ipdoc ## Make a throw-away vault with two invented cases and open it
	$(VENV)/bin/ipdoc demo

test: $(VENV)/bin/ipdoc ## Run all tests; the browser tests need the package chromium
	$(ALL_TESTS)

check: $(VENV)/bin/ipdoc ## Format, lint, types, import contracts, forms, catalogues, tests
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/ipdoc check-forms
	$(RUN) -m tools.messages --missing > /dev/null
	$(ALL_TESTS)

stress: $(VENV)/bin/ipdoc ## The long runs: kills while typing, many saves
	$(RUN) -m pytest -m stress -o addopts="--strict-markers --strict-config -ra"

bench: $(VENV)/bin/ipdoc ## Measure against the budgets of the design
	$(VENV)/bin/pip install --quiet -e ".[bench]"
	$(RUN) -m bench

golden: $(VENV)/bin/ipdoc ## Keep what the worked cases say now, once their pages were looked at
	$(RUN) -m tools.golden

lock: $(VENV)/bin/ipdoc ## Write the versions with which reports are made, and the bill of materials
	$(RUN) -m tools.lock
	$(RUN) -m tools.bom

diagrams: $(VENV)/bin/ipdoc ## Build the body diagrams anew from ../shared/body
	$(RUN) tools/bodymap/build.py --data ../shared/body

contact-sheet: $(VENV)/bin/ipdoc ## Draw all views of all figures into build/contact
	$(RUN) tools/bodymap/contact.py

screenshots: $(VENV)/bin/ipdoc ## Take the pictures of the README anew
	$(RUN) -m tools.screenshots

.PHONY: help demo test check stress bench golden lock diagrams contact-sheet screenshots
