# `make demo` and `make test` need nothing but Python 3.11 or newer with venv, and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed
ARTICLE ?= corpus/samples/science-news.html
DATA ?= data

.PHONY: demo test test-slow test-browser check fix goldens sentences quality clean

demo: $(INSTALLED)  ## annotate a sample article and say where the page is
	$(BIN)/factcheck run $(ARTICLE)

test: check  ## the default tests, with lint and types
	$(BIN)/pytest -q -m "not browser and not slow and not gpu"

test-slow: $(INSTALLED)  ## tests that take over ten seconds each
	$(BIN)/pytest -q -m slow

test-browser: $(INSTALLED)  ## the page in a real browser: needs Debian's package chromium
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[browser]'
	$(BIN)/pytest -q -m browser

check: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

fix: $(INSTALLED)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

goldens: $(INSTALLED)  ## write the expected JSON and HTML anew; review the difference
	$(BIN)/pytest -q tests/test_report_json.py tests/test_report_html.py --update-goldens

sentences: $(INSTALLED)  ## F1 and speed of the sentence splitter
	$(BIN)/python benchmarks/sentences.py $(DATA)/sentences

quality: $(INSTALLED)  ## figures of the model on the development data
	$(BIN)/python benchmarks/quality.py $(DATA)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@
