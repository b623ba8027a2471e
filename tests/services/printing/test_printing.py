"""What a sale leaves in the print queue and what becomes of it: a sale never waits, nothing is lost, nothing prints twice by
itself, and who may know is asked."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.devices import raster
from pos_assist.devices.receipt_slip import GivenBack, MadeOut, kitchen_slip
from pos_assist.devices.slip import Slip, line, slip_text
from pos_assist.domain.print_jobs import OPEN, JobKind, JobState, PrintJob, Trouble
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, TenderKind
from pos_assist.i18n.device_texts import devices_words
from pos_assist.services.printing import print_worker
from pos_assist.services.printing.print_service import RECEIPTS
from pos_assist.shop import Shop, open_shop
from tests.clocks import WallClock
from tests.devices.fake_printer import FakePrinter, a_printer
from tests.print_jobs import every_job
from tests.samples import short_sample

pytestmark = pytest.mark.usefixtures("qapp", "short_waits")
BURGER = "cheeseburger"


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_sample("burger", tmp_path_factory.mktemp("printing"), 0).parent


@pytest.fixture
def clock() -> WallClock:
    return WallClock(datetime(2026, 11, 21, 12, 0))


@pytest.fixture
def path(empty_shop: Path, tmp_path: Path) -> Path:
    for file in empty_shop.glob("burger.*"):
        shutil.copy(file, tmp_path)
    return tmp_path / "burger.db"


@pytest.fixture
def shop(path: Path, printer: FakePrinter, clock: WallClock) -> Iterator[Shop]:
    opened = open_shop(path, now=clock)
    setup(opened, printer=printer.address, drawer="2")
    opened.printing.begin()
    yield opened
    opened.close()


def setup(shop: Shop, **settings: str) -> None:
    shop.manage("店長").set_settings({name.replace("__", "."): value for name, value in settings.items()})


def sell(shop: Shop, kind: TenderKind = TenderKind.CASH) -> Receipt:
    shop.till.ring(BURGER)
    shop.till.pay()
    receipt = shop.till.tender(kind, shop.till.view.due).last_receipt
    assert receipt
    return receipt


def done(shop: Shop) -> None:
    assert shop.printing.wait_until_idle(20)


def jobs(shop: Shop, kind: JobKind = JobKind.RECEIPT) -> list[PrintJob]:
    return [x for x in every_job(shop) if x.job.kind is kind]


def states(shop: Shop, kind: JobKind = JobKind.RECEIPT) -> list[JobState]:
    return [x.state for x in jobs(shop, kind)]


def eventually(true: Callable[[], bool]) -> None:
    moment = threading.Event()
    for _ in range(1000):
        if true():
            return
        moment.wait(0.01)
    raise AssertionError("it never came about")


def test_a_cash_sale_opens_the_drawer_then_prints_its_receipt(shop: Shop, printer: FakePrinter) -> None:
    receipt = sell(shop)
    done(shop)
    assert printer.drawer_pulses == [b"\x1bp\x00\x19\xfa"]
    assert printer.printed[0].bitmap == raster.bitmap_of(shop.printing.slip_of(receipt))
    assert states(shop) == [JobState.CONFIRMED]
    assert states(shop, JobKind.DRAWER) == [JobState.SENT]
    assert jobs(shop, JobKind.DRAWER)[0].id < jobs(shop)[0].id


def test_the_kitchen_gets_its_own_slip_without_prices(shop: Shop, printer: FakePrinter) -> None:
    with a_printer() as kitchen:
        setup(shop, kitchen=kitchen.address)
        receipt = sell(shop)
        eventually(lambda: states(shop, JobKind.KITCHEN) == [JobState.CONFIRMED])
        slip = kitchen_slip(receipt, shop.printing.sign)
        assert kitchen.printed[0].bitmap == raster.bitmap_of(slip)
        assert "¥" not in slip_text(slip)
        assert "チーズバーガー" in slip_text(slip)
        shop.printing.close()
    assert len(printer.printed) == 1


def test_a_card_sale_leaves_the_drawer_shut(shop: Shop, printer: FakePrinter) -> None:
    sell(shop, TenderKind.CARD)
    done(shop)
    assert printer.drawer_pulses == []
    assert len(printer.printed) == 1


@pytest.mark.parametrize("wish", ["asked", "never"])
def test_a_receipt_nobody_asked_for_is_not_printed_but_can_be(shop: Shop, printer: FakePrinter, wish: str) -> None:
    setup(shop, print_receipt=wish)
    receipt = sell(shop)
    done(shop)
    assert printer.printed == []
    assert not shop.printing.print_receipt(receipt)
    done(shop)
    assert printer.printed[0].bitmap == raster.bitmap_of(shop.printing.slip_of(receipt))  # the first one, unmarked


def test_from_the_second_time_on_it_is_marked(shop: Shop, printer: FakePrinter) -> None:
    receipt = sell(shop)
    done(shop)
    assert shop.printing.print_receipt(receipt)
    done(shop)
    assert printer.printed[1].bitmap == raster.bitmap_of(shop.printing.slip_of(receipt, reprint=True))
    assert [x.job.reprint for x in jobs(shop)] == [False, True]


def test_a_ryoshusho_is_a_paper_of_its_own(shop: Shop, printer: FakePrinter) -> None:
    receipt = sell(shop)
    made_out = MadeOut("髙﨑㈱", "お食事代として")
    assert not shop.printing.print_receipt(receipt, made_out=made_out)
    assert shop.printing.print_receipt(receipt, made_out=made_out)
    done(shop)
    assert printer.printed[1].bitmap == raster.bitmap_of(shop.printing.slip_of(receipt, made_out=made_out))


@pytest.mark.parametrize(
    ("fault", "trouble"), [("no_paper", Trouble.NO_PAPER), ("cover", Trouble.COVER), ("mute", Trouble.NO_ANSWER)]
)
def test_a_fault_is_told_and_everything_prints_once_when_it_is_over(
    shop: Shop, printer: FakePrinter, fault: str, trouble: Trouble
) -> None:
    setattr(printer, fault, True)
    for _ in range(3):
        sell(shop)
    eventually(lambda: (RECEIPTS, trouble) in shop.printing.state().troubles)
    assert shop.printing.state().waiting >= 3
    setattr(printer, fault, False)
    printer.ready_again()
    eventually(lambda: states(shop) == [JobState.CONFIRMED] * 3)
    assert len(printer.printed) == 3
    assert shop.printing.state().troubles == ()


def test_the_drawer_opens_though_the_paper_is_out(shop: Shop, printer: FakePrinter) -> None:
    printer.no_paper = True
    sell(shop)
    eventually(lambda: bool(printer.drawer_pulses))
    assert printer.drawer_pulses == [b"\x10\x14\x01\x00\x01"]


def test_a_drawer_that_could_not_be_opened_in_time_stays_shut(
    shop: Shop, printer: FakePrinter, clock: WallClock
) -> None:
    address = printer.address
    setup(shop, printer="tcp:127.0.0.1:1")
    sell(shop)
    eventually(lambda: (RECEIPTS, Trouble.NO_ANSWER) in shop.printing.state().troubles)
    clock.at += timedelta(seconds=30)
    setup(shop, printer=address)
    shop.printing.wake()
    eventually(lambda: states(shop) == [JobState.CONFIRMED])
    assert printer.drawer_pulses == []
    assert states(shop, JobKind.DRAWER) == [JobState.EXPIRED]


def broken_off(shop: Shop, printer: FakePrinter) -> Receipt:
    printer.hang_up_after = 20_000
    receipt = sell(shop, TenderKind.CARD)
    eventually(lambda: states(shop)[-1] is JobState.UNKNOWN)
    return receipt


def test_broken_off_it_is_asked_about_and_never_sent_again_by_itself(shop: Shop, printer: FakePrinter) -> None:
    broken_off(shop, printer)
    sell(shop, TenderKind.CARD)
    done(shop)
    assert states(shop) == [JobState.UNKNOWN, JobState.CONFIRMED]
    assert [x.job.title for x in shop.printing.state().unknown] == ["#1"]


def test_who_says_that_it_is_printed_has_the_last_word(shop: Shop, printer: FakePrinter) -> None:
    broken_off(shop, printer)
    [asked] = shop.printing.state().unknown
    assert shop.printing.answer(asked, printed=True)
    assert states(shop) == [JobState.CONFIRMED]
    assert not shop.printing.answer(asked, printed=True)
    assert shop.printing.state().unknown == ()


def test_who_says_that_it_is_not_gets_it_once_more_marked(shop: Shop, printer: FakePrinter) -> None:
    receipt = broken_off(shop, printer)
    [asked] = shop.printing.state().unknown
    assert shop.printing.answer(asked, printed=False)
    assert not shop.printing.answer(asked, printed=False)
    done(shop)
    assert states(shop) == [JobState.EXPIRED, JobState.CONFIRMED]
    marked = raster.bitmap_of(shop.printing.slip_of(receipt, reprint=True))
    assert printer.printed[-1].bitmap.bits.endswith(marked.bits)  # below what was broken off


def test_at_the_days_close_what_waits_is_not_printed_any_more(shop: Shop, printer: FakePrinter) -> None:
    printer.mute = True
    sell(shop, TenderKind.CARD)
    eventually(lambda: bool(shop.printing.state().troubles))
    assert shop.printing.close_day() == 1
    printer.mute = False
    shop.printing.wake()
    done(shop)
    assert printer.printed == []
    assert states(shop) == [JobState.EXPIRED]


def test_a_printer_that_is_silent_all_day_stops_no_sale_and_nothing_of_it_prints_after_the_close(
    shop: Shop, printer: FakePrinter, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_worker, "MOST_WAITING", 20)
    printer.mute = True
    for _ in range(60):
        sell(shop)
        clock.at += timedelta(minutes=8)
    eventually(lambda: JobState.QUEUED not in states(shop, JobKind.DRAWER))
    eventually(lambda: shop.printing.state().waiting == 20)
    state = shop.printing.state()
    assert state.troubles == ((RECEIPTS, Trouble.NO_ANSWER),)  # and stays told while drawers are given up
    assert "20" in devices_words(state)
    sold = sorted(shop.receipts(), key=lambda x: x.number)
    assert len(sold) == 60
    assert [x.job.ref for x in jobs(shop) if x.state in OPEN] == [x.key for x in sold[-20:]]
    shop.day.close(counted=0)
    assert set(states(shop)) == {JobState.EXPIRED}
    printer.mute = False
    report = len(printer.printed)
    shop.printing.print_receipt(sold[0])
    done(shop)
    assert len([x for x in jobs(shop) if x.state is JobState.CONFIRMED]) == 1
    assert len(printer.printed) <= report + 2  # that one, and at most the day's report


def test_the_next_program_prints_what_waits_of_today(
    path: Path, shop: Shop, printer: FakePrinter, clock: WallClock
) -> None:
    printer.mute = True
    sell(shop, TenderKind.CARD)
    shop.close()
    printer.mute = False
    again = open_shop(path, now=clock)
    again.printing.begin()
    done(again)
    assert states(again) == [JobState.CONFIRMED]
    again.close()


def test_and_nothing_of_yesterday(path: Path, shop: Shop, printer: FakePrinter, clock: WallClock) -> None:
    printer.mute = True
    sell(shop)
    shop.close()
    printer.mute = False
    clock.at += timedelta(days=1)
    again = open_shop(path, now=clock)
    again.printing.begin()
    done(again)
    assert printer.printed == []
    assert states(again) == [JobState.EXPIRED]
    again.close()


def test_what_was_being_sent_when_the_power_went_is_asked_about(
    path: Path, shop: Shop, printer: FakePrinter, clock: WallClock
) -> None:
    printer.mute = True
    sell(shop, TenderKind.CARD)
    eventually(lambda: bool(shop.printing.state().troubles))
    shop.printing.close()  # the worker is gone; on disk it stands as being sent
    [job] = jobs(shop)
    assert shop.storage.print_queue.take(job, clock())
    shop.close()
    printer.mute = False
    again = open_shop(path, now=clock)
    again.printing.begin()
    done(again)
    assert printer.printed == []
    [asked] = again.printing.state().unknown
    assert asked.trouble is Trouble.INTERRUPTED
    again.close()


def test_a_drawer_opens_without_a_sale_only_with_a_reason_which_is_kept(shop: Shop, printer: FakePrinter) -> None:
    with pytest.raises(Refused, match="reason_missing"):
        shop.day.open_drawer(" ")
    shop.day.open_drawer("両替", "佐藤")
    done(shop)
    [job] = jobs(shop, JobKind.DRAWER)
    assert (job.job.reason, job.job.who, job.job.ref) == ("両替", "佐藤", "")
    assert len(printer.drawer_pulses) == 1


def test_any_slip_can_be_printed_and_a_return(shop: Shop, printer: FakePrinter, clock: WallClock) -> None:
    receipt = sell(shop, TenderKind.CARD)
    shop.printing.print_slip(JobKind.REPORT, Slip((line("点検"),), "X"))
    shop.printing.print_given_back(receipt, GivenBack(((1, 1, 240),), 240, (), clock()))
    done(shop)
    assert len(printer.printed) == 3
    assert [len(jobs(shop, x)) for x in (JobKind.REPORT, JobKind.RETURN)] == [1, 1]


def test_without_a_printer_nothing_waits_and_who_asks_is_told(shop: Shop) -> None:
    setup(shop, printer="")
    receipt = sell(shop)
    assert jobs(shop) == []
    with pytest.raises(Refused, match="no_printer"):
        shop.printing.print_receipt(receipt)
    with pytest.raises(Refused, match="no_drawer"):
        shop.day.open_drawer("両替")


def test_an_error_of_ours_in_the_layout_costs_the_paper_and_never_the_sale(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Exception] = []
    shop.printing.on_trouble = heard.append

    def broken(*_: object, **__: object) -> Slip:
        raise ZeroDivisionError

    monkeypatch.setattr("pos_assist.devices.receipt_slip.receipt_slip", broken)
    receipt = sell(shop)
    assert shop.whole_sale(receipt)
    assert [type(x) for x in heard] == [ZeroDivisionError]
    assert jobs(shop) == []


def test_a_program_that_does_not_print_leaves_nothing_behind(
    path: Path, printer: FakePrinter, clock: WallClock
) -> None:
    opened = open_shop(path, now=clock)
    setup(opened, printer=printer.address)
    sell(opened)
    assert jobs(opened) == []
    opened.close()


def test_what_is_printed_keeps_its_record_and_lets_go_of_its_text(shop: Shop) -> None:
    sell(shop)
    done(shop)
    assert [x.job.slip for x in jobs(shop)] == [""]
