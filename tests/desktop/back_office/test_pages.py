"""Each page: what it shows, what a hand does on it, what reaches the counter."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office import back_office_window
from pos_assist.desktop.back_office.back_office_window import ENTRIES, BackOffice
from pos_assist.desktop.back_office.change_words import difference_texts
from pos_assist.desktop.back_office.file_rows import side_rows
from pos_assist.desktop.back_office.files_page import FilesPage
from pos_assist.desktop.back_office.history_page import HistoryPage
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.desktop.back_office.pairings_page import OF, PairingsPage
from pos_assist.desktop.back_office.receipts_page import ReceiptsPage
from pos_assist.desktop.back_office.results_page import ResultsPage
from pos_assist.desktop.back_office.sets_page import IDEAS, SetsPage
from pos_assist.desktop.back_office.settings_page import SettingsPage
from pos_assist.desktop.back_office.widgets import Page, Words
from pos_assist.desktop.office_app import show_pack
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.charts import ShareChart
from pos_assist.domain.deals import SetPrice
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Pairing, PairingState
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.services.management.pack_exchange import Side
from pos_assist.shop import Shop
from tests.desktop.back_office.conftest import OpenOffice
from tests.desktop.back_office.manager import click, finished, press, record, row, segment, turn, write


def test_a_double_clicked_pack_is_looked_at_before_anything_is_taken_over(
    office: BackOffice, qtbot: QtBot, shop: Shop, tmp_path: Path
) -> None:
    pack = tmp_path / "bakery.pospack"
    office.context.manager.make_pack(pack)
    (item,) = office.context.manager.list_items().rows(0, 1)
    office.context.manager.save_item(replace(item, price=item.price + 10))
    show_pack(office, pack)
    finished(qtbot, office)
    page = office.pages["files"]
    assert isinstance(page, FilesPage)
    assert page.packs.isVisible()
    assert page.packs.preview is not None
    assert [side.key for side in page.packs.preview.sides] == [item.code]
    assert office.context.manager.list_items().rows(0, 1)[0].price == item.price + 10


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_opens_and_paints_something_by_its_key(open_office: OpenOffice, qtbot: QtBot, language: str) -> None:
    office = open_office((1024, 768), language)
    for name, entry in ENTRIES.items():
        press(office, Qt.Key(ord(entry.key)))
        finished(qtbot, office)
        page = office.pages[name]
        assert isinstance(page, Page)
        assert page.isVisible()
        assert page.minimumSizeHint().width() <= office.stack.width(), name
        picture = page.grab().toImage()
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
        assert len(colours) > 5, name
        assert not office.foot.alarm


def test_every_page_follows_another_colour_scheme(office: BackOffice) -> None:
    turn(office, ItemsPage, "items")
    theme.set_scheme("dark")
    QApplication.processEvents()
    assert office.grab().toImage().pixelColor(600, 730) == QColor("#" + theme.DARK.ground)


def test_the_language_changes_without_a_restart(office: BackOffice) -> None:
    from pos_assist.i18n.translate import set_language  # noqa: PLC0415 — the language of the process

    turn(office, SetsPage, "sets")
    set_language("ja")
    office.retranslate()
    assert office.shown == "sets"
    assert office.navigation.turns["sets"].label == "セット"


def test_a_price_typed_into_the_table_is_saved_and_ctrl_z_takes_it_back(office: BackOffice, shop: Shop) -> None:
    page = turn(office, ItemsPage, "items")
    item = record(page.table, 0)
    page.table.edit(page.table.rows.index(0, 2))
    editor = page.table.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText("１,２３４円")  # as a Japanese keyboard may write it
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    changed = shop.storage.catalog.item(item.code)
    assert changed is not None
    assert changed.price == 1234
    press(office, Qt.Key.Key_Z)
    assert shop.storage.catalog.item(item.code) == item


def test_the_search_narrows_the_table_down_by_reading(office: BackOffice, qtbot: QtBot) -> None:
    page = turn(office, ItemsPage, "items")
    every = page.table.rows.rowCount()
    write(page.search, "coffee")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() < every)


def test_an_item_is_added_and_goes_off_the_menu_but_never_away(office: BackOffice, shop: Shop) -> None:
    page = turn(office, ItemsPage, "items")
    press(office, Qt.Key.Key_N)
    form = page.form
    write(form.name, "Rye bread")
    write(form.price, "420")
    press(office, Qt.Key.Key_S)
    made = shop.storage.catalog.item("Rye bread")
    assert made is not None
    assert made.price == 420
    assert form.item is not None
    assert form.item.code == "Rye bread"
    click(form.retire)
    gone = shop.storage.catalog.item("Rye bread")
    assert gone is not None
    assert gone.retired


def test_a_wrong_check_digit_is_told_and_changes_nothing(office: BackOffice, shop: Shop) -> None:
    page = turn(office, ItemsPage, "items")
    assert page.form.item is not None
    item = page.form.item
    page.form.barcodes.setPlainText("4901234567890")
    press(office, Qt.Key.Key_S)
    assert office.foot.alarm
    assert "4901234567890" in office.foot.text
    assert shop.storage.catalog.item(item.code) == item


def test_an_order_under_way_keeps_its_price_and_the_next_one_has_the_new(office: BackOffice, shop: Shop) -> None:
    page = turn(office, ItemsPage, "items")
    item = record(page.table, 0)
    total = shop.till.ring(item.code).priced.total
    write(page.form.price, str(item.price + 100))
    click(page.form.save_button)
    assert shop.till.view.priced.total == total
    shop.till.pay()
    shop.till.tender(TenderKind.CASH, total)
    assert shop.till.ring(item.code).priced.list_total == item.price + 100


def test_a_blocked_pair_is_not_offered_and_the_preview_says_so(office: BackOffice, shop: Shop, qtbot: QtBot) -> None:
    page = turn(office, PairingsPage, "pairings")
    segment(page.ways, OF)
    pair = page.table.current
    assert pair is not None
    press(office, Qt.Key.Key_B)
    decided = {(x.trigger, x.addon): x.state for x in shop.storage.catalog.pairings_from([pair.trigger.code])}
    assert decided[pair.trigger.code, pair.addon.code] == PairingState.BLOCKED
    assert page.pair is not None
    assert page.pair.addon.code == pair.addon.code  # the same pair is still looked at
    qtbot.waitUntil(lambda: not page._rehearse.isActive() and bool(page.preview.words))
    assert not any(pair.addon.code in card.offer.items for card in page.preview.cards if card.offer)


def test_a_pairing_holds_in_the_hours_the_manager_writes(office: BackOffice, shop: Shop) -> None:
    page = turn(office, PairingsPage, "pairings")
    segment(page.ways, OF)
    pair = page.table.current
    assert pair is not None

    def saved() -> Pairing:
        found = shop.storage.catalog.pairings_from([pair.trigger.code])
        return next(x for x in found if x.addon == pair.addon.code)

    write(page.hours, "11:00-14:00, 22:00-02:00")
    press(office, Qt.Key.Key_B)
    assert saved().hours == parse_hours("11:00-14:00 22:00-02:00")
    assert [h for h in range(24) if saved().holds(datetime(2026, 5, 4, h))] == [0, 1, 11, 12, 13, 22, 23]
    assert page.hours.text() == "11:00-14:00, 22:00-02:00"
    write(page.hours, "17:00-24:00")
    page.save()
    assert saved().holds(datetime(2026, 5, 4, 23, 59))
    assert page.hours.text() == "17:00-24:00"
    page.hours.clear()
    page.save()
    assert saved().hours == ()


def test_hours_that_are_none_are_refused_in_words_and_nothing_changes(office: BackOffice, shop: Shop) -> None:
    page = turn(office, PairingsPage, "pairings")
    segment(page.ways, OF)
    pair = page.table.current
    assert pair is not None
    before = shop.storage.catalog.pairings_from([pair.trigger.code])
    write(page.hours, "lunch")
    press(office, Qt.Key.Key_P)
    assert office.foot.alarm
    assert shop.storage.catalog.pairings_from([pair.trigger.code]) == before
    assert page.hours.text() == "lunch"  # to be put right, not to be typed again


def test_the_evidence_is_that_of_the_receipts(office: BackOffice, shop: Shop) -> None:
    page = turn(office, PairingsPage, "pairings")
    pair = page.table.current
    assert pair
    with_trigger = [
        {line.item.code for line in receipt.lines}
        for receipt in shop.till.past.find("", 100_000)
        if any(line.item.code == pair.trigger.code for line in receipt.lines)
    ]
    together = sum(pair.addon.code in codes for codes in with_trigger)
    assert (pair.evidence.together, pair.evidence.of) == (together, len(with_trigger))
    assert str(together) in page.evidence.plain


def test_an_idea_becomes_a_set_in_the_designer(office: BackOffice, qtbot: QtBot) -> None:
    page = turn(office, SetsPage, "sets")
    segment(page.way, IDEAS)
    finished(qtbot, office)
    idea = page.ideas.current
    assert idea is not None
    page.ideas.setFocus()
    QTest.keyClick(page.ideas, Qt.Key.Key_Return)
    assert page.designer.isVisible()
    assert [set(x.items) for x in page.designer.form.slots] == [{item.code} for item in idea.items]


def test_a_set_dearer_than_its_parts_is_told_in_words(office: BackOffice, shop: Shop) -> None:
    page = turn(office, SetsPage, "sets")
    deal = next(x for x in shop.storage.catalog.deals() if type(x).__name__ == "SetPrice")
    page.design(deal)
    write(page.designer.form.price, "99999")
    said = [widget.plain for widget in page.designer.findChildren(Words) if widget.isVisible()]
    assert any("costs ¥99,999" in words for words in said)


def test_every_set_of_the_shop_goes_through_the_designer_unchanged(office: BackOffice, shop: Shop) -> None:
    page = turn(office, SetsPage, "sets")
    for deal in shop.storage.catalog.deals():
        page.design(deal)
        assert page.designer._typed() == deal, deal.name


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_field_of_the_designer_is_cut_on_a_small_screen(open_office: OpenOffice, shop: Shop, language: str) -> None:
    page = turn(open_office((1024, 768), language), SetsPage, "sets")
    for deal in shop.storage.catalog.deals():
        page.design(deal)
        QApplication.processEvents()
        form = page.designer.form
        assert form.minimumSizeHint().width() <= form.visibleRegion().boundingRect().width() + 1, deal.name
        if form.slots:
            form.picking.emit(0)
        QApplication.processEvents()
        right = page.designer.right
        assert right.minimumSizeHint().width() <= right.width(), deal.name
        page.step_back()


def test_a_trial_can_be_cancelled(office: BackOffice, qtbot: QtBot) -> None:
    page = turn(office, SetsPage, "sets")
    page.design(record(page.table, 0))
    page.designer.try_on.start()
    press(office, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    finished(qtbot, office)
    assert page.designer.try_on.result is not None
    assert page.designer.isVisible()


def test_a_receipt_is_found_by_its_day_and_voided_for_a_reason(office: BackOffice, shop: Shop, qtbot: QtBot) -> None:
    item = shop.till.departments() and shop.till.keys(shop.till.departments()[0].code)[0]
    assert item
    shop.till.ring(item.code)
    shop.till.pay()
    receipt = shop.till.tender(TenderKind.CASH, shop.till.view.due).last_receipt
    assert receipt is not None
    page = turn(office, ReceiptsPage, "receipts")
    write(page.search, f"{receipt.sold_at:%Y-%m-%d}")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    click(page.void)
    click(page.reasons[0])
    stored = shop.storage.sales.receipt(receipt.key)
    assert stored is not None
    assert stored.voided
    assert not page.void.isEnabled()


def test_a_change_that_another_built_on_is_not_undone_and_says_why(office: BackOffice, shop: Shop) -> None:
    manager = office.context.manager
    item = manager.list_items().rows(0, 1)[0]
    first = manager.set_price(item.code, item.price + 10)
    manager.set_price(item.code, item.price + 20)
    page = turn(office, HistoryPage, "history")
    page.table.choose_where(lambda x: x.id == first)
    click(page.undo)
    assert office.foot.alarm
    changed = shop.storage.catalog.item(item.code)
    assert changed is not None
    assert changed.price == item.price + 20


def test_results_without_a_control_share_offer_to_begin_one(office: BackOffice, shop: Shop, qtbot: QtBot) -> None:
    office.context.manager.set_settings({"control_share": "0"})
    page = turn(office, ResultsPage, "results")
    finished(qtbot, office)
    click(page.control)
    finished(qtbot, office)
    assert shop.storage.catalog.setting(CONTROL_SHARE) == 10


def test_results_tell_acceptance_by_weekday(office: BackOffice, shop: Shop, qtbot: QtBot) -> None:
    with_offers = office.context.manager.new_pairs()[0].trigger.code
    shop.till.ring(with_offers)
    offers = shop.till.view.panel.offers()
    assert offers
    # An answer counts, once it cannot have been meant for what was there before.
    qtbot.waitUntil(lambda: bool(shop.till.decline(offers[0].id).order.refused))
    total = shop.till.view.due
    shop.till.pay()
    shop.till.tender(TenderKind.CASH, total)
    page = turn(office, ResultsPage, "results")
    finished(qtbot, office)
    assert page.report is not None
    today = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[next(iter(shop.till.past.find("", 1))).sold_at.weekday()]
    assert [x for x in page.findChildren(ShareChart) if set(x.shares) == {today}]


def test_twenty_thousand_items_are_read_where_they_are_looked_at(office: BackOffice, shop: Shop) -> None:
    (item,) = office.context.manager.list_items().rows(0, 1)
    shop.storage.catalog.put_items(
        replace(item, code=f"n{i:05}", name=f"Bread {i}", barcodes=(), page=0, rank=i) for i in range(20_000)
    )
    page = turn(office, ItemsPage, "items")
    page.reload()
    assert page.table.rows.rowCount() > 20_000
    assert sum(map(len, page.table.rows._blocks.values())) < 500
    page.table.scrollToBottom()
    QApplication.processEvents()
    assert page.table.rows.row(20_000) is not None
    row(page.table, page.table.rows.rowCount() - 1)
    assert page.form.item is not None


def test_a_pack_shows_which_fields_of_a_set_differ_and_the_history_says_them_alike(
    office: BackOffice, shop: Shop
) -> None:
    context = office.context
    deal = next(x for x in shop.storage.catalog.deals() if isinstance(x, SetPrice))
    night = replace(deal, name="Night set", max_uses=1, when=replace(deal.when, hours=parse_hours("22:00-02:00")))
    context.manager.save_deal(night)
    [row] = side_rows([Side("deals", deal.id, None, deal, night)], {}, context)
    for text in (f"Name {deal.name}", "Times per order ∅"):
        assert text in row.ours
    for text in ("Name Night set", "Times per order 1", "Hours 22:00-02:00"):
        assert text in row.theirs
    assert f"Name: {deal.name} → Night set" in row.inside.splitlines()
    assert any(line.endswith("→ 22:00-02:00") for line in row.inside.splitlines())
    [record] = context.manager.records(context.manager.history()[0].id)
    told = difference_texts(record, context.say)
    assert ("Name", deal.name, "Night set") in told
    assert ("Times per order", "", "1") in told
    assert {name for name, _, _ in told} == {"Name", "Times per order", "Hours"}


def test_what_a_set_still_lacks_is_named_in_words(office: BackOffice, shop: Shop) -> None:
    page = turn(office, SetsPage, "sets")
    page.design(next(x for x in shop.catalog.deals() if isinstance(x, SetPrice)))
    page.designer.form.kinds.setCurrentIndex(page.designer.form.kinds.findData("spend"))
    page.designer.form.kinds.activated.emit(page.designer.form.kinds.currentIndex())
    told = [x.plain for x in page.designer.findChildren(Words) if x.plain.startswith("○")]
    assert len(told) == 1
    assert "From a total of" in told[0]
    assert "min" not in told[0]


def test_a_label_is_tried_by_the_patterns_before_they_are_saved(office: BackOffice) -> None:
    page = office.turn_to("settings")
    assert isinstance(page, SettingsPage)
    page.tab.choose("shop")
    page.reload()
    names = [setting.name for setting in page.shop.settings]
    page.shop.table.choose(names.index("label_patterns"))
    trial = page.shop.trial
    QTest.keyClicks(trial.scanned, "0212345703984")
    assert "item 0212345 · ¥398" in trial.found.text()
    page.shop.text.setText("28IIIIIWWWWWX")
    assert "No pattern reads it." in trial.found.text()
    page.shop.text.setText("28IIX")
    assert "“28IIX” is no pattern." in trial.found.text()
    page.shop.table.choose(names.index("order_grace"))
    assert trial.isHidden()


@pytest.mark.parametrize("size", [(1024, 720), (1024, 768), (1366, 768)])
def test_the_names_of_the_pages_lie_beside_nothing_else(open_office: OpenOffice, size: tuple[int, int]) -> None:
    office = open_office(size)
    bar = office.navigation
    areas = [x.geometry() for x in (*bar.turns.values(), bar.back, bar.take_back)]
    assert all(not a.intersects(b) for i, a in enumerate(areas) for b in areas[:i])
    assert all(bar.rect().contains(x) for x in areas)
    assert min(x.height() for x in areas) >= 30


def test_no_page_is_turned_to_by_a_key_that_does_something_on_a_page() -> None:
    """Two holders of one key: Qt then calls neither. The set's trial was dead that way."""
    source = "".join(x.read_text(encoding="utf-8") for x in Path(back_office_window.__file__).parent.glob("*.py"))
    on_pages = set(re.findall(r'"(?:Ctrl\+|\^)([A-Z])"', source))
    assert {"S", "N", "T"} <= on_pages
    assert not on_pages & {entry.key for entry in ENTRIES.values()}
