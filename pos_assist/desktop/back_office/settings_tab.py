"""Settings as a table in words: what each does, what it is now, and the field to change it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.label_trial import LabelTrial
from pos_assist.desktop.back_office.money_field import money_text, money_value, number_value
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import beside, button, choice, column, form_card, label, line_edit, pick
from pos_assist.desktop.shared.painting import draw_text, fit, money
from pos_assist.desktop.shared.theme import Colors
from pos_assist.domain.setting import Setting
from pos_assist.domain.setting_kinds import (
    BLANK_WORDS,
    Choice,
    Codes,
    Flag,
    LabelPatterns,
    Lines,
    Number,
    Spans,
    Text,
    Unit,
)
from pos_assist.domain.settings import LANGUAGES
from pos_assist.i18n.translate import tr
from pos_assist.suggest.lines import usual_lines

AnySetting = Setting[Any]


def label_of(setting: AnySetting) -> str:
    """Return the label of a setting, with the language where it has one value for each."""
    language = next((x for x in setting.name.split(".")[1:] if x in LANGUAGES), None)
    return f"{LANGUAGES[language]}: {tr(setting.label)}" if language else tr(setting.label)


def what_of(setting: AnySetting) -> str:
    """Return the explanation of a setting; of a line to read aloud also the places it may leave open."""
    blanks = setting.kind.blanks if isinstance(setting.kind, Lines) else ()
    return "\n".join((tr(setting.what), *(tr(BLANK_WORDS[name]) for name in blanks)))


class SettingsTab(QWidget):
    """The table; the chosen one is changed at the right."""

    def __init__(self, context: PageContext, settings: tuple[AnySetting, ...]) -> None:
        super().__init__()
        self.context = context
        self.settings = settings
        self.setting = settings[0]
        self._now: dict[str, str] = {}
        self.table = RecordTable(
            (
                TableColumn(tr("Setting"), lambda x: f"{label_of(x)}. {what_of(x)}", paint=self._row),
                TableColumn(tr("Now"), self._value, 130, right=True, bold=True, ink=self._ink),
            ),
            tr("Settings"),
        )
        self.table.verticalHeader().setDefaultSectionSize(56)
        self.table.horizontalHeader().hide()
        self.name, self.what = label("", "head", wrap=True), label("", "dim", wrap=True)
        self.text = line_edit()
        self.options = choice(())
        self.usual = label("", "dim", wrap=True)
        self.save_button = button(tr("Save"), self.save, "primary", "Ctrl+S")
        self.trial = LabelTrial(self.text.text)
        self.text.textChanged.connect(lambda _: self.trial.read())
        side = form_card(
            column(self.name, self.what, self.text, self.options, self.usual, self.trial, None), self.save_button
        )
        side.setFixedWidth(300)
        self.setLayout(beside(self.table, side))
        self.table.chosen.connect(self._look)
        self.text.returnPressed.connect(self.save)
        self.table.show_rows(settings)

    def reload(self) -> None:
        """The values as they are."""
        self._now = self.context.manager.settings()
        self.table.viewport().update()
        if self.table.current is None:
            self.table.choose(0)
        self._look(self.setting)

    def save(self) -> None:
        """Save the chosen one, as the manager's service checks it."""
        value = self.context.ask(self._typed)
        if value is not None:
            name, words = self.setting.name, label_of(self.setting)
            self.context.write(
                lambda: self.context.manager.set_settings({name: value}), tr("“{name}” is saved.", name=words)
            )

    def _typed(self) -> str:
        setting, text = self.setting, self.text.text().strip()
        if isinstance(setting.kind, Flag | Choice):
            return str(self.options.currentData())
        if isinstance(setting.kind, Number):
            if setting.kind.unit is Unit.MONEY:
                return str(money_value(text, tr(setting.label)) or 0)
            return str(number_value(text, tr(setting.label), setting.kind.most))
        return text

    def _raw(self, setting: AnySetting) -> str:
        """As it counts now: what cannot be read is the usual value."""
        value = setting.kind.write(setting.of(self._now))
        return value or self._usual(setting)

    def _usual(self, setting: AnySetting) -> str:
        return usual_lines(setting.name) if isinstance(setting.kind, Lines) else setting.usual

    def _look(self, setting: AnySetting | None) -> None:
        if setting is None:
            return
        self.setting = setting
        raw = self._raw(setting)
        self.name.setText(label_of(setting))
        self.what.setText(what_of(setting))
        chosen = isinstance(setting.kind, Flag | Choice)
        self.text.setVisible(not chosen)
        self.options.setVisible(chosen)
        self.trial.setVisible(isinstance(setting.kind, LabelPatterns))
        self.options.clear()
        for value, words in self._options(setting):
            self.options.addItem(words, value)
        pick(self.options, raw)
        is_money = isinstance(setting.kind, Number) and setting.kind.unit is Unit.MONEY
        self.text.setText(money_text(int(raw)) if is_money else raw)
        self.text.setCursorPosition(0)  # a long line is read from its beginning
        self.text.setAccessibleName(label_of(setting))
        self.options.setAccessibleName(label_of(setting))
        usual = self._words(setting, self._usual(setting))
        self.usual.setText(tr("Usually: {value}", value=usual) if usual else "")

    def _options(self, setting: AnySetting) -> tuple[tuple[str, str], ...]:
        if isinstance(setting.kind, Choice):
            return tuple((str(value), tr(words)) for value, words in setting.kind.options.items())
        return (("1", tr("yes")), ("0", tr("no")))

    def _value(self, setting: AnySetting) -> str:
        if isinstance(setting.kind, Lines | LabelPatterns):  # too long for the column
            return tr("usual") if self._raw(setting) == self._usual(setting) else tr("our own")
        return self._words(setting, self._raw(setting))

    def _ink(self, setting: AnySetting) -> str:
        return "accent_ink" if self._raw(setting) != self._usual(setting) else "ink"

    def _words(self, setting: AnySetting, raw: str) -> str:
        match setting.kind:
            case Flag() | Choice():
                return dict(self._options(setting)).get(raw, raw)
            case Number(unit=Unit.MONEY):
                return money(int(raw))
            case Number(unit=Unit.PERCENT):
                return f"{raw} %"
            case Spans() | Codes():
                return self._titles(raw) if raw and isinstance(setting.kind, Codes) else raw or tr("none")
            case Text() | _:
                return raw

    def _titles(self, codes: str) -> str:
        """The items by their names."""
        catalog = self.context.shop.catalog
        return ", ".join(item.title if (item := catalog.item(code)) else code for code in codes.split())

    def _row(self, p: QPainter, rect: QRect, setting: AnySetting, c: Colors) -> None:
        """Its name, and below it what it does, or what is said."""
        what = self._raw(setting) if isinstance(setting.kind, Lines) else what_of(setting)
        area = rect.adjusted(14, 6, -10, -7)
        half = area.height() // 2
        draw_text(p, QRect(area.left(), area.top(), area.width(), half), label_of(setting), 15, c.ink, bold=True)
        px = fit(what, area.width(), (13, 12, 11))
        draw_text(p, QRect(area.left(), area.top() + half, area.width(), half), what, px, c.dim)
