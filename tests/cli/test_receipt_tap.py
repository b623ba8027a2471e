"""What the relay hears: nobody waits for it, and a slip of which a piece is missing is none."""

from __future__ import annotations

from pos_assist.cli.feed_connection import Connection
from pos_assist.cli.receipt_tap import ReceiptTap
from pos_assist.domain.problems import EnvironmentProblem
from tests.services.feeds.paper_register import printed

SLIP = ["領収証", "2026-11-20 12:00 No.1", "会員番号 5550001112", "コーラ M  250円", "合計  250円", "現金  250円"]


def nobody() -> Connection:
    raise EnvironmentProblem("no_api", file="none")


def told(tap: ReceiptTap) -> list[list[str]]:
    """The slips that the window would hear, once all is read."""
    while not tap._pieces.empty():
        tap.step(0.0)
    return [x["rows"] for x in tap._slips]


def test_a_slip_of_which_a_piece_found_no_place_is_not_told_and_the_next_one_is() -> None:
    tap = ReceiptTap(nobody)
    for byte in printed(SLIP) * 6:
        tap.put(1, bytes((byte,)))  # more pieces than have a place
    before = told(tap)
    assert 0 < len(before) < 6
    tap.put(1, b"alf a row\n\x1dV\x00")
    tap.put(1, printed(SLIP))
    after = told(tap)
    assert len(after) == len(before) + 1
    assert all(x == after[0] for x in after), "each is whole"
    assert "コーラ M  250円" in after[0]


def test_what_concerns_persons_does_not_leave_the_relay() -> None:
    tap = ReceiptTap(nobody)
    tap.put(1, printed(SLIP))
    [rows] = told(tap)
    assert not [x for x in rows if "5550001112" in x]


def test_two_connections_at_once_are_two_slips_and_one_that_hangs_up_ends_its_own() -> None:
    tap = ReceiptTap(nobody)
    for piece in range(0, len(printed(SLIP)), 7):
        for number in (1, 2):
            tap.put(number, printed(SLIP)[piece : piece + 7])
    assert len(told(tap)) == 2
    tap.put(3, "レジ締め\n".encode("cp932"))
    tap.put(3, None)
    assert len(told(tap)) == 3
    assert set(tap._streams) == {1, 2}


def test_without_a_window_no_more_is_kept_than_has_a_place() -> None:
    tap = ReceiptTap(nobody)
    for _ in range(700):
        tap.put(1, b"A\n\x1dV\x00")
        tap.step(0.0)
    assert len(tap._slips) == 500
