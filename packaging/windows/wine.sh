#!/bin/bash
# The Windows program on a Debian machine, built and tried under Wine: packaging/windows/wine.sh STEP...
#
#   python      Windows' Python 3.11 with our wheels, each named by its hash, in ~/.cache/pos-assist-windows
#   program     the frozen program (packaging/build.py, as on Windows) with its smoke run
#   installer   dist/pos-assist-setup-VERSION.exe
#   walk        installers of this version and a lower one; install, first start, sell by key presses, update from a stick, kill, remove: walk.py; pictures
#               in its folder «pictures»
#   tests       the tests that need no X server, under Windows' Python
#   kills [N]   end it by force N times while it opens and sells (default 30; one argument, last)
#
# Wine is not Windows: docs/decisions/windows.md says what this can show and what only a Windows PC can.
set -eu # no pipefail: «windows» looks at PIPESTATUS itself
cd "$(dirname "$0")/../.."
# Not in build/: a Wine prefix has a link to /, and setuptools follows every link below the project's folder.
ROOT=$PWD WORK=${POS_ASSIST_WINDOWS:-$HOME/.cache/pos-assist-windows} PARTS=$PWD/packaging/windows/wine
SOURCE=$WORK/source VENV=$WORK/source/build/venv
export WINEPREFIX=$WORK/prefix WINEARCH=win64 WINEDEBUG=-all PYTHONUTF8=1 # pipes of code page 932 have no «¥»
# Compiled once for all runs, whatever copy_source removes: compiling took two thirds of every start of Python under Wine.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=Z:$WORK/bytecode
# ucrtbase: ours (below). winedbg: none, or a fault early in a process would start them by the thousand.
export WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=;ucrtbase=n"
export LC_ALL=${WALK_LOCALE:-ja_JP.UTF-8} # Wine takes the code page from it: 932, as on the shops' PCs; en_US.UTF-8 is 1252
SYSTEM=$WINEPREFIX/drive_c/windows/system32 PYTHON=$WINEPREFIX/drive_c/python CC=x86_64-w64-mingw32-gcc
version=$(sed -n 's/__version__ = "\(.*\)"/\1/p' pos_assist/__init__.py)

# Always through a pipe: with a regular file as standard output Python stops («init_sys_streams … WinError 6»).
windows() {
    timeout "${LIMIT:-120}" wine "$@" </dev/null 2>&1 | cat
    return "${PIPESTATUS[0]}"
}

python() {
    rm -rf "$WORK/downloads" "$PYTHON" "$VENV"
    mkdir -p "$WORK/downloads/panda3d" "$WORK/downloads/wheels" "$PYTHON/DLLs" "$PYTHON/Lib/site-packages" "$VENV/Scripts" "$VENV/Lib/site-packages"
    fetch="python3.11 -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: --platform win_amd64 --python-version 3.11 --implementation cp --abi cp311"
    $fetch -d "$WORK/downloads/panda3d" -r packaging/windows/panda3d.txt
    for pins in packaging/requirements.txt packaging/windows/test-requirements.txt; do
        python3.11 packaging/windows/pins_for_windows.py "$pins" >"$WORK/pins.txt"
        $fetch --abi abi3 --abi none -d "$WORK/downloads/wheels" -r "$WORK/pins.txt"
    done
    [ -d "$WINEPREFIX" ] || WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=" wineboot -i </dev/null >/dev/null 2>&1
    WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=" wine reg add 'HKCU\Software\Wine' /v Version /d win10 /f </dev/null 2>&1 | cat >/dev/null
    WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=" wineserver -w

    unzip -q -o "$WORK"/downloads/panda3d/*.whl 'deploy_libs/*' -d "$WORK/downloads/panda3d"
    libs=$WORK/downloads/panda3d/deploy_libs
    cp "$libs/python311.dll" "$PYTHON"
    cp "$libs"/*.pyd "$libs/sqlite3.dll" "$libs/libffi-8.dll" "$libs/libcrypto-3.dll" "$libs/libssl-3.dll" "$PYTHON/DLLs"
    lib=$(python3.11 -c "import sysconfig; print(sysconfig.get_path('stdlib'))")
    tar -C "$lib" --exclude=__pycache__ --exclude=site-packages --exclude=dist-packages --exclude=lib-dynload --exclude='config-3*' \
        --exclude=test --exclude=idlelib --exclude=tkinter --exclude='_sysconfigdata*' -cf - . | tar -C "$PYTHON/Lib" -xf -
    python3.11 -m pip install --quiet --disable-pip-version-check --no-deps --no-index --only-binary=:all: --platform win_amd64 \
        --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none --target "$VENV/Lib/site-packages" \
        "$WORK"/downloads/wheels/*.whl
    cp "$VENV"/Lib/site-packages/shiboken6/[Vv][Cc][Rr][Uu][Nn][Tt][Ii][Mm][Ee]140*.dll "$PYTHON" # newer than panda3d's
    make_missing_parts
    find /usr/share/fonts -name 'BIZUDPGothic-*.ttf' -exec cp {} "$WINEPREFIX/drive_c/windows/Fonts" \; # a Japanese Windows has it
    cp "$PYTHON"/*.exe "$PYTHON"/*.dll "$VENV/Scripts"
    printf 'home = C:\\python\r\ninclude-system-site-packages = false\r\nversion = 3.11.9\r\n' >"$VENV/pyvenv.cfg"
    copy_source
    (cd "$SOURCE" && windows 'build\venv\Scripts\python.exe' -c "
import sys, sqlite3, numpy, nacl.signing, PySide6.QtWidgets, PySide6.QtCore as core
print('Windows Python', sys.version.split()[0], 'Qt', core.qVersion(), 'numpy', numpy.__version__, 'SQLite', sqlite3.sqlite_version)")
}

# python.exe and python3.dll, which that wheel lacks, and what Wine 8 lacks: icuuc.dll (Qt names it), bcryptprimitives.dll
# (python-calamine), complex functions of ucrtbase.dll
# (numpy), errno of its _locking (the lock of a till).
make_missing_parts() {
    (cd "$PARTS" && x86_64-w64-mingw32-windres python.rc "$WORK/python.o")
    $CC -municode -O2 -s -o "$PYTHON/python.exe" "$PARTS/python.c" "$WORK/python.o" -lshell32
    $CC -municode -mwindows -O2 -s -o "$PYTHON/pythonw.exe" "$PARTS/python.c" "$WORK/python.o" -lshell32
    $CC -O2 -shared -nostdlib -e DllMain -s -o "$SYSTEM/icuuc.dll" "$PARTS/icuuc.c"
    $CC -O2 -shared -nostdlib -e DllMain -s -o "$SYSTEM/bcryptprimitives.dll" "$PARTS/bcryptprimitives.c" -ladvapi32
    {
        printf 'LIBRARY python3\nEXPORTS\n'
        exports "$PYTHON/python311.dll" | grep -E '^_?Py' | sort -u | sed 's/.*/&=python311.&/'
    } >"$WORK/python3.def"
    builtin=$(find /usr/lib /opt -path '*x86_64-windows/ucrtbase.dll' 2>/dev/null | head -1)
    sed 's/Wine builtin DLL/Wine copied  DLL/' "$builtin" >"$SYSTEM/ucrtwine.dll" # Wine's own, under another name
    ours=$(grep -oE '\bmy_[a-z]+' "$PARTS/ucrtbase.c" | sort -u | sed 's/^my_//')
    {
        printf 'LIBRARY ucrtbase\nEXPORTS\n'
        exports "$builtin" | grep -v '^?' | grep -vxE "$(echo _locking $ours | tr ' ' '|')" | sed 's/.*/&=ucrtwine.&/'
        for name in $ours; do if [ "$name" = locking ]; then echo "_locking=my_locking"; else echo "$name=my_$name"; fi; done
    } >"$WORK/ucrtbase.def"
    [ "$(wc -l <"$WORK/ucrtbase.def")" -gt 2000 ] && [ "$(wc -l <"$WORK/python3.def")" -gt 1500 ] || stop "exports could not be read"
    $CC -shared -nostdlib -e DllMain -s -o "$PYTHON/python3.dll" "$PARTS/empty.c" "$WORK/python3.def"
    $CC -O2 -shared -static -s -o "$SYSTEM/ucrtbase.dll" "$PARTS/ucrtbase.c" "$WORK/ucrtbase.def"
}

exports() { # of a DLL; the table's heading is translated, hence the locale
    LC_ALL=C x86_64-w64-mingw32-objdump -p "$1" | sed -n '/Ordinal\/Name/,$p' |
        grep -oE '^\s*\[ *[0-9]+\]( *\+base\[ *[0-9]+\])?( [0-9a-f]{4})? [^ ]+$' | awk '{print $NF}'
}

# The files of the work tree as git knows them: build.py works in its own build/ and dist/, which must not be Linux' ones.
copy_source() {
    mkdir -p "$SOURCE"
    find "$SOURCE" -mindepth 1 -maxdepth 1 ! -name build ! -name dist -exec rm -rf {} +
    git ls-files -z | tar --null --files-from=- --ignore-failed-read -cf - | tar -C "$SOURCE" -xf -
}

program() {
    copy_source
    screen
    commit=$(git describe --always --dirty '--exclude=*') # Wine's Python finds no git
    (cd "$SOURCE" && POS_ASSIST_COMMIT=$commit LIMIT=1500 windows 'build\venv\Scripts\python.exe' -X utf8 'packaging\build.py' --python 'build\venv\Scripts\python.exe')
    [ -f "$SOURCE/dist/pos-assist/pos-assist-counter.exe" ] || stop "no program"
    rm -rf "$WORK/program" && cp -r "$SOURCE/dist/pos-assist" "$WORK/program"
}

installer() {
    mkdir -p dist
    compile "$version" "$ROOT/dist/pos-assist-setup-$version.exe"
    ls -l "$ROOT/dist/pos-assist-setup-$version.exe"
}

compile() { # VERSION OUTPUT OPTION...
    v=$1 output=$2
    shift 2
    makensis -V1 "$@" -INPUTCHARSET UTF8 "-DVERSION=$v" "-DPROGRAM=${PROGRAM:-$WORK/program}" "-DICON=$SOURCE/build/icons/pos-assist.ico" \
        "-DOUTPUT=$output" packaging/windows/pos-assist.nsi
}

screen() {
    [ -z "${SCREEN:-}" ] || return 0
    mkdir -p "$WORK"
    rm -f "$WORK/display"
    Xvfb -displayfd 3 -screen 0 1366x768x24 -nolisten tcp -noreset -ac 3>"$WORK/display" 2>/dev/null &
    SCREEN=$!
    until [ -s "$WORK/display" ]; do sleep 0.1; done
    export DISPLAY=:$(cat "$WORK/display")
}

walk() {
    screen
    copy_source
    rm -rf "$WINEPREFIX"/drive_c/users/*/AppData/Local/pos-assist # of the last walk
    # The same script, compressed faster and with a 64-bit stub: NSIS' own stub is 32-bit, which Debian's Wine does not run.
    stick=$WORK/stick
    mkdir -p "$WORK/pictures" "$stick"
    for v in 0.0.9 "$version"; do
        setup=$stick/pos-assist-setup-$v.exe
        [ "$setup" -nt "$WORK/program/pos-assist.exe" ] && [ "$setup" -nt packaging/windows/pos-assist.nsi ] && continue
        program=$WORK/program
        [ "$v" = "$version" ] || { program=$WORK/program-$v && python3.11 packaging/windows/as_version.py "$WORK/program" "$program" "$v"; }
        PROGRAM=$program compile "$v" "$setup" '-XSetCompressor /FINAL zlib' '-XTarget amd64-unicode'
    done
    ln -sfn "$stick" "$WINEPREFIX/dosdevices/s:"
    # Without a window manager nobody makes a window as large as Wine thinks it is: it keeps them itself.
    WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=" wine reg add 'HKCU\Software\Wine\X11 Driver' /v Managed /d N /f </dev/null 2>&1 | cat >/dev/null
    (cd "$SOURCE" && LIMIT=1800 windows 'build\venv\Scripts\python.exe' -X utf8 'packaging\windows\walk.py' "S:\\pos-assist-setup-0.0.9.exe" "S:\\pos-assist-setup-$version.exe" "Z:$WORK/pictures") ||
        stop "the walk: see $WORK/pictures"
}

tests() {
    screen
    copy_source
    # A test that is ended for its time takes the whole run with it on Windows, and files are slow here.
    (cd "$SOURCE" && LIMIT=20000 windows 'build\venv\Scripts\python.exe' -X utf8 -m pytest -q --timeout=900 -m "not xvfb and not nightly" ${TESTS:-})
}

# A fifth of them end the frozen program, which takes seconds to start; the others a process of the same code that opens the shop, rings up,
# pays and holds orders (tests/storage/test_kills.py, which looks at every file after every kill).
kills() {
    all=${1:-30} whole=$((${1:-30} / 5))
    copy_source
    (cd "$SOURCE" && LIMIT=20000 windows 'build\venv\Scripts\python.exe' -X utf8 'packaging\windows\kills.py' "Z:$WORK/program/pos-assist.exe" "$whole") || stop "sales lost"
    (cd "$SOURCE" && POS_ASSIST_KILLS=$((all - whole)) LIMIT=20000 windows 'build\venv\Scripts\python.exe' -X utf8 -m pytest -q -s 'tests\storage\test_kills.py') || stop "sales lost"
}

stop() {
    echo "FAILED: $*" >&2
    [ -z "${DISPLAY:-}" ] || import -window root "$WORK/failed.png" 2>/dev/null || true
    exit 1
}

end() { # what a failure left running in this prefix, and this screen
    [ $? = 0 ] || WINEDLLOVERRIDES= wineserver -k 2>/dev/null || true
    [ -z "${SCREEN:-}" ] || kill "$SCREEN" 2>/dev/null || true
}
trap end EXIT

main() { # a function, so that the whole file is read before it begins: it may be changed while it runs
    [ $# -gt 0 ] || { sed -n '2,14s/^# \?//p' "$0"; exit 2; }
    while [ $# -gt 0 ]; do
        began=$SECONDS
        echo "[$(date +%H:%M:%S)] $1"
        case $1 in
        kills) kills "${2:-30}"; shift $(($# - 1)) ;;
        python | program | installer | walk | tests) $1 ;;
        *) stop "no such step: $1" ;;
        esac
        echo "    $((SECONDS - began)) s"
        shift
    done
}
main "$@"
exit
