"""One job on a printer with every fault of a real one: what is confirmed was printed once and whole, what is queued was not
begun, and everything between is unknown."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_assist.devices import raster
from pos_assist.devices.address import Address, Way, address
from pos_assist.devices.escpos import image_job, text_job
from pos_assist.devices.printer import Patience, SendOutcome, open_drawer, print_job, printer_state
from pos_assist.devices.receipt_slip import receipt_slip
from pos_assist.devices.slip import Block, rows_of
from pos_assist.domain.print_jobs import JobState, Trouble
from pos_assist.domain.problems import Refused
from tests.devices.fake_printer import FakePrinter
from tests.devices.sales import SIGN, VISIT, sale

pytestmark = pytest.mark.usefixtures("qapp", "short_waits")


def pieces(dots: int = raster.DOTS_80) -> list[bytes]:
    return [*image_job(raster.bitmap_of(receipt_slip(sale(next_visit=VISIT), SIGN), dots))]


def run(printer: FakePrinter, patience: Patience | None = None) -> SendOutcome:
    return print_job(address(printer.address), pieces(), patience=patience)


@pytest.mark.parametrize("dots", [raster.DOTS_80, raster.DOTS_58])
def test_what_comes_out_is_the_picture_bit_for_bit_and_is_confirmed(printer: FakePrinter, dots: int) -> None:
    assert print_job(address(printer.address), pieces(dots)) == SendOutcome(JobState.CONFIRMED)
    [paper] = printer.printed
    assert paper.bitmap == raster.bitmap_of(receipt_slip(sale(next_visit=VISIT), SIGN), dots)
    assert printer.unknown == []


@pytest.mark.parametrize("cells", [48, 32])
def test_as_text_every_row_comes_out_in_shift_jis(printer: FakePrinter, cells: int) -> None:
    slip = receipt_slip(sale(next_visit=VISIT, cashier="髙﨑 café €"), SIGN)
    job = text_job(slip, cells, lambda row: raster.bitmap_of_rows([row], cells * 12))
    assert print_job(address(printer.address), [*job]) == SendOutcome(JobState.CONFIRMED)
    [paper] = printer.printed
    text = paper.text.replace(b"\x5c", "¥".encode()).replace(b"\x1cW\x01", b"").replace(b"\x1d!\x11", b"")
    for row in rows_of(slip, cells):
        if row.kind is Block.TEXT:
            wanted = row.text.replace("é", "e").replace("€", "〓")
            assert wanted.encode("cp932", "ignore").replace(b"?", b"") in text.replace("¥".encode(), b""), row.text
    assert paper.images  # the code is sent as a picture
    assert printer.unknown == []


def test_near_its_end_the_paper_is_told_of_and_the_receipt_printed(printer: FakePrinter) -> None:
    printer.near_end = True
    assert run(printer) == SendOutcome(JobState.CONFIRMED, Trouble.NEAR_END)


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("no_paper", Trouble.NO_PAPER),
        ("cover", Trouble.COVER),
        ("mute", Trouble.NO_ANSWER),
        ("deaf", Trouble.NO_ANSWER),
    ],
)
def test_a_printer_that_is_not_ready_gets_not_one_byte_of_the_slip(
    printer: FakePrinter, fault: str, trouble: Trouble
) -> None:
    setattr(printer, fault, True)
    assert run(printer) == SendOutcome(JobState.QUEUED, trouble)
    setattr(printer, fault, False)
    printer.ready_again()
    assert printer.printed == []
    assert printer._paper.images == []


def test_where_nobody_listens_the_job_waits() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert print_job(Address(Way.TCP, "127.0.0.1", port), pieces()) == SendOutcome(JobState.QUEUED, Trouble.NO_ANSWER)


def test_where_the_call_is_never_taken_the_job_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_assist.devices.transport.CONNECT", 0.2)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        where = Address(Way.TCP, *server.getsockname())
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:  # they fill the queue of calls
            each.setblocking(False)
            each.connect_ex(server.getsockname())
        assert print_job(where, pieces()) == SendOutcome(JobState.QUEUED, Trouble.NO_ANSWER)
        for each in waiting:
            each.close()


def test_paper_that_ends_within_the_picture_is_waited_for_and_the_rest_follows_once(printer: FakePrinter) -> None:
    printer.paper_rows = 300
    heard: list[Trouble] = []
    told = threading.Event()

    def tell(trouble: Trouble) -> None:
        heard.append(trouble)
        if trouble is Trouble.NO_PAPER:
            told.set()

    outcomes: list[SendOutcome] = []
    job = threading.Thread(target=lambda: outcomes.append(run(printer, Patience(tell))))
    job.start()
    assert told.wait(5)
    assert printer.printed == []
    printer.ready_again()
    job.join(10)
    assert outcomes == [SendOutcome(JobState.CONFIRMED)]
    [paper] = printer.printed
    assert paper.bitmap == raster.bitmap_of(receipt_slip(sale(next_visit=VISIT), SIGN))


def test_who_closes_the_program_while_it_waits_for_paper_does_not_know(printer: FakePrinter) -> None:
    printer.paper_rows = 300
    patience = Patience()

    def tell(trouble: Trouble) -> None:
        patience.over = trouble is Trouble.NO_PAPER

    patience.tell = tell
    assert run(printer, patience) == SendOutcome(JobState.UNKNOWN, Trouble.INTERRUPTED)


@pytest.mark.parametrize("after", [200, 5_000, 20_000, 60_000])
def test_cut_off_in_its_middle_it_is_unknown_unless_nothing_of_it_was_taken(printer: FakePrinter, after: int) -> None:
    printer.hang_up_after = after
    outcome = run(printer)
    assert outcome.state is JobState.UNKNOWN
    assert run(printer) == SendOutcome(JobState.CONFIRMED)  # the next one is another job, whole
    assert len(printer.printed) == 1


def test_a_printer_that_stops_reading_ends_as_unknown(printer: FakePrinter) -> None:
    printer.stop_reading_after = 30_000
    assert run(printer) == SendOutcome(JobState.UNKNOWN, Trouble.INTERRUPTED)


def test_a_job_that_somebody_took_meanwhile_is_not_sent(printer: FakePrinter) -> None:
    assert print_job(address(printer.address), pieces(), begin=lambda: False).state is JobState.EXPIRED
    assert printer._paper.images == []


def test_a_device_that_only_listens_is_never_more_than_sent(printer: FakePrinter) -> None:
    printer.mute = True
    assert print_job(address(printer.address), pieces(), answers=False) == SendOutcome(JobState.SENT)


@pytest.mark.parametrize("fault", ["no_paper", "cover"])
def test_the_drawer_opens_without_paper_too(printer: FakePrinter, fault: str) -> None:
    setattr(printer, fault, True)
    assert open_drawer(address(printer.address), 2, 50, answers=True).state is JobState.SENT
    wait_for(lambda: bool(printer.drawer_pulses))
    assert printer.drawer_pulses == [b"\x10\x14\x01\x00\x01"]


@pytest.mark.parametrize(("pin", "pulse"), [(2, b"\x1bp\x00\x19\xfa"), (5, b"\x1bp\x01\x19\xfa")])
def test_else_its_pulse_takes_its_turn(printer: FakePrinter, pin: int, pulse: bytes) -> None:
    assert open_drawer(address(printer.address), pin, 50, answers=True).state is JobState.SENT
    wait_for(lambda: bool(printer.drawer_pulses))
    assert printer.drawer_pulses == [pulse]


def test_how_a_printer_is_can_be_asked(printer: FakePrinter) -> None:
    assert printer_state(address(printer.address)).trouble is Trouble.NONE
    printer.cover = True
    assert printer_state(address(printer.address)).trouble is Trouble.COVER


def wait_for(true: Callable[[], bool]) -> None:
    """Until it is true; the printer reads on a thread of its own."""
    done = threading.Event()
    for _ in range(500):
        if true():
            return
        done.wait(0.01)
    raise AssertionError("it never came about")


# -- other ways --------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals to stand for a cable")
def test_over_a_serial_line_the_same_bits_come_out(printer: FakePrinter) -> None:
    """A pair of pseudo terminals stands for the cable; the fake printer sits behind it."""
    import tty  # noqa: PLC0415 — Windows has none

    ours, theirs = os.openpty()
    tty.setraw(ours)
    tty.setraw(theirs)
    line = socket.create_connection(("127.0.0.1", printer.port))

    def to_printer() -> None:
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:
                return
            line.sendall(data)

    def from_printer() -> None:
        while data := line.recv(64):
            os.write(ours, data)

    threads = [threading.Thread(target=x, daemon=True) for x in (to_printer, from_printer)]
    for thread in threads:
        thread.start()
    where = address(f"serial:{os.ttyname(theirs)}@115200")
    assert print_job(where, pieces()) == SendOutcome(JobState.CONFIRMED)
    line.shutdown(socket.SHUT_RD)  # the printer may still be saying how it is
    threads[1].join(5)
    os.close(theirs)
    threads[0].join(5)
    os.close(ours)
    line.close()
    assert printer.printed[0].bitmap == raster.bitmap_of(receipt_slip(sale(next_visit=VISIT), SIGN))


def test_a_file_takes_the_bytes_and_says_nothing(tmp_path: Path) -> None:
    where = address(f"file:{tmp_path / 'lp0'}")
    assert print_job(where, pieces()) == SendOutcome(JobState.SENT)
    assert (tmp_path / "lp0").read_bytes() == b"".join(pieces())


@pytest.mark.parametrize("text", ["serial:/dev/nothing-here", "file:/nowhere/at/all", "spool:no such printer"])
def test_a_device_that_is_not_there_gives_no_answer(text: str) -> None:
    assert print_job(address(text), pieces()) == SendOutcome(JobState.QUEUED, Trouble.NO_ANSWER)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tcp:192.168.1.50:9100", Address(Way.TCP, "192.168.1.50", 9100)),
        ("tcp:printer.local", Address(Way.TCP, "printer.local", 9100)),
        ("tcp:[fe80::1%eth0]:9101", Address(Way.TCP, "fe80::1%eth0", 9101)),
        ("serial:COM3", Address(Way.SERIAL, "COM3", 9600)),
        ("serial:/dev/ttyUSB0@19200", Address(Way.SERIAL, "/dev/ttyUSB0", 19200)),
        ("file:/dev/usb/lp0", Address(Way.FILE, "/dev/usb/lp0")),
        ("spool:EPSON TM-T88V", Address(Way.SPOOL, "EPSON TM-T88V")),
        ("png:out.png", Address(Way.PNG, "out.png")),
    ],
)
def test_an_address_is_read_as_it_is_written(text: str, meant: Address) -> None:
    assert address(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "192.168.1.50",
        "tcp:",
        "tcp:a b",
        "tcp:host:0",
        "tcp:host:99999",
        "serial:@9600",
        "serial:COM3@fast",
        "usb:1",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="bad_address"):
        address(text)
