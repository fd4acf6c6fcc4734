#!/bin/sh
# setup.sh VENV [dev]: finds a Python to make .venv/ with, and hands over to setup.py.
# A VENV other than .venv is its owner's: nothing is installed into it.
[ "$1" = .venv ] || exit 0
shift

try() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || return
    found=$1
    "$1" -c 'import ensurepip, venv' 2>/dev/null && python=$1
}

python='' found=''
if [ -n "$PYTHON" ]; then
    try "$PYTHON"
else
    for name in python3.11 python3.12 python3.13 python3.14 python3; do
        try "$name" && break
    done
fi
[ -z "$python" ] || exec "$python" scripts/setup.py "$@"

if [ -n "$found" ]; then
    echo "setup: $found has no venv; on Debian or Ubuntu: apt install python3-venv" >&2
else
    echo "setup: ${PYTHON:-python3} is not Python 3.11 or newer; name another with PYTHON=…" >&2
fi
exit 1
