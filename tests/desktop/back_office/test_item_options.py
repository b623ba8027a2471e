"""Options, eat-in and typed prices in the item's form: typed, refused with what is wrong, saved, undone."""

from __future__ import annotations

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.departments_tab import DepartmentsTab
from pos_assist.desktop.back_office.items_page import ItemsPage
from pos_assist.domain.options import groups_text, parse_groups
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


def test_items_share_a_group_by_its_name_and_it_is_changed_in_all_of_them_or_in_one(office: BackOffice) -> None:
    page = turn(office, ItemsPage, "items")
    codes, seen = [], "ミルク[1]: 牛乳 | 豆乳 +50"
    for place, typed in ((0, seen), (1, "ミルク"), (2, f"{seen}\n氷: 氷なし")):
        row(page.table, place)
        assert page.form.item is not None
        codes.append(page.form.item.code)
        page.form.options.setPlainText(typed)
        page.form.save()
        page.reload()

    def texts() -> list[str]:
        items = [page.context.shop.catalog.item(code) for code in codes]
        return [groups_text(item.options) for item in items if item]

    assert texts() == [seen, seen, f"{seen}; 氷: 氷なし"]
    row(page.table, 1)
    page.form.options.setPlainText("ミルク[1]: 牛乳 | 豆乳 +60")
    page.form.save()
    dearer = "ミルク[1]: 牛乳 | 豆乳 +60"
    assert texts() == [dearer, dearer, f"{dearer}; 氷: 氷なし"]
    page.context.undo_last()
    assert texts() == [seen, seen, f"{seen}; 氷: 氷なし"]
    page.reload()
    row(page.table, 0)
    page.form.options.setPlainText(dearer)
    page.form.everywhere.click()
    page.form.save()
    assert texts() == [dearer, seen, f"{seen}; 氷: 氷なし"]


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
