"""The relay as it is set up in the back office: a plan that is kept, a program of its own that runs by it, and what it says of itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem, Refused
from pos_assist.domain.relay_plan import Hearer, RelayPlan, RelayWay
from pos_assist.services.relaying.relay_files import load_plan, plan_file, read_state, save_plan
from pos_assist.services.relaying.relay_program import (
    begin_at_sign_in,
    begins_at_sign_in,
    is_running,
    look_before,
    start,
    stop,
)
from tests.services.feeds.paper_register import printed

SLIP = ["領収証", "2026-11-20 12:00 No.1", "会員番号 5550001112", "コーラ M  250円", "合計  250円", "現金  250円"]
ROOT = Path(__file__).parents[3]


def until(true: Callable[[], bool]) -> None:
    """Within some seconds; a process of its own has no signal to wait for."""
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a shop's file would be: the relay opens none."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = tmp_path / "kanda.db"
    path.touch()
    yield path
    stop(path)


@pytest.fixture
def printer() -> Iterator[tuple[int, bytearray]]:
    got = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            with suppress(OSError):
                while True:
                    one, _ = server.accept()
                    with one:
                        while data := one.recv(8_192):
                            got.extend(data)

        thread = threading.Thread(target=run)
        thread.start()
        yield server.getsockname()[1], got
        server.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def network(printer: int, port: int = 0) -> RelayPlan:
    return RelayPlan(port=f"127.0.0.1:{port or free_port()}", printer=f"127.0.0.1:{printer}")


def prints(plan: RelayPlan, data: bytes) -> None:
    """The register prints a slip and hangs up."""
    host, _, port = plan.port.rpartition(":")
    with socket.create_connection((host, int(port))) as register:
        register.sendall(data)
        register.shutdown(socket.SHUT_WR)
        while register.recv(100):
            pass


def test_it_runs_by_its_plan_passes_every_byte_on_and_says_what_it_heard_without_persons(
    shop: Path, printer: tuple[int, bytearray]
) -> None:
    port, got = printer
    plan = network(port)
    save_plan(shop, plan)
    assert load_plan(shop) == plan
    assert not is_running(shop)
    start(shop)
    assert is_running(shop)
    until(lambda: read_state(shop).ready)
    with pytest.raises(Refused, match="relay_runs"):
        start(shop)
    prints(plan, printed(SLIP))
    until(lambda: read_state(shop).times == 1)
    state = read_state(shop)
    assert bytes(got) == printed(SLIP)
    assert state.heard == "合計 250円"
    until(lambda: read_state(shop).window is Hearer.AWAY)
    assert "5550001112" not in "".join(x.read_text(errors="replace") for x in shop.parent.iterdir() if x.is_file())
    stop(shop)
    assert not is_running(shop)
    stop(shop)  # twice does no harm


def test_a_printer_that_is_switched_off_later_is_told_and_forgotten_once_it_prints_again(shop: Path) -> None:
    """The register hears what it would hear of its printer; the page says it, too."""
    place = free_port()
    plan = network(place)
    save_plan(shop, plan)
    start(shop)
    until(lambda: read_state(shop).ready)
    with suppress(OSError):
        prints(plan, printed(SLIP))
    until(lambda: read_state(shop).problem is not None)
    problem = read_state(shop).problem
    assert problem is not None
    assert problem.code == "no_such_printer"
    with socket.create_server(("127.0.0.1", place)) as server:
        register = threading.Thread(target=prints, args=(plan, printed(SLIP)))
        register.start()
        one, _ = server.accept()
        with one:
            while one.recv(8_192):
                pass
        register.join()
    until(lambda: read_state(shop).times == 1)
    assert read_state(shop).problem is None


def test_a_port_that_is_taken_is_waited_for(shop: Path, printer: tuple[int, bytearray]) -> None:
    """At sign-in another program may still have it, an adapter may not be there yet: a relay that gave up would stop the receipts."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        plan = network(printer[0], other.getsockname()[1])
        save_plan(shop, plan)
        start(shop)
        until(lambda: read_state(shop).problem is not None)
        state = read_state(shop)
        assert state.problem is not None
        assert (state.problem.code, state.ready) == ("port_taken", False)
    until(lambda: read_state(shop).ready)
    prints(plan, printed(SLIP))
    until(lambda: read_state(shop).times == 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals")
def test_a_line_that_is_only_listened_to_is_said_by_what_it_shows(shop: Path) -> None:
    register, source = os.openpty()
    save_plan(shop, RelayPlan(RelayWay.LISTEN, source=os.ttyname(source)))
    start(shop)
    until(lambda: read_state(shop).ready)
    os.write(register, b"\x0cHAMBURGER           \x1b[H        \xfc350")
    until(lambda: read_state(shop).times == 1)
    assert read_state(shop).heard.startswith("HAMBURGER")
    for end in (register, source):
        os.close(end)
    until(lambda: not read_state(shop).ready)
    problem = read_state(shop).problem
    assert problem is not None
    assert problem.code in ("port_gone", "port_unusable")
    assert is_running(shop), "the cable may come back"


def test_what_cannot_be_is_told_before_the_register_depends_on_it(shop: Path, printer: tuple[int, bytearray]) -> None:
    def code(plan: RelayPlan) -> str:
        with pytest.raises(Problem) as caught:
            look_before(plan)
        return caught.value.code

    look_before(network(printer[0]))
    assert code(network(free_port())) == "no_such_printer"
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert code(network(printer[0], other.getsockname()[1])) == "port_taken"
    assert code(RelayPlan(printer="")) == "needs_printer"
    assert code(RelayPlan(port="0", printer="192.168.0.20")) == "relay_port"
    assert code(RelayPlan(port="x", printer="192.168.0.20")) == "relay_port"
    assert code(RelayPlan(printer="localhost")) == "relay_to_itself", "it would feed itself for ever"
    assert code(RelayPlan(RelayWay.SERIAL)) == "relay_source"
    assert code(RelayPlan(RelayWay.SERIAL, source="COM3")) == "relay_sink"
    assert code(RelayPlan(RelayWay.SERIAL, source="COM3", sink="com3")) == "relay_one_port"
    assert code(RelayPlan(RelayWay.LISTEN, source="COM99")) == "port_unusable"
    assert code(RelayPlan(RelayWay.FOLDER)) == "relay_folder"
    assert code(RelayPlan(RelayWay.FOLDER, folder=str(shop.parent / "gone"))) == "no_such_folder"


def test_a_plan_that_is_damaged_is_none_and_a_strange_value_of_one_is_the_usual(shop: Path) -> None:
    assert load_plan(shop) is None
    for text in ("", "[]", "{", "null"):
        plan_file(shop).write_text(text)
        assert load_plan(shop) is None
    plan_file(shop).write_text('{"way": "pigeon", "speed": 7, "printer": "192.168.0.20", "receipts": 3, "later": 1}')
    assert load_plan(shop) == RelayPlan(printer="192.168.0.20")
    with pytest.raises(BadInput):
        save_plan(shop, RelayPlan())


def test_without_a_plan_the_program_says_what_to_do(shop: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pos_assist", "relay", "--shop", str(shop), "--lang", "en"],
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 3
    assert b"not set up" in done.stderr
    with pytest.raises(EnvironmentProblem, match="relay_not_started"):
        start(shop)


def test_neither_window_nor_database_is_loaded_by_it() -> None:
    """What a shop's receipts go through is small."""
    said = (
        "import sys, pos_assist.cli.relay; print([x for x in ('PySide6', 'sqlite_utils', 'numpy') if x in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", said], cwd=ROOT).strip() == b"[]"


@pytest.mark.skipif(sys.platform == "win32", reason="there it is the Run key: tests/system/test_autostart.py")
def test_at_sign_in_the_system_starts_it_for_that_shop(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(shop.parent / "config"))
    assert not begins_at_sign_in(shop)
    begin_at_sign_in(shop, on=True)
    assert begins_at_sign_in(shop)
    entry = (shop.parent / "config" / "autostart" / "pos-assist-relay.desktop").read_text(encoding="utf-8")
    assert f'"relay" "--shop" "{shop}"' in entry
    begin_at_sign_in(shop, on=False)
    assert not begins_at_sign_in(shop)


@pytest.mark.skipif(sys.platform == "win32", reason="there it is the Run key: tests/system/test_autostart.py")
def test_of_two_shops_on_one_computer_each_is_chosen_for_itself(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the second's choice takes the first's register its printer, the next morning."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(shop.parent / "config"))
    second = shop.with_name("二号店 50%.db")
    begin_at_sign_in(shop, on=True)
    assert not begins_at_sign_in(second)
    for _ in range(2):
        begin_at_sign_in(second, on=True)
    assert begins_at_sign_in(shop)
    assert begins_at_sign_in(second)
    assert len(list((shop.parent / "config" / "autostart").iterdir())) == 2
    begin_at_sign_in(shop, on=False)
    assert not begins_at_sign_in(shop)
    assert begins_at_sign_in(second)
    begin_at_sign_in(second, on=False)
    assert not list((shop.parent / "config" / "autostart").iterdir())
