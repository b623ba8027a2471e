"""What is said in the message line as the program begins."""

from __future__ import annotations

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.shared.messages import MessageLine
from pos_assist.domain.settings import troubles
from pos_assist.i18n.translate import tr, trn
from pos_assist.shop import Shop


def show_start_messages(shop: Shop, window: CounterWindow) -> None:
    """What a cashier should know before the first order."""
    foot = window.foot
    if shop.replayed:
        n = shop.replayed
        foot.tell(
            trn("{n} sale was brought back from the journal.", "{n} sales were brought back from the journal.", n)
        )
    for problem in troubles(shop.settings()):
        foot.refuse(problem)
    _tell_of_the_clock(shop, foot)
    if shop.disk_is_low:
        foot.tell(tr("The disk is almost full. Make room soon, or no new sale can begin."))
    window.actions_.show_taken()


def _tell_of_the_clock(shop: Shop, foot: MessageLine) -> None:
    from pos_assist.i18n.clock_texts import ahead_text, behind_text, waiting_text  # noqa: PLC0415 — lazy: seldom needed

    dates = shop.dates
    if behind := dates.behind():
        foot.warn(behind_text(dates.now(), behind))
    elif ahead := dates.ahead():
        waiting = dates.waiting_prices()
        more = [waiting_text(waiting)] if waiting else []
        foot.warn(" ".join([ahead_text(dates.now(), ahead), *more]))
