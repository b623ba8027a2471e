"""The designer of one set: what it takes and costs at the left, what that means and a trial on past receipts at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_assist.desktop.back_office.deal_form import DealForm
from pos_assist.desktop.back_office.deal_trial import DealTrial
from pos_assist.desktop.back_office.item_picker import ItemPicker
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.widgets import button, card, clear, column, label, row
from pos_assist.desktop.shared.painting import money
from pos_assist.desktop.shared.scrolling import Scrolled
from pos_assist.domain.deals import Deal, Slot
from pos_assist.domain.problems import BadInput, Problem
from pos_assist.i18n.deal_texts import meaning_text
from pos_assist.i18n.finding_texts import finding_text
from pos_assist.i18n.record_texts import field_text
from pos_assist.i18n.translate import sentence, tr


class SetDesigner(QWidget):
    """`left` when the manager is done with it."""

    left = Signal()

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.deal: Deal | None = None
        self.adding = False
        self.form = DealForm(context.say)
        self.form.changed.connect(self._validate)
        self.form.picking.connect(self._pick)
        self.picker = ItemPicker(context)
        self.picker.changed.connect(self.form.put_items)
        self.picker.done.connect(self._picked)
        self.meaning = label("", wrap=True)
        self.checks = QVBoxLayout()
        self.checks.setSpacing(4)
        self.try_on = DealTrial(context, self._typed)
        self.save_button = button(tr("Save the set"), self.save, "primary", "Ctrl+S")
        self.remove_button = button(tr("Remove it"), self.remove, "danger")
        self.back_button = button(tr("Back"), self._back, "quiet", "Esc")
        validated = QWidget()
        validated.setLayout(column(label(tr("What it means"), "head"), self.meaning, self.checks, 6, self.try_on, None))
        self.right = QStackedWidget()
        self.right.addWidget(validated)
        self.right.addWidget(self.picker)
        area = Scrolled(self.form)
        area.setMinimumWidth(424)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(card(column(area)), 12)
        both.addWidget(card(column(self.right)), 10)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(both, 1)
        whole.addLayout(row(self.back_button, self.remove_button, None, self.save_button))

    def design(self, deal: Deal, *, new: bool) -> None:
        """Show a set to be edited; a `new` one cannot be removed."""
        self.deal, self.adding = deal, new
        self.remove_button.setVisible(not new)
        self.right.setCurrentIndex(0)
        self.try_on.forget()
        self.form.show_deal(deal)
        self._validate()
        if new:
            self.form.name.setFocus()

    def reload(self) -> None:
        """Check the set again after the catalog has changed."""
        self._validate()

    def step_back(self) -> bool:
        """From picking items back to what the set means."""
        if self.right.currentIndex():
            self._picked()
            return True
        return False

    def save(self) -> None:
        """Save the set, and leave if that succeeded; what is wrong is said in the message line."""
        deal = self.context.ask(self._typed)
        if deal and self.context.write(
            lambda: self.context.manager.save_deal(deal), tr("“{name}” is saved.", name=deal.name or deal.id)
        ):
            self.left.emit()

    def remove(self) -> None:
        """Remove the set, and leave if that succeeded."""
        deal = self.deal
        if deal and self.context.write(
            lambda: self.context.manager.remove_deal(deal), tr("“{name}” is removed.", name=deal.name or deal.id)
        ):
            self.left.emit()

    def _back(self) -> None:
        if not self.step_back():
            self.left.emit()

    def _typed(self) -> Deal:
        assert self.deal is not None
        return self.form.deal(self.deal.id, self.deal.priority)

    def _pick(self, place: int) -> None:
        slot = self.form.slots[place]
        self.picker.begin(place, slot.items, slot.extra, surcharges="extra" in self.form.shape.slot)
        self.right.setCurrentIndex(1)

    def _picked(self) -> None:
        self.right.setCurrentIndex(0)
        self._validate()

    def _validate(self) -> None:
        """What it means, and every finding, in words."""
        clear(self.checks)
        self.try_on.stale()
        try:
            deal = self._typed()
            findings = self.context.manager.findings(deal)
        except Problem as problem:
            self.meaning.setText(tr("Not finished yet."))
            self.checks.addWidget(label("○ " + _unfinished(problem), "dim", wrap=True))
            self.try_on.allow(False)
            return
        self.meaning.setText(self._meaning(deal))
        for finding in findings:
            mark = "✕ " if finding.refused else "! "
            self.checks.addWidget(label(mark + finding_text(finding, money), "bad", wrap=True))
        if not findings:
            self.checks.addWidget(label("✓ " + tr("Nothing speaks against it."), "good", wrap=True))
        self.try_on.allow(True)

    def _meaning(self, deal: Deal) -> str:
        """What it saves, from the cheapest to the dearest way to fill it; nothing while it cannot be filled."""
        low, high = self._fill(deal.places, min), self._fill(deal.places, max)
        return meaning_text(deal, low, high, self.context.say) if high or not deal.places else ""

    def _fill(self, slots: tuple[Slot, ...], which: Callable[[list[int]], int]) -> int:
        total = 0
        for slot in slots:
            prices = [
                item.price - slot.extra.get(code, 0)
                for code in slot.items
                if (item := self.context.shop.catalog.item(code))
            ]
            total += slot.n * which(prices) if prices else 0
        return total


def _unfinished(problem: Problem) -> str:
    """What is missing, said kindly: the set is only being designed."""
    if isinstance(problem, BadInput) and problem.code.startswith("deal_"):
        where = str(problem.data.get("column", ""))
        if "items" in where:
            return tr("Choose the items of every place.")
        if "price" in where or "amount" in where:
            return tr("Give the price, or what is taken off.")
        name = where.rpartition(".")[2].partition("[")[0]
        return sentence(BadInput(problem.code, **{**problem.data, "column": field_text(name)}))
    return sentence(problem)
