"""Sets: all set prices of the shop, ideas for new ones, and the designer that tries a set before it goes live."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.set_designer import SetDesigner
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import Page, Segments, WorkBar, button, label
from pos_assist.desktop.shared.painting import money, price_title, without_tax
from pos_assist.domain.deals import Deal, SetPrice, Slot
from pos_assist.i18n.deal_texts import Say, kinds, price_text, takes_text, when_text
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.management.deal_ideas import Idea

SETS, IDEAS = "sets", "ideas"


class SetsPage(Page):
    """The table of sets or of ideas; a double click, Enter or «New set» leads into the designer."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Sets"))
        self._titles: dict[str, str] = {}
        self._ideas: list[Idea] | None = None
        self._asked = 0  # which question for ideas is the latest
        self.way = Segments(((SETS, tr("All sets")), (IDEAS, tr("Ideas"))))
        self.way.chosen.connect(lambda _: self.reload())
        self.add = button(tr("New set"), self.new, "primary", "Ctrl+N")
        self.head.addWidget(self.way)
        self.head.addSpacing(8)
        self.head.addWidget(self.add)
        names = dict(kinds())
        say = Say(money, self.title_of)
        self.table: RecordTable[Deal] = RecordTable(
            (
                TableColumn(tr("Name"), lambda x: x.name or x.id, 200, bold=True),
                TableColumn(tr("What it takes"), lambda x: takes_text(x, say), ink=lambda _: "dim"),
                TableColumn(price_title(narrow=True), lambda x: price_text(x, say), 96, right=True, bold=True),
                TableColumn(tr("Kind"), lambda x: names[x.kind], 190, ink=lambda _: "dim", wide=900),
                TableColumn(tr("In force"), lambda x: when_text(x.when, say), 190, ink=lambda _: "dim"),
            ),
            tr("Sets"),
            tr("No sets yet."),
        )
        self.ideas: RecordTable[Idea] = RecordTable(
            (
                TableColumn(tr("Bought together"), lambda x: "  +  ".join(i.title for i in x.items), bold=True),
                TableColumn(tr("Receipts"), lambda x: f"{x.together:,}", 92, right=True),
                TableColumn(tr("Beyond chance"), lambda x: f"×{x.times:.1f}", 130, right=True),
                TableColumn(without_tax(tr("Alone")), lambda x: money(x.list_price), 104, right=True, ink=lambda _: "dim"),
                TableColumn(without_tax(tr("As a set, for instance")), lambda x: money(x.price), 190, right=True, ink=lambda _: "accent_ink"),
            ),
            tr("Ideas"),
            tr("Nothing is bought together beyond chance that no set covers yet."),
        )  # fmt: skip
        self.about_ideas = label(
            tr(
                "What customers put together by themselves, more often than by chance, and no set covers. Enter designs one."
            ),
            "dim",
        )
        self.bar = WorkBar(context)
        self.designer = SetDesigner(context, self)
        for widget in (self.about_ideas, self.table, self.ideas, self.designer, self.bar):
            self.body.addWidget(widget)
        self.table.opened.connect(self.design)
        self.ideas.opened.connect(self._design_idea)
        self.designer.left.connect(self._leave)
        self.designer.hide()

    def title_of(self, code: str) -> str:
        """Return the title of an item."""
        if code not in self._titles:
            item = self.context.shop.catalog.item(code)
            self._titles[code] = item.title if item else code
        return self._titles[code]

    def reload(self) -> None:
        """The sets as they are; ideas are looked for on the worker, once."""
        self._titles.clear()
        if self.designer.isVisibleTo(self):
            self.designer.reload()
            return
        deals = self.context.shop.catalog.deals()
        here, current = self.way.value == SETS, self.table.current
        for widget, shown in (
            (self.table, here), (self.ideas, not here), (self.about_ideas, not here),
            (self.way, True), (self.add, True), (self.message, True),
        ):  # fmt: skip
            widget.setVisible(shown)
        self.message.setText(trn("{n} set", "{n} sets", len(deals)))
        if here:
            self.table.show_rows_again(deals, current, lambda x: x.id)
        else:
            self._look_for_ideas()

    def show_what(self, what: str) -> None:
        """Open the designer with the set of that id."""
        deal = next((x for x in self.context.shop.catalog.deals() if x.id == what), None)
        if deal:
            self.design(deal)

    def new(self) -> None:
        """Open the designer with an empty set."""
        empty = SetPrice(id=self.context.manager.new_deal_id(), price=0, slots=(Slot(1, frozenset(), n_max=1),) * 2)
        self.design(empty, new=True)

    def key(self, key: Qt.Key) -> bool:
        """Ctrl+T tries the set on."""
        trying = key == Qt.Key.Key_T and self.designer.isVisible() and self.designer.try_on.go.isEnabled()
        if trying:
            self.designer.try_on.start()
        return trying

    def save(self) -> None:
        """Save the set in the designer."""
        if self.designer.isVisible():
            self.designer.save()

    def step_back(self) -> bool:
        """Close the designer; return whether it was open."""
        if not self.designer.isVisible():
            return False
        if not self.designer.step_back():
            self._leave()
        return True

    def design(self, deal: Deal, new: bool = False) -> None:
        """Into the designer with that set."""
        for widget in (self.table, self.ideas, self.about_ideas, self.way, self.add, self.message, self.bar):
            widget.hide()
        self.title.setText(tr("New set") if new else tr("Set"))
        self.designer.show()
        self.designer.design(deal, new=new)

    def _leave(self) -> None:
        self.designer.hide()
        self.title.setText(tr("Sets"))
        self.reload()

    def _design_idea(self, idea: Idea) -> None:
        slots = tuple(Slot(1, frozenset({item.code}), n_max=1) for item in idea.items)
        name = tr("{item} set", item=idea.items[0].name)
        self.design(SetPrice(id=self.context.manager.new_deal_id(), name=name, price=idea.price, slots=slots), new=True)

    def _look_for_ideas(self) -> None:
        version = self.context.shop.catalog.version()
        if self._ideas is not None and self._asked == version:
            return
        if not self.context.work.start(
            lambda progress, cancel: self.context.manager.ideas(progress=progress, cancel=cancel),
            lambda found: self._show_ideas(found, version),
            self.context.messages.refuse,
        ):
            return
        self.bar.begin(tr("Looking through the receipts…"))

    def _show_ideas(self, found: list[Idea], version: int) -> None:
        self._ideas, self._asked = found, version
        self.ideas.show_rows(found)
        self.ideas.choose(0)
