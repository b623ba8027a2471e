"""Build the packages: `python packaging/build.py`. On Linux a .deb and a .tar.zst, on Windows the folder for the installer.
`--python PATH` takes an environment that was made already, from the same pins.

Steps: a clean environment from hashed wheels; icons, fonts, build stamp and list of licences; PyInstaller; a smoke run
of the frozen program; the packages. Everything lies in build/ and dist/.

The same commit gives the same bytes on the same system: every date is that of the commit, or SOURCE_DATE_EPOCH
(https://reproducible-builds.org/docs/source-date-epoch/), which PyInstaller, dpkg and tar heed too. `make reproducible` tries it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import sbom

ROOT = Path(__file__).resolve().parents[1]
PACKAGING = ROOT / "packaging"
BUILD = ROOT / "build"
DIST = ROOT / "dist"
PROGRAM = DIST / "pos-assist"
WINDOWS = sys.platform == "win32"
FONTS = ("BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf")
# Wheels that come with a linker's symbol table of megabytes. Only these: some others do not load any more after `strip`.
SYMBOLS = ("_sodium", "_python_calamine", "_multiarray_umath")
# The second is for machines without the package: put the two files there (they are under the OFL). Windows' own copy of
# the font may not be passed on, and a Japanese Windows has it anyway.
FONT_FOLDERS = (Path("/usr/share/fonts"), PACKAGING / "fonts")


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", type=Path)
    python = parser.parse_args().python or environment()
    os.environ["SOURCE_DATE_EPOCH"] = str(source_date())
    prepare(python)
    freeze(python)
    run([python, PACKAGING / "smoke.py", program()])
    say(f"{PROGRAM}: {size(PROGRAM)}")
    if not WINDOWS:
        from linux import packages  # noqa: PLC0415 — dpkg is only there

        for package in packages.make(PROGRAM, BUILD, DIST, version()):
            say(f"{package}: {size(package)}")


def program() -> Path:
    """The frozen program for a terminal."""
    return PROGRAM / ("pos-assist.exe" if WINDOWS else "pos-assist")


def version() -> str:
    """The version: read, not imported, so that nothing of ours need be installed yet."""
    text = (ROOT / "pos_assist" / "__init__.py").read_text(encoding="utf-8")
    return text.split('__version__ = "')[1].split('"')[0]


def environment() -> Path:
    """A virtual environment with what the program needs and PyInstaller, nothing else; kept while the pins are the same."""
    venv = BUILD / "venv"
    python = venv / ("Scripts/python.exe" if WINDOWS else "bin/python")
    pins = PACKAGING / "requirements.txt"
    made_from = hashlib.sha256(pins.read_bytes() + sys.version.encode() + str(ROOT).encode()).hexdigest()
    stamp = venv / "made-from"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != made_from:
        say("Making a clean environment")
        run([sys.executable, "-m", "venv", "--clear", venv])
        install = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
        run([python, "-m", "pip", *install, "-r", pins])
        stamp.write_text(made_from, encoding="utf-8")
    return python


def prepare(python: Path) -> None:
    """Icons, fonts, the stamp and the licences, in build/."""
    run([python, PACKAGING / "icons.py", BUILD / "icons"])
    fonts = copy_fonts(BUILD / "fonts")
    stamp = {"commit": commit(), "built": f"{datetime.fromtimestamp(source_date(), UTC):%Y-%m-%d}"}
    (BUILD / "build.json").write_text(json.dumps(stamp), encoding="utf-8")
    with (ROOT / "pyproject.toml").open("rb") as file:
        roots = [line.split(">")[0].split("=")[0].strip() for line in tomllib.load(file)["project"]["dependencies"]]
    more = [("PyInstaller bootloader", "GPL-2.0-or-later WITH Bootloader-exception", ""), ("pysqlite3", "Zlib", "")]
    if fonts:
        licence = next(Path("/usr/share/doc").glob("fonts-morisawa-bizud-gothic/copyright"), None)
        more.append(("BIZ UDPGothic", "OFL-1.1", licence.read_text(encoding="utf-8") if licence else ""))
    script = """if True:
        import json, sys
        sys.path.insert(0, "packaging")
        from sqlite import use_the_packaged_one
        use_the_packaged_one()  # the list names its version
        from importlib.metadata import distribution, version
        from pathlib import Path
        from pos_assist.services.support.licences import ProgramPart, write_list
        path, roots, more = json.loads(sys.stdin.read())
        versions = {"PyInstaller bootloader": version("pyinstaller"), "pysqlite3": version("pysqlite3")}
        texts = {"pysqlite3": distribution("pysqlite3").read_text("licenses/LICENSE")}
        more = [ProgramPart(name, versions.get(name, ""), licence, text or texts.get(name, "")) for name, licence, text in more]
        write_list(Path(path), roots, more)
        from pos_assist.cli.main import COMMANDS
        from pos_assist.i18n.translate import set_language, tr
        told = {}
        for language in ("en", "ja"):
            set_language(language)
            told[language] = [[name, tr(text)] for name, (_, text) in COMMANDS.items()]
        Path(path).with_name("commands.json").write_text(json.dumps(told), encoding="utf-8")
    """
    asked = json.dumps([str(BUILD / "licences.json"), roots, more])
    subprocess.run([python, "-c", script], input=asked.encode(), check=True, cwd=ROOT)


def commit() -> str:
    """The commit that is built, «-dirty» where files differ from it; POS_ASSIST_COMMIT for a copy of the files; empty without git."""
    if told := os.environ.get("POS_ASSIST_COMMIT"):
        return told
    git = shutil.which("git")
    if git is None:
        return ""
    asked = [git, "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def source_date() -> int:
    """The moment of what is built, in seconds since 1970: as told, or the commit's; this moment without git."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    if (git := shutil.which("git")) is not None:
        asked = [git, "log", "-1", "--format=%ct"]
        answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
        if answer:
            return int(answer)
    return int(datetime.now(UTC).timestamp())  # noqa: TID251 — a build without a commit is of today


def copy_fonts(folder: Path) -> list[Path]:
    """The Japanese font, where this machine has it: for systems that lack it (a .deb asks for its package instead)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for place in FONT_FOLDERS:
        for name in FONTS:
            for found in place.rglob(name) if place.exists() else ():
                shutil.copyfile(found, folder / name)
    if not WINDOWS and len(list(folder.iterdir())) < len(FONTS):
        sys.exit("BIZ UDPGothic is missing here: `sh packaging/setup.sh package` installs it")
    return list(folder.iterdir())


def freeze(python: Path) -> None:
    """PyInstaller."""
    say("Freezing")
    environ = {**os.environ, "POS_ASSIST_BUILD": str(BUILD), "PYTHONHASHSEED": "0"}
    options = ["--noconfirm", "--log-level=WARN", f"--distpath={DIST}", f"--workpath={BUILD / 'work'}"]
    run([python, "-m", "PyInstaller", *options, PACKAGING / "pos-assist.spec"], environ)
    if not WINDOWS:
        from linux import icu_data, system_parts  # noqa: PLC0415 — only Linux has them

        for library in PROGRAM.rglob("libicudata.so.*"):
            if not library.is_symlink():
                icu_data.shrink(library)
        for name in SYMBOLS:
            for library in PROGRAM.rglob(f"{name}*.so"):
                run(["strip", "--strip-unneeded", library])
        (listed,) = PROGRAM.rglob("licences.json")
        parts = json.loads(listed.read_text(encoding="utf-8")) + system_parts.parts(PROGRAM)
        listed.write_text(json.dumps(parts, ensure_ascii=False, indent=1), encoding="utf-8")
        shutil.copyfile(listed, BUILD / "licences.json")
    sbom.write(BUILD / "sbom.json", BUILD / "licences.json", PACKAGING / "requirements.txt", version(), commit())
    shutil.copyfile(BUILD / "sbom.json", DIST / f"pos-assist-{version()}-{'windows' if WINDOWS else 'linux'}.cdx.json")


def size(path: Path) -> str:
    """How large a file or folder is, for people."""
    files = [path] if path.is_file() else [x for x in path.rglob("*") if x.is_file() and not x.is_symlink()]
    return f"{sum(x.stat().st_size for x in files) / 1e6:.1f} MB"


def run(command: list[str | Path], environ: dict[str, str] | None = None) -> None:
    """Run it; stop the build where it fails."""
    subprocess.run(list(map(str, command)), check=True, cwd=ROOT, env=environ)


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
