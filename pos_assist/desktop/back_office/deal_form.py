"""The fields of one set, for every kind. What is typed becomes the JSON of a deal, so that one judge serves files and screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as default

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from pos_assist.desktop.back_office.deal_words import days, items_words, kind_of, kinds
from pos_assist.desktop.back_office.money_field import (
    day_text,
    day_value,
    hours_value,
    money_text,
    money_value,
    number_value,
)
from pos_assist.desktop.back_office.widgets import (
    button,
    card,
    choice,
    clear,
    column,
    even,
    field,
    label,
    line_edit,
    pick,
    row,
)
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.deal_json import deal_from_json
from pos_assist.domain.deals import Cheapest, Deal, SetAmount, SetPercent, SetPrice, Spend
from pos_assist.domain.hours import hours_text
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.translate import tr


@dataclass(slots=True)
class SlotFields:
    """One slot as it is being filled."""

    n: int = 1
    items: frozenset[str] = frozenset()
    extra: Mapping[str, int] = default(default_factory=dict)
    percent: int = 10
    most: int | None = 1  # of a percent set of one place: up to so many; None: any number from n on


class DealForm(QWidget):
    """`changed` after every change; `picking` carries the place whose items are to be chosen."""

    changed = Signal()
    picking = Signal(int)

    def __init__(self, title: Callable[[str], str]) -> None:
        super().__init__()
        self._title = title
        self.slots: list[SlotFields] = []
        self.kind = "set_price"
        self.name = line_edit(tr("as the receipt says it"))
        self.kinds = choice(kinds(), self._change_kind)
        self.price, self.off, self.percent, self.free, self.min = (line_edit() for _ in range(5))
        self.net = QCheckBox(tr("reached after the other sets, not before"))
        self.stack = QCheckBox(tr("together with other discounts of this kind"))
        self.max_uses = line_edit(tr("any number"))
        self.member = choice((("", tr("everybody")), ("1", tr("members only")), ("0", tr("without a card"))), self._say)
        self.mode = choice(
            (("", tr("eaten in or out")), (ServiceMode.EAT_IN, tr("eaten in")), (ServiceMode.TAKEOUT, tr("taken out"))),
            self._say,
        )
        self.from_day, self.to_day = line_edit("2026-12-01"), line_edit("2026-12-25")
        self.hours = line_edit("11:00-14:00")
        self.min_spend = line_edit()
        self.days = {day: QCheckBox(words) for day, words in days()}
        self._fields = {
            "price": field(tr("Price of the set"), self.price),
            "off": field(tr("Taken off"), self.off),
            "percent": field(tr("Percent off"), self.percent),
            "free": field(tr("How many of them"), self.free),
            "min": field(tr("From a total of"), self.min),
        }
        self._boxes = {}
        money_row = QHBoxLayout()
        money_row.setSpacing(8)
        for name, layout in self._fields.items():
            box = self._boxes[name] = QWidget()
            layout.setContentsMargins(0, 0, 0, 0)
            box.setLayout(layout)
            money_row.addWidget(box, 1)
        self._places = QVBoxLayout()
        self._places.setSpacing(6)
        self.add = button(tr("Another place"), self._add_place)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addLayout(field(tr("Name"), self.name), 3)
        first.addLayout(field(tr("Kind"), self.kinds), 3)
        whole = column(
            first,
            money_row,
            self.net,
            self.stack,
            self._places,
            row(self.add, None),
            label(tr("When it holds (empty: always)"), "head"),
            even(field(tr("For"), self.member), field(tr("Where"), self.mode)),
            even(field(tr("From day"), self.from_day), field(tr("To day"), self.to_day)),
            even(field(tr("Hours"), self.hours), field(tr("From a total of"), self.min_spend), field(tr("Times per order"), self.max_uses)),
            row(*self.days.values(), None, space=2),
            None,
        )  # fmt: skip
        whole.setContentsMargins(0, 0, 8, 0)
        self.setLayout(whole)
        for edit in (
            self.name, self.price, self.off, self.percent, self.free, self.min, self.max_uses, self.from_day,
            self.to_day, self.hours, self.min_spend,
        ):  # fmt: skip
            edit.textEdited.connect(self._say)
        for box_ in (self.net, self.stack, *self.days.values()):
            box_.clicked.connect(self._say)

    # -- a deal into the fields ------------------------------------------------------------------------------------

    def show_deal(self, deal: Deal) -> None:
        """Fill the fields."""
        self.kind = kind_of(deal)
        pick(self.kinds, self.kind)
        self.name.setText(deal.name)
        self.name.setCursorPosition(0)
        self.price.setText(money_text(deal.price) if isinstance(deal, SetPrice) and deal.price else "")
        self.off.setText(money_text(deal.amount) if isinstance(deal, SetAmount | Spend) and deal.amount else "")
        self.percent.setText(str(deal.percent) if isinstance(deal, Cheapest | Spend) and deal.percent else "")
        self.free.setText(str(deal.free) if isinstance(deal, Cheapest) else "1")
        self.min.setText(money_text(deal.min) if isinstance(deal, Spend) else "")
        self.net.setChecked(isinstance(deal, Spend) and deal.net)
        self.stack.setChecked(isinstance(deal, Spend) and deal.stack)
        if isinstance(deal, Cheapest):
            self.slots = [SlotFields(deal.n, deal.items)]
        elif isinstance(deal, Spend):
            self.slots = []
        else:
            percent = isinstance(deal, SetPercent)
            self.slots = [SlotFields(x.n, x.items, x.extra, x.percent if percent else 10, x.n_max) for x in deal.slots]
        when = deal.when
        self.max_uses.setText(str(deal.max_uses) if deal.max_uses is not None else "")
        pick(self.member, "" if when.member is None else "1" if when.member else "0")
        pick(self.mode, when.mode or "")
        self.from_day.setText(day_text(when.from_date))
        self.to_day.setText(day_text(when.to_date))
        self.hours.setText(hours_text(when.hours))
        self.min_spend.setText(money_text(when.min_spend) if when.min_spend else "")
        for day, box in self.days.items():
            box.setChecked(day in when.days)
        self._lay_out()

    def put_items(self, place: int, items: frozenset[str], extra: Mapping[str, int]) -> None:
        """What was picked for a place."""
        self.slots[place].items, self.slots[place].extra = items, extra
        self._lay_out()
        self.changed.emit()

    # -- and back --------------------------------------------------------------------------------------------------

    def deal(self, id_: str, priority: int) -> Deal:
        """The deal that the fields say. Raises BadInput or Refused, naming what is wrong."""
        data: dict[str, object] = {"id": id_, "name": self.name.text().strip(), "kind": self.kind, "priority": priority}
        if self.max_uses.text().strip():
            data["max_uses"] = number_value(self.max_uses.text(), tr("Times per order"), 99)
        if self.kind == "set_price":
            data["price"] = money_value(self.price.text(), tr("Price of the set"))
        if self.kind == "set_amount":
            data["amount"] = money_value(self.off.text(), tr("Taken off"))
        if self.kind == "cheapest":
            place = self.slots[0]
            data |= {"n": place.n, "items": sorted(place.items), "free": number_value(self.free.text(), tr("How many of them"), 99),
                     "percent": number_value(self.percent.text(), tr("Percent off"), 100) or 100}  # fmt: skip
        elif self.kind == "spend":
            data |= self._spend()
        else:
            data["slots"] = [self._slot(place) for place in self.slots]
        when = self._when()
        if when:
            data["when"] = when
        return deal_from_json(data)

    def _spend(self) -> dict[str, object]:
        found: dict[str, object] = {"min": money_value(self.min.text(), tr("From a total of"))}
        amount = money_value(self.off.text(), tr("Taken off"))
        percent = number_value(self.percent.text(), tr("Percent off"), 100)
        found |= {"amount": amount} if amount or not percent else {"percent": percent}
        if self.net.isChecked():
            found["base"] = "net"
        if self.stack.isChecked():
            found["stack"] = True
        return found

    def _slot(self, place: SlotFields) -> dict[str, object]:
        found: dict[str, object] = {"n": place.n, "items": sorted(place.items)}
        if self.kind == "set_percent":
            found["percent"] = place.percent
            if len(self.slots) == 1:
                found["n_max"] = None if place.most is None else max(place.n, place.most)
        extra = {code: yen for code, yen in place.extra.items() if code in place.items and yen}
        if extra and self.kind == "set_price":
            found["extra"] = extra
        return found

    def _when(self) -> dict[str, object]:
        found: dict[str, object] = {}
        if self.member.currentData():
            found["member"] = self.member.currentData() == "1"
        if self.mode.currentData():
            found["mode"] = str(self.mode.currentData())
        for name, edit, words in (("from", self.from_day, tr("From day")), ("to", self.to_day, tr("To day"))):
            day = day_value(edit.text(), words)
            if day:
                found[name] = day.isoformat()
        chosen = [day for day, box in self.days.items() if box.isChecked()]
        if chosen:
            found["days"] = chosen
        hours = hours_value(self.hours.text(), tr("Hours"))
        if hours:
            found["hours"] = [span.json() for span in hours]
        if self.min_spend.text().strip():
            found["min_spend"] = money_value(self.min_spend.text(), tr("From a total of"))
        return found

    # -- inside ----------------------------------------------------------------------------------------------------

    def _say(self, _: object = None) -> None:
        self.changed.emit()

    def _change_kind(self, kind: str) -> None:
        self.kind = kind
        if kind == "cheapest":
            self.slots = [
                SlotFields(
                    max(2, self.slots[0].n) if self.slots else 2, self.slots[0].items if self.slots else frozenset()
                )
            ]
            self.percent.setText(self.percent.text() or "100")
        elif kind == "spend":
            self.slots = []
        elif not self.slots:
            self.slots = [SlotFields(), SlotFields()]
        self._lay_out()
        self.changed.emit()

    def _add_place(self) -> None:
        self.slots.append(SlotFields())
        self._lay_out()
        self.changed.emit()
        self.picking.emit(len(self.slots) - 1)

    def _drop_place(self, place: int) -> None:
        del self.slots[place]
        self._lay_out()
        self.changed.emit()

    def _lay_out(self) -> None:
        kind = self.kind
        shown = {
            "set_price": {"price"}, "set_amount": {"off"}, "set_percent": set(), "cheapest": {"free", "percent"},
            "spend": {"min", "off", "percent"},
        }[kind]  # fmt: skip
        for name, box in self._boxes.items():
            box.setVisible(name in shown)
        self.net.setVisible(kind == "spend")
        self.stack.setVisible(kind == "spend")
        self.add.setVisible(kind not in ("spend", "cheapest"))
        clear(self._places)
        for i, place in enumerate(self.slots):
            self._places.addWidget(self._place_row(i, place))

    def _place_row(self, i: int, place: SlotFields) -> QWidget:
        number = line_edit()
        number.setText(str(place.n))
        number.setFixedWidth(48)
        number.setAccessibleName(tr("How many of place {n}", n=i + 1))
        number.textEdited.connect(lambda text: self._set(place, "n", text))
        items = button(items_words(place.items, self._title, 2), lambda: self.picking.emit(i), "plain")
        items.setMinimumWidth(90)
        items.setAccessibleName(tr("Items of place {n}", n=i + 1))
        parts: list[QWidget] = [number, label("×", "dim"), items]
        if self.kind == "set_percent":
            percent = line_edit()
            percent.setText(str(place.percent))
            percent.setFixedWidth(54)
            percent.setAccessibleName(tr("Percent off"))
            percent.textEdited.connect(lambda text: self._set(place, "percent", text))
            parts += [percent, label(tr("% off"), "dim")]
            if len(self.slots) == 1:
                more = QCheckBox(tr("or more"))
                more.setChecked(place.most is None)
                more.clicked.connect(lambda on: self._set_most(place, on=on))
                parts.insert(1, more)
        if self.kind != "cheapest" and len(self.slots) > 1:
            drop = button("×", lambda: self._drop_place(i), "quiet")
            drop.setFixedWidth(TOUCH)
            drop.setAccessibleName(tr("Take place {n} out", n=i + 1))
            parts.append(drop)
        layout = row(*parts)
        layout.setStretch(parts.index(items), 1)
        return card(layout, "sunken", 6)

    def _set_most(self, place: SlotFields, *, on: bool) -> None:
        place.most = None if on else place.n
        self.changed.emit()

    def _set(self, place: SlotFields, name: str, text: str) -> None:
        setattr(place, name, int(text) if text.isascii() and text.isdigit() else 0)
        self.changed.emit()
