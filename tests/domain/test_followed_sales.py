"""A sale of a register counts once, however many tills and files tell of it, in whatever order, each in its own way."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.followed_sales import APART, Witnessed, standing

DAY = "2026-11-26"
OPEN = datetime(2026, 11, 26, 9, 0)


@st.composite
def days(draw: st.DrawFn) -> tuple[int, list[tuple[Witnessed, int]]]:
    """(true sales, records with the sale that each is of): some sales of one register a day, told of by tills that hear numbers, a till that sees its display, a
    file; each misses some, each has a clock of its own."""
    sales = draw(st.lists(st.integers(1, 40), min_size=1, max_size=12))  # minutes between them
    times = [OPEN + timedelta(minutes=sum(sales[: n + 1])) for n in range(len(sales))]
    records: list[tuple[Witnessed, int]] = []
    for till in range(draw(st.integers(1, 4))):
        way = draw(st.sampled_from(("numbers", "numbers", "display", "file")))
        register = draw(st.sampled_from(("1", "01")))
        skew = timedelta(seconds=draw(st.integers(-240, 240)))
        for n, at in enumerate(times):
            if not draw(st.booleans()):
                continue
            key = {
                "numbers": f"feed:{DAY}/{register}/{n + 40:04}",
                "display": f"feed:{DAY}/{register}/~run{till}-{n}",
                "file": f"import:{DAY}/{register}/{n + 40}",
            }[way]
            who = "file" if way == "file" else f"till {till}"
            records.append((Witnessed(len(records), who, key, at + skew), n))
    return len(sales), records


@given(days(), st.randoms())
def test_no_sale_counts_twice_and_the_order_of_arrival_changes_nothing(
    day: tuple[int, list[tuple[Witnessed, int]]], chance: object
) -> None:
    _, records = day
    found = standing(x for x, _ in records)
    counted = [n for x, n in records if x.id in found]
    assert len(counted) == len(set(counted))
    mixed = [x for x, _ in records]
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis' own randomness
    assert standing(mixed) == found
    if all(x.numbered for x, _ in records):
        assert set(counted) == {n for _, n in records}, "and none is lost"


@given(days())
def test_of_a_register_that_tills_took_turns_at_every_sale_counts(
    day: tuple[int, list[tuple[Witnessed, int]]],
) -> None:
    """A display that another computer took over: two stretches of the day that lie apart."""
    _, records = day
    alone = [x for x, _ in records if x.till == records[0][0].till] if records else []
    again = [
        Witnessed(1000 + x.id, "the other", x.key.replace("run", "other"), x.at + timedelta(days=1) + APART)
        for x in alone
    ]
    blind = [x for x in (*alone, *again) if not x.numbered]
    assert standing(blind) == {x.id for x in blind}


def test_a_sale_that_any_till_saw_taken_back_counts_nowhere() -> None:
    taken_back = Witnessed(1, "a", f"feed:{DAY}/1/42", OPEN, voided=True)
    assert (
        standing(
            [taken_back, Witnessed(2, "b", f"feed:{DAY}/01/0042", OPEN), Witnessed(3, "file", f"import:{DAY}/42", OPEN)]
        )
        == set()
    )


def test_another_register_or_another_number_is_another_sale() -> None:
    records = [
        Witnessed(n, f"till {n}", f"feed:{DAY}/{sale}", OPEN)
        for n, sale in enumerate(("1/42", "2/42", "1/43", "/~a", "/~b"))
    ]
    assert standing(records) == {0, 1, 2, 3, 4}


def test_our_own_counts_already_so_that_the_others_record_does_not() -> None:
    own = Witnessed(-1, "", f"feed:{DAY}/1/~run-1", OPEN, fixed=True)
    others = [Witnessed(n, "other 2", f"feed:{DAY}/1/{n}", OPEN + timedelta(minutes=n)) for n in range(5)]
    late = Witnessed(9, "other 2", f"feed:{DAY}/1/9", OPEN + timedelta(hours=3))
    assert standing([own, *others, late]) == {-1, 9}


def test_a_file_that_was_read_in_and_taken_back_says_nothing_of_its_sales() -> None:
    taken_back = Witnessed(1, "file", f"import:{DAY}/01/42", OPEN, voided=True)
    assert standing([taken_back, Witnessed(2, "a", f"feed:{DAY}/1/42", OPEN)]) == {2}


def test_the_shops_number_is_no_registers_where_a_file_says_both() -> None:
    """Shop 1 has registers 01 and 02; the second's 42 is another sale, though the file writes a 1 before it."""
    said = [f"feed:{DAY}/01/0042", f"import:{DAY}/1/01/0042", f"import:{DAY}/1/02/0042", f"import:{DAY}/1/02/0043"]
    records = [Witnessed(n, key[:4], key, OPEN) for n, key in enumerate(said)]
    assert standing(records) == {0, 2, 3}
    without = [Witnessed(9, "feed", f"feed:{DAY}/01/~a", OPEN), *records[1:]]
    assert standing(without) == {9, 2, 3}
