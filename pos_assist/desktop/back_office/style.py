"""The back office's one style sheet, made from the tokens of the scheme painted with."""

from __future__ import annotations

from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.theme import RADIUS, TOUCH

FIELD = 38  # px high: dense, yet easy to hit with a mouse


def style_sheet() -> str:
    """Tables, fields and lists of the back office, from the colours painted with now."""
    t = theme.SCHEMES[theme.scheme()]
    return f"""
QLabel {{ color: #{t.ink}; background: transparent; }}
QLabel[role="title"] {{ font-size: 22px; font-weight: bold; }}
QLabel[role="head"] {{ font-size: 15px; font-weight: bold; }}
QLabel[role="dim"] {{ color: #{t.dim}; font-size: 13px; }}
QLabel[role="bad"] {{ color: #{t.saving}; font-size: 13px; }}
QLabel[role="good"] {{ color: #{t.accent_ink}; font-size: 13px; }}
QLabel[role="figure"] {{ font-size: 24px; font-weight: bold; }}
QFrame[role="card"] {{ background: #{t.surface}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; }}
QFrame[role="sunken"] {{ background: #{t.sunken}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QLineEdit, QPlainTextEdit, QDateEdit, QSpinBox, QTimeEdit {{ background: #{t.surface}; color: #{t.ink};
  border: 1px solid #{t.line}; border-radius: 7px; padding: 0 10px; min-height: {FIELD - 2}px; font-size: 14px;
  selection-background-color: #{t.accent}; selection-color: #{t.on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QDateEdit:focus, QSpinBox:focus {{ border: 2px solid #{t.accent_ink};
  padding: 0 9px; min-height: {FIELD - 4}px; }}
QLineEdit:disabled, QLineEdit:read-only {{ background: #{t.sunken}; color: #{t.dim}; }}
QPlainTextEdit {{ padding: 6px 8px; }}
QPlainTextEdit:focus {{ padding: 5px 7px; }}
QComboBox {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: 7px;
  padding: 0 10px; min-height: {FIELD - 2}px; font-size: 14px; }}
QComboBox:focus {{ border: 2px solid #{t.accent_ink}; padding: 0 9px; min-height: {FIELD - 4}px; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox QAbstractItemView {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line};
  selection-background-color: #{t.accent_soft}; selection-color: #{t.ink}; outline: none; }}
QCheckBox {{ color: #{t.ink}; font-size: 14px; spacing: 6px; min-height: 30px; }}
QCalendarWidget {{ border: 1px solid #{t.dim}; }}
QCalendarWidget QToolButton {{ min-height: {TOUCH}px; min-width: {TOUCH}px; color: #{t.on_accent}; font-size: 15px; }}
QListWidget {{ background: #{t.surface}; border: 1px solid #{t.line}; border-radius: 7px; outline: none; font-size: 15px; }}
QListWidget::item {{ padding: 0 12px; border-bottom: 1px solid #{t.line}; color: #{t.ink}; }}
QListWidget::item:selected {{ background: #{t.accent_soft}; color: #{t.ink}; }}
QTableView {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: {RADIUS}px;
  outline: none; }}
QTableView QLineEdit {{ border-radius: 0; min-height: 0; padding: 0 6px; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: #{t.sunken}; color: #{t.dim}; border: none; border-bottom: 1px solid #{t.line};
  padding: 0 10px; font-size: 13px; font-weight: bold; }}
QProgressBar {{ background: #{t.line}; border: none; border-radius: 5px; max-height: 10px; }}
QProgressBar::chunk {{ background: #{t.accent}; border-radius: 5px; }}
"""
