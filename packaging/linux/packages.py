"""From the frozen folder to a .deb and a .tar.zst."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from linux import dependencies

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# What no file names as needed: the Japanese font and what finds it.
MORE = ("fontconfig", "fonts-morisawa-bizud-gothic")


def make(program: Path, build: Path, dist: Path, version: str) -> Iterator[Path]:
    """Both packages. QUICK=1 in the environment takes seconds instead of minutes, for a larger .deb (zstd: 61 MB, xz: 50)."""
    yield tarball(program, build, dist, version)
    yield deb(program, build, dist, version)


def tarball(program: Path, build: Path, dist: Path, version: str) -> Path:
    """One folder to unpack anywhere; the font is in it."""
    tree = build / "tar" / f"pos-assist-{version}"
    fresh(tree)
    shutil.copytree(program, tree, dirs_exist_ok=True, symlinks=True)
    shutil.copyfile(HERE / "pos-assist.desktop", tree / "pos-assist.desktop")
    path = dist / f"pos-assist-{version}-linux-{os.uname().machine}.tar.zst"
    options = [
        "--owner=0",
        "--group=0",
        "--mode=u=rwX,go=rX",
        "--sort=name",
        f"--mtime=@{os.environ['SOURCE_DATE_EPOCH']}",
        "--use-compress-program=zstd -12 -T0",
    ]
    subprocess.run(["tar", *options, "-C", tree.parent, "-cf", path, tree.name], check=True)
    return path


def deb(program: Path, build: Path, dist: Path, version: str) -> Path:
    """The package for Debian and Ubuntu. It has no scripts: menus, icons and MIME types are taken up by dpkg's triggers,
    and the data of the shops lies in the user's folder, which a package does not touch."""
    tree = build / "deb"
    fresh(tree)
    opt = tree / "opt" / "pos-assist"
    shutil.copytree(program, opt, symlinks=True)
    for fonts in opt.rglob("resources/fonts"):
        shutil.rmtree(fonts)  # it is a dependency
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "pos-assist").symlink_to("/opt/pos-assist/pos-assist")
    put(HERE / "pos-assist.desktop", tree / "usr/share/applications/pos-assist.desktop")
    put(HERE / "pos-assist.xml", tree / "usr/share/mime/packages/pos-assist.xml")
    metainfo = (HERE / "metainfo.xml").read_text(encoding="utf-8").replace("@VERSION@", version)
    written(metainfo.replace("@DATE@", built(build)), tree / "usr/share/metainfo/pos-assist.metainfo.xml")
    shutil.copytree(build / "icons" / "hicolor", tree / "usr/share/icons/hicolor")
    commands = json.loads((build / "commands.json").read_text(encoding="utf-8"))
    for page, language, folder in (("pos-assist.1", "en", "man1"), ("pos-assist.ja.1", "ja", "ja/man1")):
        text = (HERE / page).read_text(encoding="utf-8").replace("@VERSION@", version)
        zipped(
            text.replace("@COMMANDS@", described(commands[language])),
            tree / "usr/share/man" / folder / "pos-assist.1.gz",
        )
    documents = tree / "usr/share/doc/pos-assist"
    zipped((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), documents / "NEWS.gz")
    zipped(changelog(version, built(build)), documents / "changelog.gz")
    parts = json.loads((build / "licences.json").read_text(encoding="utf-8"))
    written(copyright_file(parts), documents / "copyright")
    zipped(licence_texts(parts), documents / "licences.gz")
    put(HERE / "overrides", tree / "usr/share/lintian/overrides/pos-assist")
    put(build / "sbom.json", documents / "sbom.cdx.json")
    control(tree, program, version)
    date = int(os.environ["SOURCE_DATE_EPOCH"])
    for folder, _, files in os.walk(tree, topdown=False):  # whatever the umask and the clock of the builder
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                run = os.access(path, os.X_OK) and ".so" not in path.name  # a library is loaded, not run
                path.chmod(0o755 if run else 0o644)
            os.utime(path, (date, date), follow_symlinks=False)
        os.utime(folder, (date, date))
    path = dist / f"pos-assist_{version}_{architecture()}.deb"
    compression = ["-Zzstd", "-z12"] if os.environ.get("QUICK") == "1" else ["-Zxz", "-z6"]
    pack: list[str | Path] = ["dpkg-deb", "--root-owner-group", *compression, "--build", tree, path]
    subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
    return path


def control(tree: Path, program: Path, version: str) -> None:
    """DEBIAN/control and the checksums."""
    depends = [f"libc6 (>= {dependencies.c_library(program)})", *dependencies.needed(program), *MORE]
    files = [x for x in tree.rglob("*") if x.is_file() and not x.is_symlink()]
    fields = {
        "Package": "pos-assist",
        "Version": version,
        "Architecture": architecture(),
        "Maintainer": maintainer(),
        "Installed-Size": str(sum(x.stat().st_size for x in files) // 1024),
        "Depends": ", ".join(depends),
        "Section": "misc",
        "Priority": "optional",
        "Description": "counter of a shop that says what to offer, and what it would really cost\n"
        " Items are rung up by key, scanner or search; beside the order stand one\n"
        " upgrade and a few add-ons, each with its exact price after every set\n"
        " discount. Works without a network.",
    }
    folder = tree / "DEBIAN"
    folder.mkdir()
    (folder / "control").write_text("".join(f"{k}: {v}\n" for k, v in fields.items()), encoding="utf-8")
    sums = subprocess.run(
        ["md5sum", *(x.relative_to(tree) for x in sorted(files))], cwd=tree, check=True, capture_output=True, text=True
    ).stdout
    (folder / "md5sums").write_text(sums, encoding="utf-8")


def architecture() -> str:
    """As dpkg calls this machine's."""
    asked = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True)
    return asked.stdout.strip()


def maintainer() -> str:
    """Who answers for the package: whoever builds it, as Debian's tools are told (DEBFULLNAME, DEBEMAIL), else who made the commit."""
    name, address = os.environ.get("DEBFULLNAME", ""), os.environ.get("DEBEMAIL", "")
    if name and address:
        return f"{name} <{address}>"
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%an <%ae>"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or sys.exit("Whose package is it? Set DEBFULLNAME and DEBEMAIL")


def built(build: Path) -> str:
    """The day of the build."""
    return str(json.loads((build / "build.json").read_text(encoding="utf-8"))["built"])


def described(commands: list[list[str]]) -> str:
    """The commands of a man page: name and what it does."""
    return "\n".join(f".TP\n.B {name.replace('-', chr(92) + '-')}\n{text}" for name, text in commands)


def changelog(version: str, day: str) -> str:
    """Debian's changelog, which says where the real one is."""
    at = datetime.strptime(day, "%Y-%m-%d").strftime("%a, %d %b %Y 12:00:00 +0000")
    return f"pos-assist ({version}) unstable; urgency=medium\n\n  * What changed is in NEWS.gz.\n\n -- {maintainer()}  {at}\n"


def copyright_file(parts: list[dict[str, str]]) -> str:
    """Debian's copyright file: ours, and every part with its licence's name; the texts are in licences.gz."""
    text = (HERE / "copyright").read_text(encoding="utf-8").rstrip() + "\n"
    for part in parts:
        name = " ".join(f"{part['name']} {part['version']}".split())
        text += f"\nFiles: opt/pos-assist/*\nCopyright: the authors of {name}\nLicense: {part['licence']}\n"
        text += f" The text is under «{name}» in /usr/share/doc/pos-assist/licences.gz.\n"
    return text


def licence_texts(parts: list[dict[str, str]]) -> str:
    """The licence of every part, one after the other."""
    line = "=" * 80
    return (
        "\n\n".join(f"{line}\n{x['name']} {x['version']}: {x['licence']}\n{line}\n\n{x['text']}" for x in parts) + "\n"
    )


def written(text: str, to: Path) -> None:
    """A text into a folder that may not be there yet."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text, encoding="utf-8")


def put(source: Path, to: Path) -> None:
    """Copy a file into a folder that may not be there yet."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)


def zipped(text: str, to: Path) -> None:
    """A text as .gz, without the time in it, so that the same input gives the same package."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(gzip.compress(text.encode(), mtime=0))


def fresh(folder: Path) -> None:
    """An empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
