"""What is said about the relay: what stands between what, how to switch back, how it is."""

from __future__ import annotations

from pos_assist.domain.marking import N_
from pos_assist.domain.relay_plan import Hearer, RelayPlan, RelayState, RelayWay
from pos_assist.i18n.translate import sentence, tr, trn

WAYS: dict[RelayWay, str] = {
    RelayWay.NETWORK: N_("Network printer"),
    RelayWay.SERIAL: N_("Serial line"),
    RelayWay.LISTEN: N_("Listen only"),
    RelayWay.FOLDER: N_("Folder"),
}
_IT_STANDS: dict[RelayWay, str] = {
    RelayWay.NETWORK: N_(
        "The register sends its receipts to this computer, and this computer passes them on to the printer. In the register's settings the"
        " printer's address becomes {address}, port {port}. Where Windows asks whether pos_assist may receive on the network, allow it. This"
        " computer's address must stay the same (a fixed address in the router), and it must not fall asleep."
    ),
    RelayWay.SERIAL: N_(
        "The register's cable goes into one port of this computer, the display's or printer's into another. Everything is passed on at once, both"
        " ways."
    ),
    RelayWay.LISTEN: N_(
        "A Y cable at the register's sending line (TX and ground) goes into a port of this computer. Nothing is ever sent into it: whatever becomes"
        " of this computer, the register goes on. Take this way where you can."
    ),
    RelayWay.FOLDER: N_(
        "Nothing stands between register and printer. The register writes its journal into a folder, often only at the close; nothing in the folder"
        " is changed."
    ),
}
_IF_WE_ARE_OFF: dict[RelayWay, str] = {
    RelayWay.NETWORK: N_(
        "While this computer or the relay is off, the register prints no receipt. To switch back: give the register's printer setting the printer's"
        " own address again ({printer}). Write it on a note at the register today."
    ),
    RelayWay.SERIAL: N_(
        "While this computer or the relay is off, the display or printer stands still. To switch back: put its cable into the register again. Stick a"
        " note to the cable today."
    ),
}
CONTRACT = N_("Rented registers and maintenance contracts may forbid it: ask the register's maker or dealer first.")
_WINDOW: dict[Hearer, str] = {
    Hearer.HEARS: N_("The window beside the register hears of it."),
    Hearer.AWAY: N_(
        "No window is open that could hear of it: open the companion window. What passes through meanwhile still reaches the printer."
    ),
    Hearer.REFUSES: N_("The window does not take it: see “How it stands”."),
}


def how_it_stands(plan: RelayPlan, address: str) -> str:
    """What that way does; `address`: this computer's."""
    words = tr(_IT_STANDS[plan.way], address=address or tr("this computer's address"), port=plan.port or "9100")
    return f"{words} {tr(CONTRACT)}"


def if_we_are_off(plan: RelayPlan) -> str:
    """What stands still without this computer, and how to switch back; empty where nothing does."""
    words = _IF_WE_ARE_OFF.get(plan.way, "")
    return tr(words, printer=plan.printer or tr("it stands on its test print")) if words else ""


def head_words(state: RelayState, *, runs: bool) -> str:
    """Whether it runs."""
    if not runs:
        return tr("The relay does not run.")
    if state.problem and not state.ready:
        return tr("The relay waits.")
    if state.since is None:
        return tr("The relay runs.")
    return tr("The relay runs since {time}.", time=f"{state.since:%m/%d %H:%M}")


def heard_words(state: RelayState, *, runs: bool) -> str:
    """What it has heard last."""
    if state.heard_at is None:
        return tr("Nothing has come yet. Ring something up at the register, and print its receipt.") if runs else ""
    times = trn("{n} time", "{n} times", state.times)
    heard = state.heard or tr("a picture, without text")
    return tr("Received at {time}: {heard} ({times})", time=f"{state.heard_at:%H:%M:%S}", heard=heard, times=times)


def trouble_words(state: RelayState) -> str:
    """What it waits for; empty: nothing."""
    return sentence(state.problem) if state.problem else ""


def window_words(state: RelayState) -> str:
    """Whether the window hears of it; empty while nothing came."""
    return tr(_WINDOW[state.window]) if state.window in _WINDOW else ""
