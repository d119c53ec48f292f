# `make demo` and `make test` need nothing but Python 3.11 or newer with venv, and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed
ARTICLE ?= corpus/samples/explainer.html
DATA ?= data
WORK ?= work
MODEL ?= small
MIX ?= full

.PHONY: demo test test-ray test-spacy test-slow test-browser check fix goldens sentences quality speed clean
.PHONY: prepare train distil export

demo: $(INSTALLED)  ## annotate a sample article and say where the page is
	$(BIN)/factcheck run $(ARTICLE)

test: check  ## the default tests, with lint and types
	$(BIN)/pytest -q -m "not browser and not slow and not gpu and not ray"

test-slow: $(INSTALLED)  ## tests that take over ten seconds each
	$(BIN)/pytest -q -m slow

test-browser: $(INSTALLED)  ## the page in a real browser: needs Debian's package chromium
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[browser]'
	$(BIN)/pytest -q -m browser

test-ray: $(INSTALLED)  ## a cluster of Ray on this machine
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[ray]'
	$(BIN)/pytest -q -m ray

test-spacy: $(INSTALLED)  ## the export to spaCy's DocBin, which `make test` passes over without it
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[spacy]'
	$(BIN)/pytest -q tests/test_exports_docbin.py

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

quality: $(INSTALLED)  ## figures of a model on the development data: MODEL=name or folder
	$(BIN)/python benchmarks/quality.py $(DATA) --model $(MODEL)

speed: $(INSTALLED)  ## speed beside the pipelines of transformers, and a profile
	$(BIN)/python benchmarks/speed.py $(DATA) --model $(MODEL)

prepare: $(INSTALLED)  ## training data; MIX=short for a round on a CPU
	mkdir -p $(WORK)
	$(BIN)/python training/facts.py $(DATA)/evidence $(WORK)/facts.jsonl.gz
	$(BIN)/python training/prepare.py $(DATA) $(WORK)/facts.jsonl.gz $(WORK)/prepared --mix $(MIX)

train: $(INSTALLED)  ## a teacher, or a student from labels alone: START=backbone or model NAME=teacher
	$(BIN)/python training/train.py $(WORK)/prepared --start $(START) --out $(WORK)/$(NAME)

distil: $(INSTALLED)  ## a student: TEACHER=weights or model START=backbone or model NAME=student
	$(BIN)/python training/distil.py $(WORK)/prepared --teacher $(TEACHER) --start $(START) \
		--out $(WORK)/$(NAME)

export: $(INSTALLED)  ## calibrate NAME=student, write WORK/models/MODEL; ROUNDED=--rounded for 8 bits, TARGET=0.8
	$(BIN)/python training/export.py $(WORK)/$(NAME)/model.safetensors models/small/tokenizer.json \
		$(WORK)/prepared $(WORK)/models/$(MODEL) --name $(MODEL) $(ROUNDED) \
		$(if $(TARGET),--target-precision $(TARGET))

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@
