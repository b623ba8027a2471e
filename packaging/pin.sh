#!/bin/sh
# Pin what goes into the packages, with hashes: writes packaging/requirements.txt out of pyproject.toml, pyinstaller.in
# and the versions in constraints.txt. To be run when a dependency changes. Needs the package index, once.
set -eu
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet uv
"$tools/venv/bin/uv" pip compile --quiet pyproject.toml packaging/pyinstaller.in --constraint constraints.txt \
    --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
    --output-file "$tools/pinned"
{
    echo "# Written by packaging/pin.sh: what goes into the packages, each file named by its hash."
    cat "$tools/pinned"
} >packaging/requirements.txt
