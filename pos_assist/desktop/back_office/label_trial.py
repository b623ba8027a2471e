"""Try a label: scan one, and see what the patterns read of it before they are saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_assist.desktop.back_office.widgets import field, label, line_edit
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.codes import Label, pattern_problem, pattern_texts, patterns_of, read_scan
from pos_assist.i18n.translate import tr


class LabelTrial(QWidget):
    """`patterns` gives what is written in the field beside it."""

    def __init__(self, patterns: Callable[[], str]) -> None:
        super().__init__()
        self._patterns = patterns
        self.scanned = line_edit()
        self.scanned.setPlaceholderText(tr("Scan or type a label"))
        self.scanned.textChanged.connect(lambda _: self.read())
        self.found = label("", "head", wrap=True)
        self.setLayout(box := QVBoxLayout())
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(field(tr("Try a label"), self.scanned))
        box.addWidget(self.found)

    def read(self) -> None:
        """Say what the label says by the patterns as they stand in the field."""
        code, patterns = self.scanned.text().strip(), self._patterns()
        wrong = next((text for text in pattern_texts(patterns) if pattern_problem(text)), "")
        found = read_scan(code, patterns_of(patterns)).label
        if wrong:
            self.found.setText(tr("“{pattern}” is no pattern.", pattern=wrong))
        elif not code:
            self.found.setText("")
        else:
            self.found.setText(_words(found) if found else tr("No pattern reads it."))


def _words(found: Label) -> str:
    says = [tr("item {digits}", digits=found.beginnings[-1])]
    if found.price is not None:
        says.append(money(found.price))
    if found.grams is not None:
        says.append(f"{found.grams:,} g")
    return " · ".join(says)
