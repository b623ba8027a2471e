"""The fields of one set, for every kind. Input becomes the JSON of a deal, so that files and the screen share one
check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from enum import Enum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_assist.desktop.back_office.date_field import date_field
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
    widen,
)
from pos_assist.desktop.shared.painting import without_tax
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.deal_json import deal_from_json, deal_to_json
from pos_assist.domain.deals import Deal
from pos_assist.domain.hours import hours_text
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.deal_texts import Say, days, items_text, kinds
from pos_assist.i18n.translate import tr


@dataclass(slots=True)
class SlotFields:
    """One slot as it is being filled."""

    n: int = 1
    items: frozenset[str] = frozenset()
    extra: Mapping[str, int] = default(default_factory=dict)
    percent: int = 10
    most: int | None = 1  # of a percent set of one place: up to so many; None: any number from n on


class Places(Enum):
    """How many places a kind of deal has."""

    NONE = 0
    ONE = 1
    SEVERAL = 2


@dataclass(frozen=True, slots=True)
class KindForm:
    """The fields of one kind's form, named as in the JSON of a deal."""

    fields: tuple[str, ...]
    places: Places = Places.SEVERAL
    slot: tuple[str, ...] = ()  # what a place asks for beside its items: extra, percent
    starts: Mapping[str, int] = default(default_factory=dict)  # what an empty field begins with
    either: tuple[str, ...] = ()  # of these fields only the first that is filled counts


KIND_FORMS: dict[str, KindForm] = {
    "set_price": KindForm(("price",), slot=("extra",)),
    "set_percent": KindForm((), slot=("percent",)),
    "set_amount": KindForm(("amount",)),
    "cheapest": KindForm(("free", "percent"), Places.ONE, starts={"percent": 100}),
    "spend": KindForm(("min", "amount", "percent", "base", "stack"), Places.NONE, either=("amount", "percent")),
}


@dataclass(frozen=True, slots=True)
class _Editor:
    """A field of the form: a value of the JSON shown in it (None: there is none), and read from it."""

    show: Callable[[Any], None]
    read: Callable[[], Any]
    box: QWidget


class DealForm(QWidget):
    """`changed` after every change; `picking` carries the place whose items are to be chosen."""

    changed = Signal()
    picking = Signal(int)

    def __init__(self, say: Say) -> None:
        super().__init__()
        self._say = say
        self.slots: list[SlotFields] = []
        self.kind = "set_price"
        self.name, self.english = line_edit(tr("as the receipt says it")), line_edit()
        self.kinds = choice(kinds(), self._change_kind)
        widen(self.kinds)
        self.price, self.off, self.percent, self.free, self.min = (line_edit() for _ in range(5))
        self.net = QCheckBox(tr("reached after the other sets, not before"))
        self.stack = QCheckBox(tr("together with other discounts of this kind"))
        self.max_uses = line_edit(tr("any number"))
        self.member = choice(
            (("", tr("everybody")), ("1", tr("members only")), ("0", tr("without a card"))), self._edited
        )
        self.mode = choice(
            (("", tr("eaten in or out")), (ServiceMode.EAT_IN, tr("eaten in")), (ServiceMode.TAKEOUT, tr("taken out"))),
            self._edited,
        )
        self.from_day, self.to_day = date_field(), date_field("12/25")
        self.hours = line_edit("11:00-14:00")
        self.min_spend = line_edit()
        self.days = {day: QCheckBox(words) for day, words in days()}
        self._editors = {
            "price": _money_editor(tr("Price of the set"), self.price),
            "amount": _money_editor(tr("Taken off"), self.off),
            "percent": _number_editor(tr("Percent off"), self.percent, 100),
            "free": _number_editor(tr("How many of them"), self.free, 99),
            "min": _money_editor(tr("From a total of"), self.min),
            "base": _Editor(
                lambda base: self.net.setChecked(base == "net"),
                lambda: "net" if self.net.isChecked() else None,
                self.net,
            ),
            "stack": _Editor(
                lambda on: self.stack.setChecked(bool(on)), lambda: self.stack.isChecked() or None, self.stack
            ),
        }
        money_row = QHBoxLayout()
        money_row.setSpacing(8)
        for name in ("price", "amount", "percent", "free", "min"):
            money_row.addWidget(self._editors[name].box, 1)
        self._places = QVBoxLayout()
        self._places.setSpacing(6)
        self.add = button(tr("Another place"), self._add_place)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addLayout(field(tr("Name"), self.name), 3)
        first.addLayout(field(tr("Kind"), self.kinds), 2)
        whole = column(
            first,
            field(tr("Name in English"), self.english),
            money_row,
            self.net,
            self.stack,
            self._places,
            row(self.add, None),
            label(tr("When it holds (empty: always)"), "head"),
            even(field(tr("For"), self.member), field(tr("Where"), self.mode)),
            even(field(tr("From day"), self.from_day), field(tr("To day"), self.to_day)),
            even(field(tr("Hours"), self.hours), field(without_tax(tr("From a total of")), self.min_spend), field(tr("Times per order"), self.max_uses)),
            row(*self.days.values(), None, space=10),
            None,
        )  # fmt: skip
        whole.setContentsMargins(0, 0, 8, 0)
        self.setLayout(whole)
        for edit in (
            self.name, self.english, self.price, self.off, self.percent, self.free, self.min, self.max_uses, self.from_day,
            self.to_day, self.hours, self.min_spend,
        ):  # fmt: skip
            edit.textEdited.connect(self._edited)
        for box_ in (self.net, self.stack, *self.days.values()):
            box_.clicked.connect(self._edited)

    # -- a deal into the fields ------------------------------------------------------------------------------------

    def show_deal(self, deal: Deal) -> None:
        """Show a deal in the fields."""
        self.kind = deal.kind
        pick(self.kinds, self.kind)
        for edit, text in ((self.name, deal.name), (self.english, deal.title_en)):
            edit.setText(text)
            edit.setCursorPosition(0)
        begun = deal.item_codes or not deal.places
        data = deal_to_json(deal) if begun else {}  # of a set of nothing yet no field is filled in
        for name, editor in self._editors.items():
            editor.show(data.get(name, 1 if name == "free" else None))
        percent = "percent" in self.shape.slot
        self.slots = [SlotFields(x.n, x.items, x.extra, x.percent if percent else 10, x.n_max) for x in deal.places]
        when = deal.when
        self.max_uses.setText(str(deal.max_uses) if deal.max_uses is not None else "")
        pick(self.member, "" if when.member is None else "1" if when.member else "0")
        pick(self.mode, when.mode or "")
        self.from_day.setText(day_text(when.from_date))
        self.to_day.setText(day_text(when.to_date))
        self.hours.setText(hours_text(when.hours))
        self.hours.setCursorPosition(0)
        self.min_spend.setText(money_text(when.min_spend) if when.min_spend else "")
        for day, box in self.days.items():
            box.setChecked(day in when.days)
        self._lay_out()

    def put_items(self, place: int, items: frozenset[str], extra: Mapping[str, int]) -> None:
        """Set the items of a place and their surcharges (minor units)."""
        self.slots[place].items, self.slots[place].extra = items, extra
        self._lay_out()
        self.changed.emit()

    # -- and back --------------------------------------------------------------------------------------------------

    def deal(self, id_: str, priority: int) -> Deal:
        """The deal that the fields say. Raises BadInput or Refused, naming what is wrong."""
        data: dict[str, object] = {"id": id_, "name": self.name.text().strip(), "kind": self.kind, "priority": priority}
        if english := self.english.text().strip():
            data["title_en"] = english
        if self.max_uses.text().strip():
            data["max_uses"] = number_value(self.max_uses.text(), tr("Times per order"), 99)
        data |= self._own_fields()
        if self.shape.places is Places.ONE:
            data |= {"n": self.slots[0].n, "items": sorted(self.slots[0].items)}
        elif self.shape.places is Places.SEVERAL:
            data["slots"] = [self._slot(place) for place in self.slots]
        when = self._when()
        if when:
            data["when"] = when
        return deal_from_json(data)

    @property
    def shape(self) -> KindForm:
        """The form of the chosen kind."""
        return KIND_FORMS[self.kind]

    def _own_fields(self) -> dict[str, object]:
        shape = self.shape
        found = {name: self._editors[name].read() for name in shape.fields}
        found |= {name: value for name, value in shape.starts.items() if not found[name]}
        counts = next((name for name in shape.either if found[name]), None)
        return {
            name: value for name, value in found.items() if counts is None or name not in shape.either or name == counts
        }

    def _slot(self, place: SlotFields) -> dict[str, object]:
        found: dict[str, object] = {"n": place.n, "items": sorted(place.items)}
        if "percent" in self.shape.slot:
            found["percent"] = place.percent
            if len(self.slots) == 1:
                found["n_max"] = None if place.most is None else max(place.n, place.most)
        extra = {code: yen for code, yen in place.extra.items() if code in place.items and yen}
        if extra and "extra" in self.shape.slot:
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

    def _edited(self, _: object = None) -> None:
        self.changed.emit()

    def _change_kind(self, kind: str) -> None:
        self.kind = kind
        first = self.slots[0] if self.slots else SlotFields()
        if self.shape.places is Places.NONE:
            self.slots = []
        elif self.shape.places is Places.ONE:
            self.slots = [SlotFields(max(2, first.n), first.items)]
        elif not self.slots:
            self.slots = [SlotFields(), SlotFields()]
        for name, value in self.shape.starts.items():
            editor = self._editors[name]
            editor.show(editor.read() or value)
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
        for name, editor in self._editors.items():
            editor.box.setVisible(name in self.shape.fields)
        self.add.setVisible(self.shape.places is Places.SEVERAL)
        clear(self._places)
        for i, place in enumerate(self.slots):
            self._places.addWidget(self._place_row(i, place))

    def _place_row(self, i: int, place: SlotFields) -> QWidget:
        number = line_edit()
        number.setText(str(place.n))
        number.setFixedWidth(48)
        number.setAccessibleName(tr("How many of place {n}", n=i + 1))
        number.textEdited.connect(lambda text: self._set(place, "n", text))
        items = button(items_text(place.items, self._say, 2), lambda: self.picking.emit(i), "plain")
        items.setMinimumWidth(90)
        items.setAccessibleName(tr("Items of place {n}", n=i + 1))
        parts: list[QWidget] = [number, label("×", "dim"), items]
        if "percent" in self.shape.slot:
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
        if self.shape.places is Places.SEVERAL and len(self.slots) > 1:
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


def _money_editor(words: str, edit: QLineEdit) -> _Editor:
    return _Editor(
        lambda amount: edit.setText("" if amount is None else money_text(amount)),
        lambda: money_value(edit.text(), words),
        _boxed(without_tax(words), edit),
    )


def _number_editor(words: str, edit: QLineEdit, most: int) -> _Editor:
    return _Editor(
        lambda number: edit.setText(str(number or "")),
        lambda: number_value(edit.text(), words, most),
        _boxed(words, edit),
    )


def _boxed(words: str, edit: QLineEdit) -> QWidget:
    box = QWidget()
    layout = field(words, edit)
    layout.setContentsMargins(0, 0, 0, 0)
    box.setLayout(layout)
    return box
