"""From the frozen folder to a .deb and a .tar.zst."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MAINTAINER = "pos_assist <pos-assist@example.invalid>"
# PyInstaller brings the xcb and glib libraries along, but not what belongs to the graphics driver, nor a Japanese font.
DEPENDS = ("libc6 (>= {libc})", "libgl1", "libegl1", "fontconfig", "fonts-morisawa-bizud-gothic")


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
    options = ["--owner=0", "--group=0", "--sort=name", "--use-compress-program=zstd -12 -T0"]
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
    shutil.copytree(build / "icons" / "hicolor", tree / "usr/share/icons/hicolor")
    for page, folder in (("pos-assist.1", "man1"), ("pos-assist.ja.1", "ja/man1")):
        text = (HERE / page).read_text(encoding="utf-8").replace("@VERSION@", version)
        zipped(text, tree / "usr/share/man" / folder / "pos-assist.1.gz")
    documents = tree / "usr/share/doc/pos-assist"
    zipped((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), documents / "changelog.gz")
    put(HERE / "copyright", documents / "copyright")
    control(tree, version)
    for folder, _, files in os.walk(tree):  # whatever the umask of the builder
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
    path = dist / f"pos-assist_{version}_{architecture()}.deb"
    compression = ["-Zzstd", "-z12"] if os.environ.get("QUICK") == "1" else ["-Zxz", "-z6"]
    pack: list[str | Path] = ["dpkg-deb", "--root-owner-group", *compression, "--build", tree, path]
    subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
    return path


def control(tree: Path, version: str) -> None:
    """DEBIAN/control and the checksums."""
    libc = os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.36"
    files = [x for x in tree.rglob("*") if x.is_file() and not x.is_symlink()]
    fields = {
        "Package": "pos-assist",
        "Version": version,
        "Architecture": architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(sum(x.stat().st_size for x in files) // 1024),
        "Depends": ", ".join(DEPENDS).format(libc=libc.split()[-1]),
        "Section": "misc",
        "Priority": "optional",
        "Description": "counter of a shop that says what to offer, and what it would really cost\n"
        " Items are rung up by key, scanner or search; beside the order stand one upgrade and a few\n"
        " add-ons, each with its exact price after every set discount. Works without a network.",
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
