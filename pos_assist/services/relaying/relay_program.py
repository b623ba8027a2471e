"""The relay's program: whether it runs, begun and ended, also at sign-in. It is no child of the window: that may close, crash and be replaced."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pos_assist.devices.display_tap import open_port
from pos_assist.devices.printer_relay import look_for
from pos_assist.domain.feeds import Parity
from pos_assist.domain.problems import EnvironmentProblem, Refused, system_problem
from pos_assist.domain.relay_plan import PRINTER_PORT, RelayPlan, RelayWay, address_of
from pos_assist.services.relaying.relay_files import read_state, state_file
from pos_assist.storage.lock import Lock, is_held
from pos_assist.system import autostart

ENTRY = "pos-assist-relay"
_ENTRIES = (ENTRY, *(f"{ENTRY}-{n}" for n in range(2, 10)))  # a shop each: a computer may have two
_BEGINS_WITHIN = 20.0  # seconds; a cold disk takes some
_ENDS_WITHIN = 5.0
_begun: dict[
    int, subprocess.Popen[Any]
] = {}  # our own: who begins a program is told by the system how it ended, and has to listen


def look_before(plan: RelayPlan) -> None:
    """Whether its ends are there, before the register depends on them. BadInput: as `RelayPlan.check`. EnvironmentProblem: port_taken,
    address_unusable, no_such_printer, port_unusable, no_such_folder. Waits for a printer some seconds at most."""
    plan.check()
    if plan.way is RelayWay.NETWORK:
        listen, printer = address_of(plan.port), address_of(plan.printer, port=PRINTER_PORT)
        assert listen is not None
        assert printer is not None
        look_for(listen, printer)
    elif plan.way is RelayWay.FOLDER:
        try:
            next(Path(plan.folder).iterdir(), None)
        except OSError as error:
            raise system_problem(error, plan.folder) from error
    else:
        for port in filter(None, plan.ends):
            open_port(port, plan.speed, Parity(plan.parity)).close()


def serial_ports() -> list[str]:
    """The serial ports of this computer, for somebody to choose among; none where its system does not tell."""
    try:
        from serial.tools.list_ports import comports  # noqa: PLC0415 — lazy: only who sets a line up asks
    except AttributeError:  # a Windows without a function that the library calls, such as Wine 8's
        return []
    return sorted(x.device for x in comports())


def own_address(printer: str) -> str:
    """This computer's address on the network of that printer; empty where there is none. Nothing is sent."""
    host = (address_of(printer, port=PRINTER_PORT) or ("", 0))[0] or "192.0.2.1"  # RFC 5737: one that is nobody's
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect((host if host.replace(".", "").isdigit() else "192.0.2.1", 9))
        return str(asked.getsockname()[0])
    return ""


def is_running(shop: Path) -> bool:
    """Whether a relay with the saved plan runs for that shop."""
    return is_held(_lock(shop))


@contextmanager
def only_one(shop: Path) -> Iterator[None]:
    """While the relay runs. Refused: relay_runs."""
    try:
        lock = Lock(_lock(shop))
    except EnvironmentProblem as problem:
        if problem.code == "locked":
            raise Refused("relay_runs") from problem
        raise
    try:
        yield
    finally:
        lock.release()


def start(shop: Path) -> None:
    """Begin it with the saved plan; returns once it runs. Refused: relay_runs. EnvironmentProblem: relay_not_started."""
    if is_running(shop):
        raise Refused("relay_runs")
    with suppress(OSError):
        state_file(shop).unlink(missing_ok=True)
    words = [*autostart.program(), *_words(shop)]
    apart = (
        {"creationflags": 0x0000_0208} if sys.platform == "win32" else {"start_new_session": True}
    )  # DETACHED_PROCESS, own group
    process: subprocess.Popen[Any]
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=shop.parent,
            **apart,
        )
    except OSError as error:
        raise EnvironmentProblem("relay_not_started", command=subprocess.list2cmdline(words)) from error
    _begun[process.pid] = process
    until = time.monotonic() + _BEGINS_WITHIN
    while not (is_running(shop) and read_state(shop).pid):
        if process.poll() is not None or time.monotonic() > until:
            del _begun[process.pid]
            raise EnvironmentProblem("relay_not_started", command=subprocess.list2cmdline(words))
        time.sleep(0.05)


def stop(shop: Path) -> None:
    """End it; nothing where it does not run. What it passed on is passed on: it keeps nothing that could be lost."""
    pid = read_state(shop).pid
    if not pid or not is_running(shop):
        return
    with suppress(OSError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + _ENDS_WITHIN
    while is_running(shop) and time.monotonic() < until:
        time.sleep(0.02)
    if ours := _begun.pop(pid, None):
        with suppress(subprocess.TimeoutExpired):
            ours.wait(_ENDS_WITHIN)


def begins_at_sign_in(shop: Path) -> bool:
    """Whether the system starts that shop's relay when somebody signs in."""
    return any(autostart.is_on(x, _words(shop)) for x in _ENTRIES)


def begin_at_sign_in(shop: Path, *, on: bool) -> None:
    """Choose so for that shop's relay; another shop's stays as it is. EnvironmentProblem: cannot_write."""
    words = _words(shop)
    try:
        ours = [x for x in _ENTRIES if autostart.is_on(x, words)]
        if on:
            free = (x for x in _ENTRIES if not autostart.is_on(x))
            autostart.switch(True, ours[0] if ours else next(free, _ENTRIES[-1]), words)
        else:
            for entry in ours:
                autostart.switch(False, entry)
    except OSError as error:
        raise EnvironmentProblem("cannot_write", file=error.filename, reason=error.strerror or str(error)) from error


def _words(shop: Path) -> list[str]:
    return ["relay", "--shop", str(shop.absolute())]


def _lock(shop: Path) -> Path:
    return shop.with_name(f"{shop.stem}.relay.db")
