"""The .deb in a clean system, from installing to removing: `make package-test`. Needs root (chroot), debootstrap, Xvfb.

A bare Debian or Ubuntu of the machine's own release (or the one that RELEASE names: RELEASE=trixie) and mirror is made in build/clean-tree, and deleted afterwards. In it, as a user
who is not root: install the version before, open the counter, ring up a sale by real key presses and pay, import a shop
from a receipts file, upgrade, find the sale, sell again, remove, find the data still there. Prints what it took.

The «version before» is the same program under a lower number: this proves the package's upgrade, while what a new program
does with an old database is shown by the tests of the storage.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / "build" / "clean-tree"
WORK = ROOT / "build" / "package-test"
USER, HOME = "shop", Path("/home/shop")
OLD_VERSION = "0.0.9"
MOUNTS = ("proc", "dev", "tmp/.X11-unix")


def main() -> None:
    """All of it, in order; the first thing that is not so ends it."""
    if os.geteuid() != 0:
        sys.exit("A clean tree needs root: sudo make package-test")
    new = newest_deb()
    old = as_version(new, OLD_VERSION)
    with screen() as display, clean_tree():
        began = time.monotonic()
        install(old)
        say(f"installed in {time.monotonic() - began:.0f} s")
        with till(display, first=True):
            sell_by_keys(display)
        say(f"from nothing installed to the first sale: {time.monotonic() - began:.0f} s")
        sold = receipts()
        expect(len(sold) == 1 and sold[0]["whole"], f"one whole sale is kept: {sold}")
        expect(sold[0]["lines"] >= 3, f"with the accepted add-on: {sold}")

        shutil.copyfile(ROOT / "resources/shops/bakery/receipts.csv", inside(HOME / "receipts.csv"))
        program("import", "receipts", str(HOME / "receipts.csv"), "--shop", str(HOME / "bakery.db"))
        expect(
            "total" in program("ring", "--json", "--shop", str(HOME / "bakery.db"), "2*croissant"),
            "the bakery rings up",
        )

        install(new)
        expect(installed_version() == new.name.split("_")[1], "the upgrade took place")
        expect(receipts() == sold, "the sale is still there after the upgrade")
        with till(display):
            sell_by_keys(display)
        expect(len(receipts()) == 2, "and the next one beside it")

        data = {path: path.read_bytes() for path in inside(HOME).rglob("*.db")}
        chroot(["apt-get", "purge", "-qq", "-y", "pos-assist"])
        expect(not inside(Path("/opt/pos-assist")).exists(), "the program is gone")
        expect(not inside(Path("/usr/bin/pos-assist")).is_symlink(), "with its command")
        expect(len(data) >= 2, f"both shops are there: {list(data)}")
        expect(all(path.read_bytes() == was for path, was in data.items()), "the data is left alone")
    say("package test: fine")


# -- the package -------------------------------------------------------------------------------------------------------


def newest_deb() -> Path:
    """The package that `make package` built."""
    found = sorted((ROOT / "dist").glob("pos-assist_*.deb"), key=lambda x: x.stat().st_mtime)
    if not found:
        sys.exit("There is no package yet: make package")
    return found[-1]


def as_version(deb: Path, version: str) -> Path:
    """The same package under another version's name."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    tree = WORK / "tree"
    run(["dpkg-deb", "-R", deb, tree])
    control = tree / "DEBIAN" / "control"
    lines = control.read_text(encoding="utf-8").splitlines()
    control.write_text(
        "\n".join(f"Version: {version}" if x.startswith("Version:") else x for x in lines) + "\n", "utf-8"
    )
    path = WORK / f"pos-assist_{version}_{deb.stem.split('_')[2]}.deb"
    run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, path])
    return path


def install(deb: Path) -> None:
    """As the README says it: `apt install ./FILE`."""
    shutil.copyfile(deb, inside(Path("/root") / deb.name))
    chroot(["apt-get", "install", "-qq", "-y", "--no-install-recommends", f"/root/{deb.name}"])


def installed_version() -> str:
    """What dpkg says is installed."""
    return chroot(["dpkg-query", "-W", "-f", "${Version}", "pos-assist"])


# -- the program, as its user ------------------------------------------------------------------------------------------


def program(*words: str) -> str:
    """Run a command of the installed program; it must be silent on stderr."""
    command = ["su", USER, "-c", "cd && exec pos-assist " + " ".join(f"'{word}'" for word in words)]
    done = subprocess.run(["chroot", TREE, *command], capture_output=True, text=True, env=environment(), check=False)
    expect(done.returncode == 0 and not done.stderr, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def receipts() -> list[dict[str, Any]]:
    """The finished sales."""
    return [json.loads(line) for line in program("receipts", "--json").splitlines()]


@contextmanager
def till(display: str, *, first: bool = False) -> Iterator[None]:
    """The counter, open and in front; the `first` time its question which shop it shall be is answered with Enter. Closed by its menu, as a cashier does; silent on stderr."""
    began = time.monotonic()
    command: list[str | Path] = ["chroot", TREE, "su", USER, "-c", "cd && exec pos-assist"]
    with subprocess.Popen(
        command, env=environment(DISPLAY=display), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            if first:
                window = focus(display, "pos-assist へようこそ")
                say(f"first question after {time.monotonic() - began:.1f} s")
                xdotool(display, "mousemove", "--window", window, "600", "121", "click", "1")  # the burger sample
                xdotool(display, "key", "Return")
            focus(display, "みどり橋店")
            say(f"counter open after {time.monotonic() - began:.1f} s")
            yield
            xdotool(display, "key", "ctrl+space")
            time.sleep(0.5)
            xdotool(display, "key", "Up", "Return")  # the menu's last entry: quit
            out, err = running.communicate(timeout=20)
            expect(
                running.returncode == 0 and not err,
                f"the counter ends well and silently: {running.returncode}\n{out}{err}",
            )
        finally:
            running.kill()


def focus(display: str, title: str) -> str:
    """Wait for the window of that title, give it the keys (there is no window manager here to do so), and return its id."""
    until = time.monotonic() + 90
    while not (found := xdotool(display, "search", "--onlyvisible", "--name", title, check=False).split()):
        if time.monotonic() > until:
            sys.exit(f"package test failed: no window «{title}»; see {picture_of(display)}")
        time.sleep(0.1)
    xdotool(display, "windowfocus", "--sync", found[-1])
    return found[-1]


def sell_by_keys(display: str) -> None:
    """Ring up by search and by scan, accept the first add-on, take exact cash. Real key presses, at a person's pace."""
    before = len(receipts())
    xdotool(display, "key", "slash")
    time.sleep(0.3)  # a person's pace: what follows a key within milliseconds is a scan
    xdotool(display, "type", "--delay", "120", "cheeseburger")
    time.sleep(0.3)
    xdotool(display, "key", "Return")
    time.sleep(0.5)
    xdotool(display, "key", "Escape")
    xdotool(display, "type", "--delay", "1", barcode_of("cola-m"))
    xdotool(display, "key", "Return")
    time.sleep(1.0)  # a card that has only just appeared does not count
    xdotool(display, "key", "F2")
    time.sleep(0.5)
    xdotool(display, "key", "F12")
    time.sleep(0.5)
    xdotool(display, "key", "Return")
    until = time.monotonic() + 10
    while len(receipts()) == before:
        if time.monotonic() > until:
            sys.exit(f"package test failed: the keys made no sale; see {picture_of(display)}")
        time.sleep(0.2)


def picture_of(display: str) -> Path:
    """What the screen shows, for whoever looks for the reason."""
    path = WORK / "screen.png"
    grab = (
        "import sys; from PySide6.QtGui import QGuiApplication as A; a = A([]);"
        " a.primaryScreen().grabWindow(0).save(sys.argv[1])"
    )
    environ = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    subprocess.run([sys.executable, "-c", grab, path], env=environ, check=True)
    return path


def barcode_of(code: str) -> str:
    """A barcode of the sample shop's item."""
    with (ROOT / "resources/shops/burger/items.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(row["barcodes"].split()[0] for row in csv.DictReader(file) if row["code"] == code)


# -- the clean system --------------------------------------------------------------------------------------------------


@contextmanager
def clean_tree() -> Iterator[None]:
    """A bare system of this machine's release, from this machine's mirror and with its settings for apt."""
    tear_down()
    try:
        release = dict(
            line.split("=", 1) for line in Path("/etc/os-release").read_text("utf-8").splitlines() if "=" in line
        )
        asked = ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"]
        site = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()[0]
        say("Making a clean system")
        run(
            ["debootstrap", "--variant=minbase", os.environ.get("RELEASE", release["VERSION_CODENAME"]), TREE, site],
            quiet=True,
        )
        for path in ("/etc/resolv.conf", "/etc/hosts"):
            shutil.copyfile(path, inside(Path(path)))
        for settings in Path("/etc/apt/apt.conf.d").glob("*"):
            if not inside(settings).exists() and not settings.name.startswith(("docker", "50", "20")):
                shutil.copyfile(settings, inside(settings))
        chroot(["useradd", "--create-home", USER])
        for name in MOUNTS:
            inside(Path("/") / name).mkdir(parents=True, exist_ok=True)
        run(["mount", "-t", "proc", "proc", TREE / "proc"])
        run(["mount", "--bind", "/dev", TREE / "dev"])
        run(["mount", "--bind", "/tmp/.X11-unix", TREE / "tmp/.X11-unix"])
        chroot(["apt-get", "update", "-qq"])
        yield
    finally:
        tear_down()


def tear_down() -> None:
    """Unmount, make sure of it, delete."""
    for _, place, *_ in reversed(mounts_inside()):
        run(["umount", place])
    if left := mounts_inside():
        sys.exit(f"still mounted, so not deleted: {left}")
    shutil.rmtree(TREE, ignore_errors=True)


def mounts_inside() -> list[list[str]]:
    """What is mounted in the clean system, in the order in which it was."""
    mounts = [line.split(" ") for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    return [mount for mount in mounts if mount[1].startswith(f"{TREE}/")]


@contextmanager
def screen() -> Iterator[str]:
    """A screen without a monitor."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset", "-ac"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as answer:
            display = f":{answer.readline().strip()}"
        try:
            yield display
        finally:
            server.terminate()


def xdotool(display: str, *words: str, check: bool = True) -> str:
    """One action on the screen."""
    environ = {**os.environ, "DISPLAY": display}
    done = subprocess.run(["xdotool", *words], env=environ, capture_output=True, text=True, timeout=30, check=check)
    return done.stdout


def chroot(command: list[str]) -> str:
    """Run something in the clean system, as root."""
    done = subprocess.run(["chroot", TREE, *command], capture_output=True, text=True, env=environment(), check=False)
    expect(done.returncode == 0, f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


def environment(**more: str) -> dict[str, str]:
    """What a fresh system has, and nothing of this one's."""
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {"PATH": path, "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **more}


def inside(path: Path) -> Path:
    """A path of the clean system, seen from outside."""
    return TREE / path.relative_to("/")


def run(command: list[str | Path], *, quiet: bool = False) -> None:
    """Run something here."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL if quiet else None)


def expect(holds: bool, what: str) -> None:
    """Stop with words where it does not hold."""
    if not holds:
        sys.exit(f"package test failed: {what}")


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
