"""Walk through the life of the installed program, on Windows (or Wine): `python walk.py OLDER-SETUP SETUP FOLDER-FOR-PICTURES`.

Both setups lie on a «stick»: at the top of a drive of their own (`subst S: folder`), under the names of the released ones. Install for this
person without questions, first start, a sale by key presses, a second start, an upgrade refused while it runs, the newer version found on the
stick, installed after closing, and gone back from; an end by force in the middle of an order, the upgrade, the terminal, Japanese and long paths, opening at sign-in, the back office,
removing with the data kept; then the same installed for all. Run by a Python that has PySide6 (build/venv), for the pictures.
The first thing that is not so ends it with words. It refuses an account that has a shop already: its sales are not ours to try with.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import winreg
from collections.abc import Iterator
from pathlib import Path

from hands import PICTURES, close, expect, held, picture, press, say, shown, touch, window, within

LOCAL = Path(os.environ["LOCALAPPDATA"])
DATA = LOCAL / "pos-assist"
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\pos-assist"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
FIRST, COUNTER, OFFICE = "pos-assist へようこそ", "みどり橋店", "管理画面"
BARCODE = "2901000000312"  # cola-m of the sample shop
STILL_OPEN, NO_PACK = 4, 3  # the installer's exit codes
FOR_ALL = Path("C:\\お店のレジ")
PACK = LOCAL / "みどり橋店.pospack"


def main(older: Path, newer: Path) -> None:
    """All of it, in order."""
    if DATA.exists():
        sys.exit(f"There is a shop in {DATA} already: walk with another account")
    place = install(older, "/CurrentUser")
    expect(
        installed(winreg.HKEY_CURRENT_USER, "DisplayVersion") == "0.0.9", "the older one is registered for this person"
    )
    say("installed for one person, without questions and without an administrator")

    first_sale(place)
    updated_and_back(place, older, newer)
    killed_in_an_order(place, newer)
    expect(not leftovers(place), "nothing of the older program is left between the newer one's files")
    terminal(place)
    back_office(place)
    removed(place)

    shutil.rmtree(DATA)  # this walk's own
    expect(setup(newer, "/AllUsers", "/SHOP=C:\\nosuch.pospack") == NO_PACK, "a pack that is not there is refused")
    place = install(newer, "/AllUsers", "/DESKTOP", "/AUTOSTART", f"/SHOP={PACK}", f"/D={FOR_ALL}")
    expect(place == FOR_ALL, "in the folder that was asked for, which is Japanese")
    pack(place)
    expect(installed(winreg.HKEY_LOCAL_MACHINE, "DisplayVersion") != "", "registered for all")
    starter(place, "autostart", "on")
    for whose in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        expect(str(FOR_ALL) in value(whose, RUN, "pos-assist"), "it opens at sign-in: for this person, and for all")
    uninstall(place, "/AllUsers")
    for whose in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        expect(value(whose, RUN, "pos-assist") == "", "nothing is left that opens a program that is gone")
    (FOR_ALL / "uninstall.exe").unlink()  # it ran from there, see `uninstall`
    FOR_ALL.rmdir()  # nothing else is left
    say("installed for all and removed; nothing opens at sign-in any more")
    print("walk: fine", flush=True)


def leftovers(place: Path) -> list[str]:
    """Names in the program's folder that its installer does not know."""
    known = {"_internal", "pos-assist.exe", "pos-assist-counter.exe", "uninstall.exe"}
    return sorted({x.name for x in place.iterdir()} - known)


# -- the parts of the walk ---------------------------------------------------------------------------------------------


def first_sale(place: Path) -> None:
    """First start, a sale by keys, a second start, and upgrades that are refused while either starter runs."""
    with till(place):
        first = window(FIRST)
        picture("1-first-start")
        touch(first, 600, 121)  # the burger sample
        press("ENTER")
        window(COUNTER)
        press("ESCAPE")
        time.sleep(1)
        order(place)
        picture("2-order")
        pay(place)
        expect_sales(place, 1)
        say("sold by key presses in the real window")
        second = subprocess.run([place / "pos-assist-counter.exe"], timeout=60, check=False)
        expect(second.returncode == 0, f"a second start brings the window to the front: {second.returncode}")
        expect(setup(NEWER, "/CurrentUser") == STILL_OPEN, "an upgrade under an open counter is refused")
        leave()
    with subprocess.Popen(
        [place / "pos-assist.exe", "import", "receipts", "--serve", "--shop", "other.db"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=DATA,
    ) as serving:  # fmt: skip
        time.sleep(3)
        expect(setup(NEWER, "/CurrentUser") == STILL_OPEN, "and under an open terminal")
        serving.communicate(b"", timeout=30)
    say("an upgrade waits until the counter and the terminal are closed")


def updated_and_back(place: Path, older: Path, newer: Path) -> None:
    """The back office finds the newer version on the stick and installs it once it is closed, every shop copied before; then back again."""
    was, new = version_of(older), version_of(newer)
    plan = DATA / "updates" / "plan.json"
    with program_page(place):
        picture("3-a-newer-version")
        touch(window(OFFICE), 305, 152)  # install
        expect(within(60, plan.exists), "the newer version waits")
        close(OFFICE)
    installed_after_closing(place, new)
    expect(bool(list((DATA / "updates").glob(f"*-of-{was}.db"))), "every shop was copied before")
    expect_sales(place, 1)
    with till(place):
        order(place)
        pay(place)
        expect_sales(place, 2)
        leave()
    with program_page(place):
        picture("4-the-way-back")
        touch(window(OFFICE), 297, 290)  # back
        expect(within(60, lambda: json.loads(plan.read_text("utf-8"))["back"]), "it goes back")
        close(OFFICE)
    installed_after_closing(place, was)
    expect_sales(place, 2)
    say("a newer version on a stick: found, installed after closing, sold with, and gone back from with every sale")


@contextlib.contextmanager
def program_page(place: Path) -> Iterator[None]:
    """The back office at Settings, Program, where the sticks have been looked at; it has to be closed within."""
    with running(place / "pos-assist-counter.exe", "back-office"):
        office = window(OFFICE)
        press("CTRL+7")
        time.sleep(1.5)
        touch(office, -68, 36)  # the last tab
        time.sleep(5)
        yield


def installed_after_closing(place: Path, version: str) -> None:
    """The installer that the program opened asks nothing, and starts the counter of that version at its end."""
    registered = within(240, lambda: installed(winreg.HKEY_CURRENT_USER, "DisplayVersion") == version)
    expect(registered, f"{version} installs itself")
    title = f"pos_assist {version}"
    for _ in range(10):  # its last page, «finish»; what is pressed before does nothing
        if not shown(title):
            break
        window(title)
        picture(f"installer-{version}")
        press("ENTER")
        time.sleep(2)
    window(COUNTER)
    leave()
    expect(within(60, lambda: not shown(COUNTER)), "the counter closes")
    expect(version in starter(place, "--version"), f"the program says {version}")


def version_of(setup_file: Path) -> str:
    """Of an installer, as its name tells."""
    return setup_file.stem.rsplit("-", 1)[1]


def killed_in_an_order(place: Path, newer: Path) -> None:
    """The order of a counter that was ended by force comes back and is paid; then the upgrade keeps every sale."""
    with till(place) as running:
        window(COUNTER)
        order(place)
        running.kill()
        running.wait(30)
    with till(place):
        window(COUNTER)
        picture("5-order-came-back")
        pay(place)
        expect_sales(place, 3)
        leave()
    say("ended by force in the middle of an order: it came back and was paid")
    install(newer, "/CurrentUser")
    expect(installed(winreg.HKEY_CURRENT_USER, "DisplayVersion") != "0.0.9", "the upgrade took place")
    expect_sales(place, 3)
    say("upgraded, with its sales")


def terminal(place: Path) -> None:
    """What is piped is UTF-8; names, folders and long paths in Japanese; files that are held or may not be written."""
    said = starter(place, "ring", "チーズバーガー", "--lang", "ja")
    expect("チーズバーガー" in said and "¥" in said, f"names and yen signs pass a pipe: {said!r}")
    expect(json.loads(starter(place, "ring", "--json", "チーズバーガー"))["lines"], "and JSON")
    japanese = LOCAL / "お店の データ"
    shutil.rmtree(japanese, ignore_errors=True)  # of an earlier walk
    deep = japanese.joinpath(*["とても長い名前のフォルダーの中の" * 4] * 4)
    expect(len(str(deep)) > 260, "a path longer than Windows used to allow")
    sold = starter(place, "sell", "3", "--data-dir", str(deep)).splitlines()
    kept = starter(place, "receipts", "--json", "--data-dir", str(deep)).splitlines()
    expect({json.loads(x)["receipt"] for x in sold} <= {json.loads(x)["receipt"] for x in kept}, "sold and kept there")
    table = DATA / "品目.csv"
    starter(place, "export", "items", str(table))
    starter(place, "pack", "make", str(PACK))
    with held(table):
        expect(refused(place, "export", "items", str(table)), "a file that Excel holds is refused in words")
    expect(refused(place, "shop", "new", r"\\127.0.0.1\nowhere\shop.db"), "a shop on a share is refused in words")
    expect(refused(place, "shop", "new", str(LOCAL / "OneDrive" / "shop.db")), "and one in a synchronised folder")
    say("terminal: UTF-8, Japanese and long paths, held files, shares: as they should be")


def back_office(place: Path) -> None:
    """The manager's pages open; a picture of them."""
    with running(place / "pos-assist-counter.exe", "back-office"):
        window(OFFICE)
        time.sleep(2)
        picture("6-back-office")
        close(OFFICE)
    say("the back office opened")


def pack(place: Path) -> None:
    """The first start of a chain's new PC makes its shop of the pack laid ready; a double click on one opens the back office, behind its
    question for a manager."""
    with till(place):
        window(COUNTER)
        leave()
    os.startfile(PACK)  # type: ignore[attr-defined]  # what a double click does; only there on Windows
    window(OFFICE)  # asks for a manager first: a shop of a pack has none yet
    time.sleep(4)
    picture("7-pack")
    close(OFFICE)
    say("a pack: laid ready for the first start, and opened by a double click")


def removed(place: Path) -> None:
    """The program is gone with all that would start it; the shop's files are as they were, byte for byte."""
    starter(place, "autostart", "on")
    expect("pos-assist-counter.exe" in value(winreg.HKEY_CURRENT_USER, RUN, "pos-assist"), "it opens at sign-in")
    before = {x: hashlib.sha256(x.read_bytes()).hexdigest() for x in DATA.rglob("*.db")}
    uninstall(place, "/CurrentUser")
    expect(installed(winreg.HKEY_CURRENT_USER, "DisplayVersion") == "", "it is not registered any more")
    expect(value(winreg.HKEY_CURRENT_USER, RUN, "pos-assist") == "", "it does not open at sign-in any more")
    expect(before == {x: hashlib.sha256(x.read_bytes()).hexdigest() for x in before}, "the data is as it was")
    say("removed, with the data kept")


# -- the program -------------------------------------------------------------------------------------------------------


def setup(file: Path, *options: str) -> int:
    """Run an installer without questions; its exit code."""
    return subprocess.run([file, "/S", *options], timeout=600, check=False).returncode


def install(file: Path, mode: str, *more: str) -> Path:
    """Install; the folder of the program."""
    code = setup(file, mode, *more)
    expect(code == 0, f"{file.name} {mode} {more} ends with {code}")
    root = winreg.HKEY_LOCAL_MACHINE if mode == "/AllUsers" else winreg.HKEY_CURRENT_USER
    return Path(installed(root, "InstallLocation"))


def uninstall(place: Path, mode: str) -> None:
    """Remove without questions. `_?=` keeps the uninstaller from copying itself elsewhere, so that it can be waited for."""
    done = subprocess.run(f'"{place / "uninstall.exe"}" {mode} /S _?={place}', timeout=600, check=False)
    expect(done.returncode == 0, f"removing ends with {done.returncode}")
    expect(not (place / "_internal").exists() and not (place / "pos-assist.exe").exists(), "the program is gone")


def starter(place: Path, *words: str) -> str:
    """What a command prints; it ends well and is silent on stderr."""
    done = subprocess.run(
        [place / "pos-assist.exe", *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    expect(done.returncode == 0 and not err, f"{words}: {done.returncode}\n{out}{err}")
    return out


def refused(place: Path, *words: str) -> bool:
    """Whether a command ends with words about the user's or the machine's fault, not with a crash."""
    done = subprocess.run(
        [place / "pos-assist.exe", *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False
    )
    said = done.stderr.decode("utf-8")
    print(f"      {said.strip()}", flush=True)
    return done.returncode in (2, 3, 4) and "Traceback" not in said and len(said) > 20


def expect_sales(place: Path, count: int) -> None:
    """So many whole sales are kept, soon."""
    until, whole = time.monotonic() + 20, -1
    while time.monotonic() < until:
        whole = sum(json.loads(line)["whole"] for line in starter(place, "receipts", "--json").splitlines())
        if whole == count:
            return
        time.sleep(0.3)
    expect(False, f"{count} sales, not {whole}")


@contextlib.contextmanager
def running(*command: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program with a window; it has to end by itself."""
    program = subprocess.Popen(command)
    try:
        yield program
        program.wait(60)
    finally:
        if program.poll() is None:
            program.kill()


def till(place: Path) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    """The counter, as its icon starts it."""
    return running(place / "pos-assist-counter.exe")


# -- at the counter ----------------------------------------------------------------------------------------------------


def order(place: Path) -> None:
    """A cheeseburger by search, a cola by scan; each is seen on the disk before the next, however slow this computer is."""
    for _ in range(3):  # a window that has just come to the front may not hear the first keys
        press("/")
        time.sleep(0.8)
        press(*"cheeseburger", pause=0.12)
        time.sleep(1)
        press("ENTER")
        if units(place, at_least=1, seconds=10) == 1:
            break
        press("ESCAPE")
    press("ESCAPE")
    time.sleep(0.5)
    press(*BARCODE, "ENTER", pause=0.003)
    expect(units(place, at_least=2) == 2, "a search and a scan each rang up one item")


def pay(place: Path) -> None:
    """Take the first add-on and the exact cash."""
    before = units(place, at_least=1)
    time.sleep(1.5)  # what is offered must have been seen
    press("F2")
    expect(units(place, at_least=before + 1) == before + 1, "the add-on was taken")
    press("F12")
    time.sleep(
        4
    )  # a key that takes money is dead for a moment after the payment panel came, whenever this computer shows it
    press("ENTER")


def units(place: Path, at_least: int, seconds: float = 20) -> int:
    """How many units the open order has, as `pos-assist orders` tells beside the running counter; waits for so many."""
    until, found = time.monotonic() + seconds, 0
    while found < at_least and time.monotonic() < until:
        orders = [json.loads(one) for one in starter(place, "orders", "--json").splitlines()]
        found = sum(one["units"] for one in orders)
    return found


def leave() -> None:
    """Close the counter by its menu's last entry."""
    window(COUNTER)
    press("CTRL+SPACE")
    time.sleep(1)
    press("UP", "ENTER")


# -- the registry ------------------------------------------------------------------------------------------------------


def installed(root: int, name: str) -> str:
    """A value of the entry by which Windows knows the program; empty without it."""
    return value(root, UNINSTALL, name)


def value(root: int, path: str, name: str) -> str:
    """A text of the registry; empty where it is not there."""
    try:
        with winreg.OpenKey(root, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as key:
            return str(winreg.QueryValueEx(key, name)[0])
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    NEWER = Path(sys.argv[2])
    PICTURES[0] = Path(sys.argv[3])
    main(Path(sys.argv[1]), NEWER)
