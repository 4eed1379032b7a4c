#!/bin/sh
# Makes .venv: uv and everything else from the lock files, then this workspace's own distributions,
# editable. PYTHON chooses the interpreter. Running it again is harmless.
set -eu

fail() { printf '%s\n' "$@" >&2; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if new_enough "$name"; then echo "$name"; return; fi
    done
    fail "Front Door needs Python 3.11 or later; found: ${PYTHON:-python3}, $(
        "${PYTHON:-python3}" --version 2>&1 || true)." \
        "Install one, and name it where it is not python3: make setup PYTHON=/path/to/python3.13"
}

if ! new_enough .venv/bin/python; then
    python=$(find_python)
    # Debian and Ubuntu keep ensurepip, which venv wants, in a package of its own: do without it.
    "$python" -m venv --clear .venv >/dev/null 2>&1 ||
        "$python" -m venv --clear --without-pip .venv ||
        fail "$python could not make a virtual environment in .venv: see above."
fi

pip=".venv/bin/python -m pip"
if ! $pip --version >/dev/null 2>&1; then
    python=$(find_python)
    pip="$python -m pip --python .venv/bin/python"
    "$python" -m pip --version >/dev/null 2>&1 || fail \
        "$python has neither ensurepip nor pip. On Debian or Ubuntu: sudo apt install python3-venv"
fi

echo "Setting up .venv"
uv_locked=$(awk '/^uv==/ { on = 1 } on { print } on && !/\\$/ { exit }' requirements.lock)
printf '%s\n' "$uv_locked" >.venv/uv.lock
$pip --disable-pip-version-check install --quiet --no-deps --require-hashes -r .venv/uv.lock

uv() { .venv/bin/uv pip "$@" --quiet --python .venv/bin/python; }
uv install --no-deps --require-hashes --compile-bytecode -r requirements.lock
editable=$(for project in core/pyproject.toml plugins/*/pyproject.toml; do
    printf ' --editable %s' "${project%/pyproject.toml}"
done)
# shellcheck disable=SC2086  # one argument for each word
uv install --no-deps --reinstall --build-constraints build.lock $editable
uv check
