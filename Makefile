# Two commands are all you need: `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
PEERS := .venv-peers
SPARK := .venv-spark
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS = never
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: run setup test test-fast test-slow test-spark check lint types bench bench-peers lock messages clean

run: $(VENV)/base.stamp ## set everything up and start the site
	@sh scripts/system-packages pdf
	@$(BIN)/bothways serve

setup: $(VENV)/base.stamp
	@$(BIN)/bothways setup

test: $(VENV)/dev.stamp ## everything, on SQLite and on PostgreSQL, with a real browser
	@sh scripts/system-packages pdf browser
	$(BIN)/python -m scripts.run_tests

test-fast: $(VENV)/dev.stamp ## what needs no browser, on SQLite
	$(BIN)/python -m pytest -m "not browser and not slow"

test-slow: $(VENV)/dev.stamp ## many seeds
	$(BIN)/python -m pytest -m slow

test-spark: $(VENV)/dev.stamp ## register figures on Spark against DuckDB, in an environment of its own; wants Java 17
	@$(PYTHON) -m venv --clear $(SPARK)
	@$(SPARK)/bin/pip install -q --disable-pip-version-check -r requirements/spark.in
	@where="import site; print(site.getsitepackages()[0])"; \
	  $(BIN)/python -c "$$where" > "$$($(SPARK)/bin/python -c "$$where")/project.pth"
	PYTHONPATH=src $(SPARK)/bin/python -W ignore -m pytest tests/context/test_microdata.py -k spark -n 0 -rs

check: lint types ## style, types, folder order

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

types: $(VENV)/dev.stamp
	$(BIN)/mypy

bench: $(VENV)/dev.stamp bench-peers ## the figures in docs/benchmarks.md
	@for file in benchmarks/[a-z]*.py; do echo; echo "== $$file"; $(BIN)/python $$file || exit 1; done

bench-peers: $(VENV)/bin/uv ## what the benchmarks measure us against, where it can be had
	@sh scripts/system-packages peers
	@[ $(PEERS)/stamp -nt requirements/peers.txt ] || { \
	  $(BIN)/uv venv -q --clear --python $(PYTHON) $(PEERS) && \
	  $(BIN)/uv pip install -q --python $(PEERS)/bin/python --no-build --require-hashes \
	    -r requirements/peers.txt && touch $(PEERS)/stamp; } \
	  || echo "The Python peers could not be installed: measured without them."

lock: $(VENV)/dev.stamp ## new versions of the dependencies, locked with hashes
	for name in base dev peers; do $(BIN)/uv pip compile -q --generate-hashes --no-header --upgrade \
	  --python-version 3.11 --no-build requirements/$$name.in -o requirements/$$name.txt; done

messages: $(VENV)/dev.stamp ## bring the translation catalogues up to date with the code
	$(BIN)/python -m scripts.messages

clean:
	rm -rf $(VENV) $(PEERS) $(SPARK) var

$(VENV)/bin/uv:
	@PYTHON=$(PYTHON) sh scripts/system-packages python
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --only-binary :all: \
	  --require-hashes -r requirements/uv.txt

$(VENV)/base.stamp: requirements/base.txt pyproject.toml | $(VENV)/bin/uv
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-build --require-hashes -r requirements/base.txt
	@$(BIN)/python scripts/link_package.py
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-build --require-hashes -r requirements/dev.txt
	@touch $@
