"""Members in the database: cards as keyed hashes, counts with every sale, back out of the journal, and forgotten."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.members import card_form, last_digits
from pos_assist.domain.problems import Refused
from pos_assist.learning.counting import increments
from pos_assist.storage import Storage
from pos_assist.storage.backup_files import set_aside
from pos_assist.storage.journal import archives, begin_year, open_journal, read_journal
from pos_assist.storage.journal_rewriting import Rewriting
from pos_assist.storage.recovery import rebuild, recover
from tests.storage.conftest import BURGER, NOON, POTATO, offered, sale, voiding

CARD, NAME, PHONE = "2912345678904", "田中はなこ", "090-1234-8765"
CONSENT = date(2026, 3, 1)
PIECE = NAME[:3].encode()


def visit(storage: Storage, member: str, number: int, *items: object, days: int = 0) -> str:
    """A sale to that member; its key."""
    sold = replace(sale(f"m{number}", number, *items), member=member)  # type: ignore[arg-type]  # items
    sold = replace(sold, sold_at=NOON + timedelta(days=days, seconds=number))
    return storage.sales.finish(sold).key


def every_byte(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below a folder, compressed ones unpacked."""
    for file in folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            yield file, gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def where(folder: Path, *texts: str) -> set[str]:
    """Names of the files that hold one of those texts, in UTF-8 or UTF-16."""
    forms = [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le")]
    return {file.name for file, data in every_byte(folder) if any(form in data for form in forms)}


def test_a_card_is_found_however_its_number_is_written(storage: Storage) -> None:
    made = storage.members.add("4000-1234 5678", CONSENT, name=NAME)
    for spelling in ("400012345678", "４０００　１２３４　５６７８", "4000 1234-5678"):
        assert storage.members.find(spelling) == made
    assert storage.members.find("400012345679") is None
    assert storage.members.find("") is None


def test_the_same_card_is_not_added_twice(storage: Storage) -> None:
    storage.members.add(CARD, CONSENT)
    with pytest.raises(Refused, match="member_exists"):
        storage.members.add(f" {CARD} ", CONSENT)
    assert storage.members.count() == 1


def test_who_left_the_card_at_home_is_found_by_the_last_digits_of_card_or_telephone(storage: Storage) -> None:
    one = storage.members.add(CARD, CONSENT, phone=PHONE)
    other = storage.members.add("77778765", CONSENT)
    assert storage.members.by_digits("8904") == [one]
    assert {x.id for x in storage.members.by_digits("8765")} == {one.id, other.id}
    assert storage.members.by_digits("123") == []


@given(st.text(max_size=30))
def test_a_cards_form_is_its_own_form(text: str) -> None:
    assert card_form(card_form(text)) == card_form(text)
    assert last_digits(text) in ("", card_form(text)[-4:]) or not card_form(text)[-4:].isdecimal()


def test_no_file_ever_has_a_cards_number_or_a_telephones(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME, phone=PHONE)
    visit(storage, member.id, 1)
    visit(storage, CARD, 2)  # whoever hands over the number itself: it is turned into the member's id
    folder = storage.path.parent
    storage.backup()
    storage.close()
    assert where(folder, CARD, CARD[:-1], PHONE, "09012348765") == set()
    assert where(folder, NAME)  # which the shop asked to keep


def test_two_shops_have_different_hashes_for_one_card(storage: Storage, tmp_path: Path) -> None:
    storage.members.add(CARD, CONSENT)
    with Storage.create(tmp_path / "other" / "shop.db") as other:
        other.members.add(CARD, CONSENT)
        mine, theirs = (x.reader().execute("SELECT card FROM members").fetchall() for x in (storage, other))
    assert mine != theirs


def test_a_sale_is_counted_for_its_member_and_a_void_takes_it_back(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT).id
    visit(storage, member, 1, BURGER, POTATO)
    second = visit(storage, member, 2, BURGER)
    counts = storage.members.counts(member)
    assert {item: n for item, (n, _) in counts.items()} == {"": 2, "B1": 2, "F1": 1}
    storage.sales.void(second, voiding())
    assert {item: n for item, (n, _) in storage.members.counts(member).items()} == {"": 1, "B1": 1, "F1": 1}


def test_what_was_bought_long_ago_counts_less(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT).id
    visit(storage, member, 1, BURGER)
    visit(storage, member, 2, POTATO, days=120)
    history = storage.members.history(member, NOON + timedelta(days=120), storage.learned.epoch())
    assert [(x.item, x.times, round(x.recent, 2)) for x in history.bought] == [("F1", 1, 1.0), ("B1", 1, 0.5)]
    assert (history.visits, round(history.recent, 2), history.last) == (2, 1.5, (NOON + timedelta(days=120)).date())


def counted_anew(storage: Storage) -> None:
    epoch = storage.learned.epoch()
    storage.learned.rebuild(lambda codes, at: increments(codes, at, epoch))


def test_counts_rebuilt_are_the_counts_that_grew(storage: Storage) -> None:
    members = [storage.members.add(f"card {i}", CONSENT).id for i in range(3)]
    for i in range(20):
        key = visit(storage, ["", *members][i % 4], i + 1, BURGER, *([POTATO] if i % 3 else []), days=i)
        if i % 5 == 4:
            storage.sales.void(key, voiding())
    grown = [storage.members.counts(x) for x in members]
    counted_anew(storage)
    assert [storage.members.counts(x) for x in members] == grown


def test_a_lost_database_comes_back_with_its_members_and_their_counts(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME, phone=PHONE, shown="8904")
    visit(storage, member.id, 1, BURGER)
    visit(storage, member.id, 2, POTATO)
    counts, path = storage.members.counts(member.id), storage.path
    storage.close()
    path.write_bytes(b"?" * 9_000)
    recover(path)
    with Storage.open(path) as again:
        counted_anew(again)
        assert again.members.find(CARD) == member
        assert again.members.by_digits("8765") == [member]
        assert again.members.counts(member.id) == counts


def test_who_is_forgotten_is_in_no_file_and_the_sales_stay(storage: Storage) -> None:
    for i in range(400):  # so that the table has many pages
        storage.members.add(f"other {i:05d}", CONSENT, name=f"ほかの客{i:05d}さん")
    member = storage.members.add(CARD, CONSENT, name=NAME, phone=PHONE, shown="8904")
    kept = storage.members.find("other 00007")
    assert kept is not None
    visit(storage, member.id, 1, BURGER)
    visit(storage, kept.id, 2, BURGER)
    left = storage.members.forget(member.id)
    assert (left.copies, left.until) == ((), None)
    assert storage.members.find(CARD) is None
    assert storage.members.counts(member.id) == {}
    assert [x.member for x in storage.sales.receipts()] == [kept.id, ""]
    assert storage.members.find("other 00007") == kept
    folder = storage.path.parent
    assert where(folder, NAME, CARD, member.id) == set()  # while the till is open
    storage.close()
    assert where(folder, NAME, CARD, member.id) == set()
    assert "till.journal" in where(folder, "ほかの客00007さん")
    with Storage.open(storage.path) as again:  # database and journal still agree, and the chain of hashes holds
        assert (again.replayed, again.lost, again.cut) == (0, (), 0)
        visit(again, kept.id, 3, BURGER)
    with Storage.open(storage.path) as again:
        assert again.sales.count() == 3


def test_a_name_that_was_changed_by_a_later_line_is_forgotten_too(storage: Storage) -> None:
    """Many members come and go: no remains of a page tell of one."""
    for i in range(60):
        made = storage.members.add(f"card {i}", CONSENT, name=f"{NAME}{i:03d}{'長' * 40}")
        visit(storage, made.id, i + 1, BURGER)
    for i in range(0, 60, 2):
        found = storage.members.find(f"card {i}")
        assert found is not None
        storage.members.forget(found.id)
    folder = storage.path.parent
    storage.close()
    gone = [f"{NAME}{i:03d}" for i in range(0, 60, 2)]
    assert where(folder, *gone) == set()
    assert where(folder, f"{NAME}001")


def test_a_new_name_comes_back_with_a_lost_database_and_the_old_one_is_forgotten_too(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    assert storage.members.rename(member.id, "佐藤") == replace(member, name="佐藤")
    path = storage.path
    storage.close()
    path.write_bytes(b"gone")
    recover(path)
    with Storage.open(path) as again:
        found = again.members.find(CARD)
        assert found is not None
        assert found.name == "佐藤"
        again.members.forget(member.id)
        assert where(path.parent, NAME, "佐藤", member.id) == set()
    with Storage.open(path) as again, pytest.raises(Refused, match="no_such_member"):
        again.members.rename(member.id, "x")


def test_a_lost_database_does_not_bring_back_who_was_forgotten(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    visit(storage, member.id, 1, BURGER)
    backup = storage.backup(datetime(2026, 11, 20))
    storage.members.forget(member.id)
    path = storage.path
    storage.close()
    path.write_bytes(backup.read_bytes())  # an older copy: the journal knows better
    path.with_name("till.db-wal").unlink(missing_ok=True)
    with Storage.open(path) as again:
        assert again.members.find(CARD) is None
        assert [x.member for x in again.sales.receipts()] == [""]


def test_forgotten_after_the_year_turned_and_a_rebuild_nobody_comes_back_by_a_restore_or_another_rebuild(
    storage: Storage,
) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME, phone=PHONE)
    hashes = [x for x in storage.members._reader.rows("SELECT card, digits, phone FROM members")[0] if x]
    storage.sales.void(visit(storage, member.id, 1, BURGER), voiding())
    visit(storage, member.id, 2, BURGER)
    backup, path = storage.backup(datetime(2026, 11, 20)), storage.path
    shop = storage.members._reader.rows("SELECT value FROM state WHERE name = 'shop'")[0][0]
    storage.close()
    journal = open_journal(path.with_suffix(".journal"), shop)
    assert journal is not None
    begin_year(path.with_suffix(".journal"), shop, journal, 2031).close()
    assert archives(path.with_suffix(".journal"))
    path.unlink()
    recover(path)
    with Storage.open(path) as again:
        again.members.forget(member.id)
        assert again.members.rewrite_copies() == []
        assert where(path.parent, CARD, NAME, member.id, *hashes) == set()
    path.write_bytes(backup.read_bytes())
    with Storage.open(path) as again:
        assert again.members.find(CARD) is None
    path.unlink()
    recover(path)
    with Storage.open(path) as again:
        assert again.members.find(CARD) is None
        assert again.sales.count() == 2
    assert where(path.parent, CARD, NAME, member.id, *hashes) == set()


def test_older_backups_are_named_and_written_again_where_that_is_wanted(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    other = storage.members.add("other", CONSENT, name="鈴木")
    visit(storage, member.id, 1, BURGER)
    backup = storage.backup()
    left = storage.members.forget(member.id)
    assert left.copies == (str(backup),)
    assert left.until is not None
    folder = storage.path.parent
    assert where(folder, NAME) == {backup.name}
    assert storage.members.rewrite_copies() == []
    assert where(folder, NAME, member.id) == set()
    assert storage.members.left_over().copies == ()
    with Storage.open(backup, readonly=True) as again:
        assert [x.member for x in again.sales.receipts()] == [""]
        assert again.members.find("other") == other


def test_what_stands_in_the_log_of_a_copy_alone_is_found_and_written_again(storage: Storage) -> None:
    """The disk failed, and database and log were put aside as they were: the newest members are in the log only."""
    storage.members.add("other", CONSENT, name="鈴木")
    storage.members._writer.checkpoint()
    member = storage.members.add(CARD, CONSENT, name=NAME)
    aside = set_aside(storage.path, "disk-error")
    assert aside is not None
    assert NAME.encode() not in (aside / "till.db").read_bytes()
    left = storage.members.forget(member.id)
    assert str(aside / "till.db") in left.copies
    assert storage.members.rewrite_copies() == []
    assert where(storage.path.parent, NAME, member.id) == set()
    assert storage.members.left_over().copies == ()


def test_a_log_that_was_put_aside_without_its_database_is_named_and_goes(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    lone = storage.path.with_name("till-damaged-20270101-120000.db-wal")
    lone.write_bytes(storage.path.with_name("till.db-wal").read_bytes())
    assert where(storage.path.parent, NAME) >= {lone.name}
    left = storage.members.forget(member.id)
    assert str(lone) in left.copies
    assert storage.members.rewrite_copies() == []
    assert where(storage.path.parent, NAME, member.id) == set()


@pytest.mark.parametrize("aside", [False, True])
def test_a_damaged_line_of_the_journal_forgets_as_every_other_and_stays_a_damaged_one(
    storage: Storage, aside: bool
) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    visit(storage, member.id, 1, BURGER)
    path = storage.path
    journal = path.with_suffix(".journal")
    storage.close()
    data = journal.read_bytes()
    damaged = data.replace(CONSENT.isoformat().encode(), b"2026-03-02")
    file = path.with_name("till-20270101-120000.journal-aside") if aside else journal
    file.write_bytes(damaged)
    assert damaged != data
    with Storage.open(path) as again:
        again.members.forget(member.id)
        assert again.members.rewrite_copies() == []
        assert where(path.parent, NAME, member.id) == set()
    line = next(x for x in read_journal(file) if x.record is not None and x.record.kind == "member")
    assert not line.sound


@pytest.mark.parametrize("aside", [False, True])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line[: line.index(PIECE) + len(PIECE)] + b"\n",  # torn, and written on behind it
        lambda line: line[: line.index(PIECE) + len(PIECE)],  # torn, the next line on the same one
        lambda line: b"\0" * 4096 + line[10:],  # its sector was not written
        lambda line: line.replace(b'"kind":"member"', b'"kind":"nember"'),
        lambda line: line.replace(b'"name"', b'"n\\ud800me"'),
    ],
)
def test_a_line_that_cannot_be_read_keeps_no_piece_of_a_name(
    storage: Storage, spoil: Callable[[bytes], bytes], aside: bool
) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    visit(storage, member.id, 1, BURGER)
    visit(storage, member.id, 2, BURGER)
    path = storage.path
    storage.close()
    journal = path.with_suffix(".journal")
    file = path.with_name("till-20270101-120000.journal-aside") if aside else journal
    spoilt = [spoil(x) if NAME.encode() in x else x for x in journal.read_bytes().splitlines(keepends=True)]
    spoilt[-2] = spoilt[-2].replace(b'"member":', b'"nember":')
    file.write_bytes(b"".join(spoilt))
    assert PIECE in file.read_bytes()
    before = rebuild(file, path.with_name("before.db"))
    path.with_name("before.db").unlink()
    with Storage.open(path) as again:
        assert aside or again.members.left_over().copies == ()
        left = again.members.forget(member.id)
        assert [Path(x).name for x in left.copies] == ([file.name] if aside else [])
        assert again.members.rewrite_copies() == []
        assert again.members.left_over().copies == ()
    assert where(path.parent, PIECE.decode(), member.id) == set()
    made = rebuild(file, path.with_name("again.db"))
    assert (made.receipts, made.lost, made.doubtful) == (before.receipts, before.lost, before.doubtful)


def test_a_backup_that_cannot_be_read_is_named(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    backup = storage.backup()
    backup.write_bytes(backup.read_bytes()[:5_000])
    assert storage.members.forget(member.id).copies == (str(backup),)
    assert storage.members.rewrite_copies() == [backup]


def test_an_export_tells_all_that_is_stored_about_one_card_and_nothing_of_others(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    visit(storage, member.id, 1, BURGER, POTATO)
    visit(storage, "another card", 2, POTATO)
    storage.sales.finish(replace(sale("m3", 3, BURGER), member=member.id), [offered("m3")])
    told = storage.members.export(member.id)
    assert (told["name"], told["consent"]) == (NAME, "2026-03-01")
    assert [x["number"] for x in told["visits"]] == [1, 3]
    assert told["visits"][0]["items"] == [{"item": BURGER.name, "quantity": 1}, {"item": POTATO.name, "quantity": 1}]
    assert told["visits"][1]["offers"] == [{"items": "F1", "answer": "accepted"}]
    assert told["counts"] == {"visits": 2, "B1": 2, "F1": 1}
    with pytest.raises(Refused, match="no_such_member"):
        storage.members.export("#000000000000000")


def test_what_is_sold_while_the_journal_is_written_again_is_in_it(storage: Storage) -> None:
    member = storage.members.add(CARD, CONSENT, name=NAME)
    visit(storage, member.id, 1, BURGER)
    journal = storage.path.with_suffix(".journal")
    rewriting = Rewriting(journal, lambda record: record)
    rewriting.copy()
    visit(storage, member.id, 2, BURGER)
    storage.close()  # the writer closes its journal, too, before it is replaced: Windows replaces no open file
    rewriting.finish()
    lines = list(read_journal(journal))
    assert [x.record.kind for x in lines if x.record][-3:] == ["member", "sale", "sale"]
    assert all(x.sound for x in lines)
