#!/bin/sh
# clean.sh VENV: removes what the demo keeps and what tools left; refuses while the demo runs.
if [ -d .haochaping ]; then
    if [ ! -x "$1/bin/python" ]; then
        echo "clean: run make setup first; engines may still run, and it has what stops them" >&2
        exit 1
    fi
    "$1/bin/python" scripts/clean.py || exit 1
fi
rm -rf .mypy_cache .ruff_cache .hypothesis .import_linter_cache .pytest_cache build haochaping.egg-info
find . -name .git -prune -o -name .venv -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
