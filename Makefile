# What one does with a checkout; `make` alone lists it.
#
#   make demo PORT=8010        another port
#   make setup PYTHON=…        the Python that .venv/ is made with (3.11 or newer)
#   make test ARGS="-k sms"    arguments for pytest
#   make test ARGS="-k reader --hypothesis-profile=default"    cases that were not tried before
#   make demo VENV=DIR         an environment of your own: used as it is, nothing is installed
#
# Recipes end in `exec`, so that a signal to make reaches the program and no shell in between.

VENV = .venv
PY = "$(VENV)/bin/python"
ARGS =
# Tests run beside each other, two for each core: much of what they do is waiting. Each of these workers has engines of
# its own, so there are sixteen at most. A Redis server that you name has numbered databases for four; on a PostgreSQL
# server that you name they run one after the other.
CORES = $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
BESIDE = $(shell echo $$(($(CORES) < 2 ? 4 : $(CORES) > 8 ? 16 : 2 * $(CORES))))
WORKERS = $(if $(DATABASE_URL),0,$(if $(REDIS_URL),4,$(BESIDE)))

# Without their bytecode, which git ignores, all processes would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-dev demo test check bench clean

help:
	@echo "make setup   install everything into .venv/"
	@echo "make demo    run it all with sample records: http://127.0.0.1:8000/demo (PORT=… moves it)"
	@echo "make test    run every test"
	@echo "make check   lint, formatting, types, import direction"
	@echo "make bench   measure"
	@echo "make clean   remove .haochaping/ (the demo's data) and caches"

setup:
	@exec sh scripts/setup.sh "$(VENV)"

setup-dev:
	@exec sh scripts/setup.sh "$(VENV)" dev

demo: setup
	@exec $(PY) scripts/demo.py

test: setup-dev
	@CHROMIUM="$$(sh scripts/chromium.sh "$(VENV)")" && export CHROMIUM && exec $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m mypy scripts
	@"$(VENV)/bin/lint-imports"

bench: setup-dev
	@exec $(PY) -m bench

clean:
	@exec sh scripts/clean.sh "$(VENV)"
