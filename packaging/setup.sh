#!/bin/sh
# Everything pos_assist needs on a Debian or Ubuntu machine: system libraries, a Japanese font, and `.venv`.
#
#   sh packaging/setup.sh            to run the program
#   sh packaging/setup.sh test       the test tools and a screen without a monitor (Xvfb) too
#   sh packaging/setup.sh package    what builds the packages too
#   sh packaging/setup.sh windows    what builds the Windows program here and tries it under Wine (and no `.venv`)
#
# What is there is left alone, so that a second run ends at once. System packages are installed when that is allowed
# (root, or sudo without a password); otherwise the one line to run is printed and nothing is done. UV=1 uses uv, not pip.
set -eu

purpose=${1:-run}
case $purpose in
run | test | package | windows) ;;
*)
    echo "usage: sh packaging/setup.sh [run|test|package|windows]" >&2
    exit 2
    ;;
esac
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin # ldconfig is there, which on Debian is not on a user's path

# The first Python that is new enough; empty when there is none.
find_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

# The names of the system packages that are missing.
missing_packages() {
    libraries=$(ldconfig -p 2>/dev/null || true)
    while read -r library package; do
        case $libraries in
        *"$library"*) ;;
        *) echo "$package" ;;
        esac
    done <<LIBRARIES
libGL.so.1 libgl1
libEGL.so.1 libegl1
libglib-2.0.so.0 libglib2.0-0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
LIBRARIES
    fc-list :lang=ja 2>/dev/null | grep -q . || echo "fontconfig fonts-morisawa-bizud-gothic"
    python=$(find_python)
    if [ -z "$python" ]; then
        # Ubuntu 22.04 calls 3.10 «python3», and has 3.11 beside it.
        if command -v python3 >/dev/null; then echo "python3.11 python3.11-venv"; else echo "python3 python3-venv"; fi
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python-venv"
    fi
    if [ "$purpose" != run ]; then
        command -v Xvfb >/dev/null || echo xvfb
        command -v xauth >/dev/null || echo xauth
        command -v xdotool >/dev/null || echo xdotool
        command -v makensis >/dev/null || echo nsis # the tests compile the Windows installer's script
    fi
    if [ "$purpose" = package ] || [ "$purpose" = windows ]; then # this font goes into the packages
        [ -n "$(find /usr/share/fonts -name BIZUDPGothic-Regular.ttf 2>/dev/null)" ] || echo fonts-morisawa-bizud-gothic
    fi
    if [ "$purpose" = package ]; then
        command -v objdump >/dev/null || echo binutils
        command -v cc >/dev/null || echo gcc # links ICU's data anew, without the parts that nobody here asks for
        command -v zstd >/dev/null || echo zstd
        command -v debootstrap >/dev/null || echo debootstrap
    fi
    if [ "$purpose" = windows ]; then
        command -v wine >/dev/null || echo "wine wine64"
        command -v x86_64-w64-mingw32-gcc >/dev/null || echo gcc-mingw-w64-x86-64-win32
        command -v import >/dev/null || echo imagemagick
        command -v unzip >/dev/null || echo unzip
        command -v git >/dev/null || echo git
        command -v localedef >/dev/null || echo locales
        command -v python3.11 >/dev/null || echo "python3.11 python3-pip"
    fi
}

install_system_packages() {
    missing=$(missing_packages | tr '\n' ' ' | sed 's/ $//')
    [ -z "$missing" ] && return
    install="apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing"
    if ! command -v apt-get >/dev/null; then
        echo "pos_assist needs these (named as on Debian), and there is no apt-get to install them: $missing" >&2
        exit 1
    elif [ "$(id -u)" = 0 ]; then
        echo "Installing $missing"
        sh -c "$install" >/dev/null
    elif sudo -n true 2>/dev/null; then
        echo "Installing $missing"
        sudo -n sh -c "$install" >/dev/null
    else
        echo "pos_assist needs some system packages. Please run this line, then try again:" >&2
        line="apt-get update && apt-get install -y --no-install-recommends $missing"
        if command -v sudo >/dev/null; then echo "  sudo sh -c '$line'" >&2; else echo "  su -c '$line'" >&2; fi
        exit 1
    fi
    still=$(missing_packages | tr '\n' ' ')
    if [ -n "$still" ]; then
        echo "Installed, yet still missing: $still" >&2
        exit 1
    fi
}

install_python_packages() {
    extra=
    [ "$purpose" != run ] && extra="[dev]"
    # The folder is part of it: a virtual environment knows where it lies, and does not survive a move.
    made_from=$({ cat pyproject.toml constraints.txt; pwd; } | sha256sum)
    for stamp in .venv/made-for-run .venv/made-for-test; do
        [ "$stamp" = .venv/made-for-run ] && [ -n "$extra" ] && continue
        if [ -x .venv/bin/python ] && [ "$(cat $stamp 2>/dev/null)" = "$made_from" ]; then
            return
        fi
    done
    rm -f .venv/made-for-run .venv/made-for-test
    there=$(.venv/bin/python -c 'import pip, sys; print(sys.prefix)' 2>/dev/null || true)
    if [ "$there" != "$(pwd -P)/.venv" ]; then
        echo "Making .venv"
        "$(find_python)" -m venv --clear .venv
    fi
    echo "Installing Python packages into .venv"
    export PYTHONWARNINGS=ignore # setuptools greets every editable installation with a page of them
    if [ "${UV:-}" = 1 ]; then
        uv pip install --quiet --python .venv/bin/python --constraint constraints.txt --editable ".$extra"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check \
            --constraint constraints.txt --editable ".$extra"
    fi
    if [ -n "$extra" ]; then echo "$made_from" >.venv/made-for-test; else echo "$made_from" >.venv/made-for-run; fi
}

install_system_packages
if [ "$purpose" = windows ]; then
    for locale in ja_JP en_US; do # Wine takes the code page from it
        locale -a | grep -qi "^$locale.utf" || localedef -i "$locale" -f UTF-8 "$locale.UTF-8"
    done
else
    install_python_packages
fi
