#!/bin/sh
# chromium.sh VENV: prints where a Chromium is that runs: $CHROMIUM, one on the PATH, else one installed now.
runs() {
    command -v "$1" >/dev/null && "$1" --version >/dev/null 2>&1
}

look() {
    for name in chromium chromium-browser google-chrome; do
        if runs "$name"; then
            command -v "$name"
            exit
        fi
    done
}

can_apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

by_apt() {
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y "$@"; } >/dev/null 2>&1
}

playwright_runs() {
    "$venv/bin/python" -m playwright --version
}

by_playwright() {
    "$venv/bin/python" -m playwright install $1 chromium >/dev/null 2>&1
}

where_playwright() {
    "$venv/bin/python" -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)'
}

venv=$1
# a small system lacks what the program that drives the browser is linked with
playwright_runs >/dev/null 2>&1 || { can_apt && by_apt libatomic1; }
if ! said=$(playwright_runs 2>&1); then
    echo "test: Playwright does not start here: $(echo "$said" | tail -1)" >&2
    exit 1
fi
if [ -n "$CHROMIUM" ]; then
    runs "$CHROMIUM" && echo "$CHROMIUM" && exit
    echo "test: CHROMIUM=$CHROMIUM does not run" >&2
    exit 1
fi
look
echo "test: installing Chromium; this takes a minute or two" >&2
apt=''
if can_apt; then
    apt=--with-deps
    by_apt chromium fonts-noto-cjk || by_apt chromium-browser fonts-noto-cjk
    look
fi
by_playwright $apt
found=$(where_playwright)
runs "$found" && echo "$found" && exit
echo "test: no Chromium here, and none could be installed: install one and name it with CHROMIUM=…" >&2
exit 1
