"""What a manager is asked when the back office opens and the clock is or was wrong: is the date right, date receipts anew?"""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from pos_assist.desktop.shared.plain_label import PlainMessageBox
from pos_assist.i18n.clock_texts import ahead_text, waiting_text, wrong_receipts_text
from pos_assist.i18n.translate import tr
from pos_assist.shop import Shop

_SHOWN = 5  # receipts, with their times until now and from now on


def ask_about_dates(shop: Shop, who: str, parent: QWidget | None) -> None:
    """Ask what there is to ask; nothing on almost every day."""
    dates = shop.dates
    if waiting := dates.waiting_prices():
        text = f"{ahead_text(dates.now(), dates.ahead())}\n{waiting_text(waiting)}"
        if _yes(text, tr("The date is right"), tr("It is wrong"), parent):
            dates.date_is_right(who)
    if dates.jumped() and (found := dates.wrong_receipts()):
        times = [f"#{x.number}  {x.was:%Y-%m-%d %H:%M} → {x.is_now:%Y-%m-%d %H:%M}" for x in found[:_SHOWN]]
        more = [tr("… and {n} more", n=len(found) - _SHOWN)] if len(found) > _SHOWN else []
        text = "\n".join([wrong_receipts_text(len(found)), *times, *more])
        if _yes(text, tr("Date them anew"), tr("Later"), parent):
            dates.redate(who)
            shop.background.begin()  # what was learned from them is counted anew


def _yes(text: str, yes: str, no: str, parent: QWidget | None) -> bool:
    box = PlainMessageBox(QMessageBox.Icon.Question, tr("Date"), text, parent)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    box.exec()
    chosen = box.clickedButton() is accept
    box.deleteLater()
    return chosen
