"""Settings as a table in words: what each does, what it is now, and the field to change it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.money_field import money_text, money_value, number_value
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import beside, button, card, choice, column, label, line_edit, pick
from pos_assist.desktop.shared.painting import draw_text, fit, money
from pos_assist.desktop.shared.theme import Colors
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import tr
from pos_assist.suggest.lines import WORDING
from pos_assist.suggest.manner_settings import PREFIX, SETTINGS, check
from pos_assist.suggest.trial import DEFAULT_CONTROL_SHARE
from pos_assist.suggest.wording_settings import NAME_WORDS, WORDINGS, checked

NUMBERS = ("count", "percent", "days")
LANGUAGES = (("ja", "日本語"), ("en", "English"))


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in words. `kind`: flag, count, percent, days, money, hours, text, choice or wording."""

    name: str
    kind: str
    label: str
    what: str
    default: str = ""
    most: int = 0
    options: tuple[tuple[str, str], ...] = ()


def manners() -> tuple[Setting, ...]:
    """How quiet the panel is: every manner, in its own words."""
    return tuple(Setting(x.name, x.kind, tr(x.label), tr(x.what), x.default, x.most) for x in SETTINGS)


def wording() -> tuple[Setting, ...]:
    """What is read aloud, per language and kind of offer; empty for the usual lines."""
    languages = dict(LANGUAGES)
    rules = tr("Several lines are divided by | and take turns. Empty: the usual ones.")
    return tuple(
        Setting(
            x.name, "wording", f"{languages[x.language]}: {tr(x.label)}",
            "\n".join((rules, *(tr(NAME_WORDS[name]) for name in x.names))), x.default,
        )
        for x in WORDINGS
    )  # fmt: skip


def of_the_shop() -> tuple[Setting, ...]:
    """What the shop decides about itself."""
    return (
        Setting("name", "text", tr("Name of the shop"), tr("As it stands on the counter and on receipts.")),
        Setting("till", "text", tr("Till"), tr("The number or name of this till."), "1"),
        Setting(
            "control_share", "percent", tr("Control share"),
            tr("So many orders in a hundred see no offers, so that the results can tell what offers bring. 0: off."),
            str(DEFAULT_CONTROL_SHARE), 50,
        ),
        Setting(
            "experiment", "choice", tr("Experiment"),
            tr("Half of the orders hear the first wording of each line, half the second; the results compare them."),
            "", 0, (("", tr("none")), ("wording", tr("two wordings"))),
        ),
        Setting(
            "next_visit_amount", "money", tr("Off on the next visit"),
            tr("A receipt may bring this much off one fitting item next time. 0: no such offers."), "0", 9_999_999,
        ),
        Setting("next_visit_days", "days", tr("… for so many days"), tr("How long the offer for the next visit counts."), "30", 365),
        Setting(
            "customer_language", "choice", tr("Language of what is read aloud"), tr("In which language cashiers speak to customers."),
            "ja", 0, LANGUAGES,
        ),
        Setting(
            "service_mode", "choice", tr("An order begins as"), tr("Most orders are taken out or eaten in; one key changes it."),
            "takeout", 0, (("takeout", tr("Take out")), ("eat_in", tr("Eat in"))),
        ),
        Setting(
            "tax_rounding", "choice", tr("Tax is rounded"), tr("Once per rate and receipt, for the whole shop."),
            "floor", 0, (("floor", tr("down")), ("half_up", tr("to the nearest")), ("ceil", tr("up"))),
        ),
        Setting("backup_hours", "count", tr("Hours between backups"), tr("A checked copy is made by itself so often."), "12", 999),
    )  # fmt: skip


class SettingsTab(QWidget):
    """The table; the chosen one is changed at the right."""

    def __init__(self, context: PageContext, settings: tuple[Setting, ...]) -> None:
        super().__init__()
        self.context = context
        self.settings = settings
        self.setting = settings[0]
        self._now: dict[str, str] = {}
        self.table = RecordTable(
            (
                TableColumn(tr("Setting"), lambda x: f"{x.label}. {x.what}", paint=self._row),
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
        self.save_button = button(tr("Save"), self.save, "primary", "^S")
        side = card(column(self.name, self.what, self.text, self.options, self.usual, None, self.save_button))
        side.setFixedWidth(300)
        self.setLayout(beside(self.table, side))
        self.table.chosen.connect(self._look)
        self.text.returnPressed.connect(self.save)
        self.table.show_rows(settings)

    def reload(self) -> None:
        """The values as they are."""
        self._now = self.context.shop.storage.catalog.settings()
        self.table.viewport().update()
        if self.table.current is None:
            self.table.choose(0)
        self._look(self.setting)

    def save(self) -> None:
        """Judge and save the chosen one."""
        value = self.context.ask(self._typed)
        if value is not None:
            name, words = self.setting.name, self.setting.label
            self.context.write(
                lambda: self.context.manager.set_settings({name: value}), tr("“{name}” is saved.", name=words)
            )

    def _typed(self) -> str:
        setting, text = self.setting, self.text.text().strip()
        if setting.kind in ("flag", "choice"):
            return str(self.options.currentData())
        if setting.kind == "money":
            text = str(money_value(text, setting.label) or 0)
        elif setting.kind in NUMBERS:
            text = str(number_value(text, setting.label, setting.most))
        elif setting.kind == "text" and not text:
            raise Refused("empty_cell", column=setting.label)
        if setting.name.startswith(PREFIX):
            check(setting.name, text)
        if setting.name.startswith(WORDING):
            return checked(setting.name, text)
        return text

    def _raw(self, setting: Setting) -> str:
        value = self._now.get(setting.name, setting.default)
        return value or setting.default if setting.kind == "wording" else value

    def _look(self, setting: Setting | None) -> None:
        if setting is None:
            return
        self.setting = setting
        raw = self._raw(setting)
        self.name.setText(setting.label)
        self.what.setText(setting.what)
        chosen = setting.kind in ("flag", "choice")
        self.text.setVisible(not chosen)
        self.options.setVisible(chosen)
        self.options.clear()
        for value, words in self._options(setting):
            self.options.addItem(words, value)
        pick(self.options, raw)
        number = setting.kind == "money" and raw.isdigit()
        self.text.setText(money_text(int(raw)) if number else raw)
        self.text.setCursorPosition(0)  # a long line is read from its beginning
        self.text.setAccessibleName(setting.label)
        self.options.setAccessibleName(setting.label)
        usual = self._words(setting, setting.default)
        self.usual.setText(tr("Usually: {value}", value=usual) if usual else "")

    def _options(self, setting: Setting) -> tuple[tuple[str, str], ...]:
        return setting.options or (("1", tr("yes")), ("0", tr("no")))

    def _value(self, setting: Setting) -> str:
        if setting.kind == "wording":  # the lines themselves stand in the row
            return tr("usual") if self._raw(setting) == setting.default else tr("our own")
        return self._words(setting, self._raw(setting))

    def _ink(self, setting: Setting) -> str:
        return "accent_ink" if self._raw(setting) != setting.default else "ink"

    def _words(self, setting: Setting, raw: str) -> str:
        if setting.kind in ("flag", "choice"):
            return dict(self._options(setting)).get(raw, raw)
        if setting.kind == "money" and raw.isdigit():
            return money(int(raw))
        if setting.kind == "percent":
            return f"{raw} %"
        if setting.kind == "hours" and not raw:
            return tr("none")
        return raw

    def _row(self, p: QPainter, rect: QRect, setting: Setting, c: Colors) -> None:
        """Its name, and below it what it does, or what is said."""
        what = self._raw(setting) if setting.kind == "wording" else setting.what
        area = rect.adjusted(14, 6, -10, -7)
        half = area.height() // 2
        draw_text(p, QRect(area.left(), area.top(), area.width(), half), setting.label, 15, c.ink, bold=True)
        px = fit(what, area.width(), (13, 12, 11))
        draw_text(p, QRect(area.left(), area.top() + half, area.width(), half), what, px, c.dim)
