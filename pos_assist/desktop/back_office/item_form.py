"""One item in full: every field that a manager may set, checked when it is saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from pos_assist.desktop.back_office.date_field import date_field
from pos_assist.desktop.back_office.money_field import day_text, day_value, money_text, money_value, offer_hours_text
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.picture_field import PictureField
from pos_assist.desktop.back_office.style import FIELD
from pos_assist.desktop.back_office.widgets import (
    TextField,
    button,
    card,
    choice,
    column,
    even,
    field,
    label,
    line_edit,
    pick,
    row,
)
from pos_assist.desktop.shared.painting import price_title, without_tax
from pos_assist.desktop.shared.scrolling import Scrolled
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.items import Department, Item, TaxClass, standards
from pos_assist.domain.options import groups_text, parse_groups
from pos_assist.domain.problems import Problem, Refused
from pos_assist.i18n.record_texts import role_of, role_text
from pos_assist.i18n.translate import tr
from pos_assist.services.management.option_groups import groups_by_name

WIDTH = 336


def tax_words() -> tuple[tuple[str, str], ...]:
    """The tax classes in words."""
    return (
        (TaxClass.REDUCED, tr("Food: 8 % out, 10 % eaten in")),
        (TaxClass.STANDARD, tr("10 %")),
        (TaxClass.EXEMPT, tr("No tax")),
    )


class ItemForm(QWidget):
    """`saved` carries the item's code."""

    saved = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.item: Item | None = None
        self.adding = False
        self.setFixedWidth(WIDTH)
        self.head = label("", "head", wrap=True)
        self.name, self.code, self.short_name, self.reading, self.english = (line_edit() for _ in range(5))
        self.price, self.cost, self.next_price = (line_edit() for _ in range(3))
        self.next_from = date_field()
        self.size_, self.role = line_edit("S, M, L"), line_edit()
        self.takes, self.fits = line_edit("49 mm, LP-E6"), line_edit("49 mm")
        self.department, self.tax = choice(()), choice(tax_words())
        self.barcodes = TextField()
        self.barcodes.setFixedHeight(2 * FIELD)
        self.barcodes.setTabChangesFocus(True)
        self.hours = line_edit("07:00-10:30")
        self.age = QCheckBox(tr("Only for adults"))
        self.never_offer = QCheckBox(tr("Never offered"))
        self.never_offer.setToolTip(tr("Charges, bags, gift cards: what nobody should be asked to buy."))
        self.alcohol, self.kids = QCheckBox(tr("Alcohol")), QCheckBox(tr("For children"))
        self.by_weight = QCheckBox(tr("Price per 100 g"))
        self.by_weight.setToolTip(tr("What a piece costs is said by its label, or by the grams typed before its key."))
        self.eat_in_price = line_edit(tr("empty: the same"))
        self.open_price = QCheckBox(tr("Price typed at the counter"))
        self.open_price.setToolTip(tr("Type the price, then press its key: for a department’s odd goods."))
        self.options = TextField()
        self.options.setFixedHeight(2 * FIELD)
        self.options.setTabChangesFocus(True)
        self.options.setPlaceholderText(tr("Milk[1]: cow | soy +50"))
        self.options.setToolTip(
            tr(
                "One group a line: name[least-most]: choice | choice +price. Without brackets at most one is chosen."
                " The name of another item’s group alone takes that group."
            )
        )
        self.everywhere = QCheckBox(tr("Change groups in all items"))
        self.everywhere.setChecked(True)
        self.picture = PictureField(context)
        self.save_button = button(tr("Save"), self.save, "primary", "Ctrl+S")
        self.offer = button(tr("Offer something with it…"), self._offer)
        self.sold_out = button(tr("Sold out today"), self._sold_out)
        self.retire = button(tr("Off the menu"), self._retire, "danger")
        form = column(
            field(tr("Name"), self.name),
            even(field(price_title(), self.price), field(tr("Cost"), self.cost)),
            self.by_weight,
            self.open_price,
            field(without_tax(tr("Price eaten in")), self.eat_in_price),
            even(field(without_tax(tr("New price")), self.next_price), field(tr("from day"), self.next_from)),
            even(field(tr("Department"), self.department), field(tr("Code"), self.code)),
            field(tr("Tax"), self.tax),
            field(tr("Barcodes, one a line"), self.barcodes),
            field(tr("Options, one group a line"), self.options),
            self.everywhere,
            self.picture,
            self.offer,
            even(field(tr("Short name on its key"), self.short_name), field(tr("Size"), self.size_)),
            even(field(tr("Reading (kana)"), self.reading), field(tr("Name in English"), self.english)),
            field(tr("Part in an order, such as drink"), self.role),
            even(field(tr("Takes (size, battery …)"), self.takes), field(tr("Made for"), self.fits)),
            field(tr("Offered only at (empty: always)"), self.hours),
            even(self.age, self.alcohol),
            even(self.never_offer, self.kids),
            None,
        )
        inside = QWidget()
        inside.setLayout(form)
        form.setContentsMargins(0, 0, 6, 0)
        area = Scrolled(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(card(column(self.head, area, row(self.sold_out, self.retire), self.save_button)))
        self.save_button.setFixedHeight(TOUCH)

    def show_departments(self, departments: Sequence[Department]) -> None:
        """Set the departments to choose from."""
        self.department.clear()
        self.department.addItem("–", "")
        for x in departments:
            self.department.addItem(x.name, x.code)
        if self.item:
            pick(self.department, self.item.department)

    def show_item(self, item: Item | None) -> None:
        """Edit that item; None: nothing is chosen."""
        self.adding = False
        self.setVisible(item is not None)
        if item is not None:
            self._fill(item)
            self.head.setText(item.title)
            self.code.setReadOnly(True)

    def begin(self, department: str) -> None:
        """An item that is not there yet."""
        self._fill(Item("", "", 0, department))
        self.adding = True
        self.price.setText("")
        self.code.setReadOnly(False)
        self.code.setPlaceholderText(tr("from the barcode or name"))
        self.head.setText(tr("A new item"))
        self.sold_out.setEnabled(False)
        self.retire.setEnabled(False)
        self.offer.setEnabled(False)
        self.show()
        self.name.setFocus()

    def save(self) -> None:
        """Check and save the item in the form."""
        try:
            item = self._typed()
        except Problem as problem:
            self.context.messages.refuse(problem)
            return
        hours = self.hours.text()
        manager, adding, everywhere = self.context.manager, self.adding, self.everywhere.isChecked()
        self.adding = False
        if self.context.write(
            lambda: manager.add_item(item, hours) if adding else manager.save_item(item, hours, everywhere=everywhere),
            tr("{name} is saved.", name=item.title),
        ):
            self.saved.emit(item.code)
        else:
            self.adding = adding

    @property
    def editing(self) -> str:
        """The code of the item that is edited."""
        return self.item.code if self.item else ""

    def _fill(self, item: Item) -> None:
        self.item = item
        for widget, text in (
            (self.name, item.name), (self.code, item.code), (self.short_name, item.short_name),
            (self.reading, item.reading), (self.english, item.title_en), (self.price, money_text(item.price)), (self.cost, money_text(item.cost)),
            (self.next_price, money_text(item.next_price)), (self.eat_in_price, money_text(item.eat_in_price)), (self.next_from, day_text(item.next_from)),
            (self.size_, item.size), (self.role, role_text(item.role)), (self.hours, offer_hours_text(self.context, item.code)),
            (self.takes, ", ".join(item.takes)), (self.fits, ", ".join(item.fits)),
        ):  # fmt: skip
            widget.setText(text)
            widget.setCursorPosition(0)
        self.picture.show_item(item)
        self.barcodes.setPlainText("\n".join(item.barcodes))
        pick(self.department, item.department)
        pick(self.tax, item.tax)
        self.age.setChecked(item.age_restricted)
        self.by_weight.setChecked(item.by_weight)
        self.open_price.setChecked(item.open_price)
        self.options.setPlainText("\n".join(groups_text((group,)) for group in item.options))
        self.never_offer.setChecked(item.never_offer)
        self.alcohol.setChecked(item.alcohol)
        self.kids.setChecked(item.kids)
        self.sold_out.setEnabled(not item.retired)
        self.sold_out.say(tr("On sale again") if item.sold_out else tr("Sold out today"))
        self.retire.setEnabled(True)
        self.offer.setEnabled(True)
        self.retire.say(tr("Back on the menu") if item.retired else tr("Off the menu"))

    def _offer(self) -> None:
        """To the pairings page, this item as what is bought."""
        if self.item is not None:
            self.context.wanted.emit(f"pairings:+{self.item.code}")

    def _typed(self) -> Item:
        assert self.item is not None
        barcodes = tuple(filter(None, re.split(r"[\s,、]+", self.barcodes.toPlainText())))
        name = self.name.text().strip()
        code = self.code.text().strip() or (barcodes[0] if barcodes else name[:40])
        price = money_value(self.price.text(), tr("Price"))
        if price is None:
            raise Refused("empty_cell", column=tr("Price"))
        next_from = day_value(self.next_from.text(), tr("from day"))
        return replace(
            self.item,
            code=code if self.adding else self.item.code,
            name=name,
            price=price,
            cost=money_value(self.cost.text(), tr("Cost")),
            next_price=money_value(self.next_price.text(), tr("New price")),
            next_from=next_from,
            department=self.department.currentData() or "",
            tax=TaxClass(self.tax.currentData()),
            short_name=self.short_name.text(),
            reading=self.reading.text(),
            title_en=self.english.text(),
            size=self.size_.text(),
            role=role_of(self.role.text()),
            takes=standards(self.takes.text()),
            fits=standards(self.fits.text()),
            barcodes=barcodes,
            age_restricted=self.age.isChecked(),
            by_weight=self.by_weight.isChecked(),
            open_price=self.open_price.isChecked(),
            eat_in_price=money_value(self.eat_in_price.text(), tr("Price eaten in")),
            options=parse_groups(self.options.toPlainText(), groups_by_name(self.context.shop.catalog)),
            never_offer=self.never_offer.isChecked(),
            alcohol=self.alcohol.isChecked(),
            kids=self.kids.isChecked(),
            confirmed=True,
        )

    def _sold_out(self) -> None:
        item = self.item
        if item:
            done = (
                tr("{name} is on sale again.", name=item.title)
                if item.sold_out
                else tr("{name} is sold out.", name=item.title)
            )
            self.context.write(lambda: self.context.manager.set_sold_out(item.code, not item.sold_out), done)

    def _retire(self) -> None:
        item = self.item
        if item:
            done = (
                tr("{name} is back on the menu.", name=item.title)
                if item.retired
                else tr("{name} is off the menu.", name=item.title)
            )
            self.context.write(lambda: self.context.manager.retire_item(item.code, retired=not item.retired), done)
