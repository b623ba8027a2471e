#!/bin/sh
# Pin what goes into the packages, and what runs the tests on Windows, with hashes: writes packaging/requirements.txt and
# packaging/windows/test-requirements.txt out of pyproject.toml, the .in files and the versions in constraints.txt. To be run when a dependency changes. Needs the package index, once.
set -eu
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet uv
# pins FILE SOURCE...: what these ask for, each file named by its hash
pins() {
    file=$1
    shift
    "$tools/venv/bin/uv" pip compile --quiet "$@" --constraint constraints.txt \
        --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
        --output-file "$tools/pinned"
    {
        echo "# Written by packaging/pin.sh, each file named by its hash."
        cat "$tools/pinned"
    } >"$file"
}
pins packaging/requirements.txt pyproject.toml packaging/pyinstaller.in
pins packaging/windows/test-requirements.txt packaging/windows/test.in
