"""Options, eat-in and typed prices in the item's form: typed, refused with what is wrong, saved, undone."""

from __future__ import annotations

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.departments_tab import DepartmentsTab
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.domain.options import parse_groups
from tests.desktop.back_office.manager import row, turn


def test_options_are_typed_one_group_a_line_and_saved(office: BackOffice) -> None:
    page = turn(office, ItemsPage, "items")
    row(page.table, 0)
    assert page.form.item is not None
    code = page.form.item.code
    page.form.options.setPlainText("ミルク[1]: 牛乳 | 豆乳 +50\n氷: 氷なし")
    page.form.eat_in_price.setText("440")
    page.form.open_price.setChecked(True)
    page.form.save()
    saved = page.context.shop.catalog.item(code)
    assert saved is not None
    assert saved.options == parse_groups("ミルク[1]: 牛乳 | 豆乳 +50; 氷: 氷なし")
    assert (saved.eat_in_price, saved.open_price) == (440, True)
    page.reload()
    assert page.form.options.toPlainText() == "ミルク[1]: 牛乳 | 豆乳 +50\n氷: 氷なし"


def test_a_group_that_cannot_be_is_refused_and_nothing_is_saved(office: BackOffice) -> None:
    page = turn(office, ItemsPage, "items")
    row(page.table, 0)
    assert page.form.item is not None
    code = page.form.item.code
    page.form.options.setPlainText("ミルク[3]: 牛乳")
    page.form.save()
    saved = page.context.shop.catalog.item(code)
    assert saved is not None
    assert saved.options == ()
    assert page.context.messages.alarm
    assert "ミルク[3]" in page.context.messages.text


def test_a_department_gets_its_key_for_typed_prices_once(office: BackOffice) -> None:
    context = office.context
    tab = DepartmentsTab(context)
    tab.reload()
    assert tab.department is not None
    tab.add_open_key()
    item = context.shop.catalog.item(f"open-{tab.department.code}")
    assert item is not None
    assert (item.open_price, item.department, item.name) == (True, tab.department.code, tab.department.name)
    tab.reload()
    assert not tab.open_key.isEnabled()
    tab.deleteLater()
