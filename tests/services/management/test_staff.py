"""Who may do what, and what a PIN is worth: rules of the tries, counted before they are checked."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos_assist.domain.problems import Refused
from pos_assist.storage import Storage
from pos_assist.storage import staff as staff_module
from pos_assist.storage.staff import Role, pin_problem

from .conftest import MORNING

PIN = "482915"
SECOND = timedelta(seconds=1)


@pytest.fixture
def staffed(storage: Storage) -> Storage:
    storage.staff.found("店長", PIN)
    storage.staff.add("バイト", Role.CASHIER, "7392")
    return storage


def fail(storage: Storage, times: int, at: datetime = MORNING, who: str = "店長") -> None:
    for _ in range(times):
        with pytest.raises(Refused, match="pin_wrong"):
            storage.staff.enter(who, "000000", at)


@pytest.mark.parametrize(
    "pin", ["1234", "0000", "4321", "1212", "0229", "2512", "123", "12a4", "１２３５", "9" * 13, "890123"]
)
def test_pins_that_are_guessed_first_are_refused(pin: str) -> None:
    assert pin_problem(pin, Role.CASHIER)


@pytest.mark.parametrize("pin", ["7392", "85031", "990231", "48291537"])
def test_other_pins_are_taken(pin: str) -> None:
    assert not pin_problem(pin, Role.CASHIER)


def test_birthdays_are_refused() -> None:
    assert pin_problem("901231", Role.MANAGER) == "pin_easy"
    assert pin_problem("19901231", Role.MANAGER) == "pin_easy"


def test_a_manager_needs_six_digits() -> None:
    assert pin_problem("73924", Role.MANAGER) == "pin_length"


def test_the_right_pin_says_who_it_is(staffed: Storage) -> None:
    assert staffed.staff.enter("店長", PIN, MORNING).role is Role.MANAGER
    assert staffed.staff.enter("バイト", "7392", MORNING).role is Role.CASHIER
    with pytest.raises(Refused, match="not_allowed"):
        staffed.staff.enter("バイト", "7392", MORNING, Role.MANAGER)


def test_no_pin_is_stored_in_readable_form(staffed: Storage, shop_file: Path) -> None:
    staffed.close()
    assert PIN.encode() not in shop_file.read_bytes()


def test_five_tries_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour(staffed: Storage) -> None:
    fail(staffed, 5)
    at, waits = MORNING, []
    for _ in range(8):
        with pytest.raises(Refused, match="pin_wait") as caught:
            staffed.staff.enter("店長", PIN, at)
        waits.append(caught.value.data["seconds"])
        at += timedelta(seconds=int(str(waits[-1])))
        fail(staffed, 1, at)
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert staffed.staff.enter("店長", PIN, at + timedelta(minutes=15)).name == "店長"
    fail(staffed, 5, at + timedelta(minutes=16))


def test_the_till_waits_too_whoever_is_tried(staffed: Storage) -> None:
    fail(staffed, 3)
    fail(staffed, 2, who="バイト")
    with pytest.raises(Refused, match="pin_wait"):
        staffed.staff.enter("バイト", "7392", MORNING)


def test_a_name_that_is_not_here_looks_like_a_wrong_pin(staffed: Storage) -> None:
    fail(staffed, 1, who="だれか")


def test_a_try_is_on_the_disk_before_the_pin_is_looked_at(staffed: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever pulls the plug while a PIN is being checked has spent a try."""

    def plug_pulled(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(staff_module, "_matches", plug_pulled)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                staffed.staff.enter("店長", PIN, MORNING)
    with pytest.raises(Refused, match="pin_wait"):
        staffed.staff.enter("店長", PIN, MORNING)


def test_putting_the_clock_back_does_not_shorten_the_wait_nor_lock_out_for_good(staffed: Storage) -> None:
    fail(staffed, 5)
    earlier = MORNING - timedelta(days=30)
    with pytest.raises(Refused, match="pin_wait"):
        staffed.staff.enter("店長", PIN, earlier)
    with pytest.raises(Refused, match="pin_wait"):
        staffed.staff.enter("店長", PIN, earlier + 29 * SECOND)
    assert staffed.staff.enter("店長", PIN, earlier + 31 * SECOND).name == "店長"


def test_putting_the_clock_forward_is_no_way_round(staffed: Storage) -> None:
    """It saves waiting, not tries: the next failure doubles the wait all the same."""
    fail(staffed, 5, MORNING)
    fail(staffed, 1, MORNING + timedelta(days=365))
    with pytest.raises(Refused) as caught:
        staffed.staff.enter("店長", PIN, MORNING + timedelta(days=365))
    assert caught.value.data["seconds"] == 60


def test_every_use_is_written_down(staffed: Storage) -> None:
    staffed.staff.enter("店長", PIN, MORNING)
    fail(staffed, 1, MORNING + SECOND)
    assert staffed.staff.uses() == [(MORNING + SECOND, "店長", False), (MORNING, "店長", True)]


def test_one_changes_ones_own_pin_with_the_old_one(staffed: Storage) -> None:
    with pytest.raises(Refused, match="pin_wrong"):
        staffed.staff.change_pin("店長", "111222", "593817", MORNING)
    staffed.staff.change_pin("店長", PIN, "593817", MORNING)
    assert staffed.staff.enter("店長", "593817", MORNING)


def test_the_paper_code_gives_a_manager_a_new_pin(storage: Storage) -> None:
    code = storage.staff.found("店長", PIN)
    with pytest.raises(Refused, match="pin_wrong"):
        storage.staff.recover("0000-0000-0000-0000", "店長", "593817", MORNING)
    storage.staff.recover(code, "店長", "593817", MORNING)
    assert storage.staff.enter("店長", "593817", MORNING)
    assert [x.name for x in storage.staff.people()] == ["店長"]


def test_somebody_stays_a_manager(staffed: Storage) -> None:
    with pytest.raises(Refused, match="last_manager"):
        staffed.staff.set_role("店長", Role.MANAGER, active=False)
    with pytest.raises(Refused, match="manager_needs_pin"):
        staffed.staff.set_role("バイト", Role.MANAGER, active=True)
    staffed.staff.reset("バイト", Role.MANAGER, "593817")
    staffed.staff.set_role("店長", Role.CASHIER, active=False)
    with pytest.raises(Refused, match="pin_wrong"):
        staffed.staff.enter("店長", PIN, MORNING)


def test_only_one_beginning(staffed: Storage) -> None:
    with pytest.raises(Refused, match="staff_exists"):
        staffed.staff.found("別人", "593817")
    with pytest.raises(Refused, match="name_taken"):
        staffed.staff.add("店長", Role.CASHIER, "7392")
