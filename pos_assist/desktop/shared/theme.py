"""Design tokens: colours of three schemes, sizes, fonts. Every screen paints with these and with nothing else.

Colours are named for their job, not their hue. `PAIRS` lists which text stands on which ground; a test holds every pair of
every scheme to WCAG AA (4.5:1).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from pos_assist.system.paths import resources

TOUCH = 44  # px, the smallest thing a finger must hit
GAP = 8  # between things
MARGIN = 12  # around things
RADIUS = 9

FAMILIES = ("BIZ UDPGothic", "BIZ UDPゴシック")  # then whatever Japanese family the machine has


class Tokens(NamedTuple):
    """The colours of one scheme, as RRGGBB."""

    ground: str  # behind everything
    surface: str  # keys, cards, the order
    sunken: str  # inside a bracket, a sold-out key
    ink: str
    dim: str  # what is read second
    faint: str  # what is read last
    line: str  # edges and rules
    accent: str  # what moves the order on
    on_accent: str
    accent_ink: str  # the accent as text on a surface
    accent_soft: str  # the ground of what is selected
    upgrade_ink: str
    upgrade_soft: str
    upgrade_edge: str
    saving: str  # money off, and refusals
    saving_soft: str
    alarm: str  # the message line when something was refused
    on_alarm: str
    frame: str  # top bar and message line
    on_frame: str
    frame_dim: str
    frame_field: str  # a field or an unchosen half on the frame
    key: str  # a department's colour where it chose none


LIGHT = Tokens(
    ground="F3F1EC", surface="FFFFFF", sunken="FAF8F4", ink="1E2227", dim="555C64", faint="646A72", line="DDD9D0",
    accent="0B5D4E", on_accent="FFFFFF", accent_ink="0B5D4E", accent_soft="E3F0EC",
    upgrade_ink="8A4B00", upgrade_soft="FFF3DC", upgrade_edge="E9B45B",
    saving="B3261E", saving_soft="FDECEA", alarm="9F1D16", on_alarm="FFFFFF",
    frame="22303A", on_frame="FFFFFF", frame_dim="C3CDD4", frame_field="35454F", key="E8A33D",
)  # fmt: skip
DARK = Tokens(
    ground="14181B", surface="1F262B", sunken="191F23", ink="F1F3F4", dim="BAC3C9", faint="A3ADB4", line="39444B",
    accent="5CCBB0", on_accent="06231D", accent_ink="6FD6BD", accent_soft="1B3F38",
    upgrade_ink="FFC978", upgrade_soft="33280F", upgrade_edge="9A7430",
    saving="FFA79E", saving_soft="431F1C", alarm="FFB4AB", on_alarm="3A0905",
    frame="0C0F11", on_frame="F1F3F4", frame_dim="B4BEC5", frame_field="28323A", key="E8A33D",
)  # fmt: skip
CONTRAST = Tokens(
    ground="000000", surface="000000", sunken="000000", ink="FFFFFF", dim="FFFFFF", faint="E6E6E6", line="FFFFFF",
    accent="00E6A8", on_accent="000000", accent_ink="00E6A8", accent_soft="00382A",
    upgrade_ink="FFD400", upgrade_soft="1F1A00", upgrade_edge="FFD400",
    saving="FF9B91", saving_soft="2B0000", alarm="FFD400", on_alarm="000000",
    frame="000000", on_frame="FFFFFF", frame_dim="FFFFFF", frame_field="262626", key="FFFFFF",
)  # fmt: skip

SCHEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

PAIRS: tuple[tuple[str, str], ...] = (  # text, ground
    *((text, ground) for text in ("ink", "dim", "faint") for ground in ("ground", "surface", "sunken")),
    *((text, ground) for text in ("ink", "dim") for ground in ("accent_soft", "upgrade_soft")),
    ("on_accent", "accent"),
    ("accent_ink", "surface"),
    ("accent_ink", "sunken"),
    ("accent_ink", "ground"),
    ("accent_ink", "accent_soft"),
    ("upgrade_ink", "surface"),
    ("upgrade_ink", "sunken"),
    ("upgrade_ink", "upgrade_soft"),
    ("saving", "surface"),
    ("saving", "sunken"),
    ("saving", "ground"),
    ("saving", "saving_soft"),
    ("saving", "upgrade_soft"),
    ("on_alarm", "alarm"),
    ("on_frame", "frame"),
    ("frame", "on_frame"),
    ("frame", "upgrade_edge"),
    ("frame_dim", "frame"),
    ("on_frame", "frame_field"),
    ("frame_dim", "frame_field"),
)


class Colors:
    """The tokens of a scheme as QColor, by the same names."""

    def __init__(self, tokens: Tokens) -> None:
        self._colors = {name: QColor("#" + rgb) for name, rgb in tokens._asdict().items()}

    def __getattr__(self, name: str) -> QColor:
        return self._colors[name]


_scheme = "light"
_colors = Colors(LIGHT)


def scheme() -> str:
    """The scheme painted with now."""
    return _scheme


def colors() -> Colors:
    """The colours painted with now. Ask at painting time: the scheme may change."""
    return _colors


def set_scheme(name: str) -> None:
    """Paint with that scheme from now on, in every window; an unknown name means «light»."""
    global _scheme, _colors  # noqa: PLW0603 — one look for the whole program, as with the language
    _scheme = name if name in SCHEMES else "light"
    _colors = Colors(SCHEMES[_scheme])
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setPalette(_palette())
        if app.styleSheet() != (
            sheet := _style_sheet()
        ):  # every widget there is would be dressed again: 0.2 s a window
            app.setStyleSheet(sheet)
        for window in app.topLevelWidgets():
            window.update()


def apply(app: QApplication, name: str) -> None:
    """Fusion, our font, our colours: once, before the first window."""
    app.setStyle("Fusion")
    app.setFont(font(15))
    set_scheme(name)


@lru_cache(maxsize=64)
def font(px: int, bold: bool = False) -> QFont:
    """Our family at that height in pixels."""
    out = QFont(families())
    out.setPixelSize(px)
    out.setBold(bold)
    return out


@lru_cache(maxsize=64)
def metrics(px: int, bold: bool = False) -> QFontMetrics:
    """How wide text is in `font(px, bold)`."""
    return QFontMetrics(font(px, bold))


@lru_cache(maxsize=1)
def families() -> list[str]:
    """BIZ UDPGothic, the machine's or the one that a package brings along; where both are missing, any Japanese family of
    the machine behind it."""
    for file in () if QFontDatabase.hasFamily(FAMILIES[0]) else sorted((resources() / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    if QFontDatabase.hasFamily(FAMILIES[0]):
        return [FAMILIES[0]]
    return [*FAMILIES, *QFontDatabase.families(QFontDatabase.WritingSystem.Japanese)[:1]]


def speaks_japanese() -> bool:
    """Whether the machine has a font with kanji; without one every Japanese word is a row of boxes."""
    return metrics(15).inFontUcs4(ord("商"))  # not inFont: through PySide it denies signs that are there


def _palette() -> QPalette:
    c, role = _colors, QPalette.ColorRole
    palette = QPalette()
    for which, color in (
        (role.Window, c.ground),
        (role.WindowText, c.ink),
        (role.Base, c.surface),
        (role.AlternateBase, c.sunken),
        (role.Text, c.ink),
        (role.PlaceholderText, c.faint),
        (role.Button, c.surface),
        (role.ButtonText, c.ink),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.ToolTipBase, c.frame),
        (role.ToolTipText, c.on_frame),
        (role.Link, c.accent_ink),
    ):
        palette.setColor(which, color)
    for which in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, c.faint)
    return palette


def _style_sheet() -> str:
    t = SCHEMES[_scheme]
    return f"""
QMenu {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; padding: 6px; }}
QMenu::item {{ padding: 10px 24px 10px 14px; border-radius: 6px; min-height: 24px; }}
QMenu::item:selected {{ background: #{t.accent_soft}; color: #{t.ink}; }}
QMenu::item:disabled {{ color: #{t.faint}; }}
QMenu::separator {{ height: 1px; background: #{t.line}; margin: 6px 8px; }}
QLineEdit {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: {RADIUS}px;
  padding: 0 12px; min-height: 42px; selection-background-color: #{t.accent}; selection-color: #{t.on_accent}; }}
QLineEdit:focus {{ border: 2px solid #{t.accent_ink}; padding: 0 11px; min-height: 40px; }}
QDialog QPushButton {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; padding: 0 16px; }}
QDialog QPushButton:focus {{ border: 2px solid #{t.accent_ink}; padding: 0 15px; }}
QDialog QPushButton:default {{ background: #{t.accent}; color: #{t.on_accent}; border: none; font-weight: bold; }}
QDialog QPushButton:disabled {{ background: #{t.sunken}; color: #{t.faint}; }}
QMessageBox QPushButton {{ min-height: 42px; min-width: 88px; }}
QDialog QComboBox {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; padding: 0 12px; }}
QDialog QComboBox:focus {{ border: 2px solid #{t.accent_ink}; padding: 0 11px; }}
QDialog QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; padding: 0; min-height: 0; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: #{t.line}; border-radius: 4px; min-height: 44px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none; height: 0; }}
"""
