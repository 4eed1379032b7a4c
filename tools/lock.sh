#!/bin/sh
# Writes requirements.lock (what runs, and what develops) and build.lock (what builds), each version
# with its hashes, for every platform and every Python from 3.11. Versions stay as they are where
# they still fit; with --upgrade, each is the newest allowed.
set -eu
lock() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "make lock" "$@"
}
lock "$@" --no-emit-package frontdoor-core --extra postgresql --extra authoring --group dev \
    --output-file requirements.lock core/pyproject.toml plugins/*/pyproject.toml
lock "$@" --group build --output-file build.lock
