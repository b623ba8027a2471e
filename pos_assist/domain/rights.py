"""What a cashier may do only where the shop says so, and what is asked before. Part of `settings.SETTINGS`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pos_assist.domain.marking import N_
from pos_assist.domain.setting import Setting, SettingPlace
from pos_assist.domain.setting_kinds import Choice, Flag, Number, Unit


class Right(StrEnum):
    """One thing that a person at the till may need a PIN for. The back office always asks for a manager's."""

    VOID = "void"  # take a whole receipt back
    REFUND = "refund"
    DISCOUNT = "discount"  # by hand, above DISCOUNT_LIMIT
    PRICE = "price"  # another price for one unit or line
    DRAWER = "drawer"  # opened without a sale
    CASH = "cash"  # put in or taken out beside sales
    CLOSE = "close"  # the day
    MEMBERS = "members"  # who they are and what is stored about one, outside the back office


class Need(StrEnum):
    """What is asked before somebody may."""

    NOTHING = ""
    PIN = "pin"  # anybody's own
    MANAGER = "manager"  # a manager's


_NEEDS = {Need.NOTHING: N_("everybody may"), Need.PIN: N_("with a PIN"), Need.MANAGER: N_("managers, with a PIN")}


def _need(right: Right, label: str, what: str, usual: Need = Need.NOTHING) -> Setting[Need]:
    return Setting(f"ask.{right}", Choice(_NEEDS), usual, label, what, SettingPlace.PEOPLE)


RIGHTS: Mapping[Right, Setting[Need]] = {
    Right.VOID: _need(Right.VOID, N_("Void a receipt"), N_("Who may take a whole sale back at the counter.")),
    Right.REFUND: _need(Right.REFUND, N_("Give money back"), N_("Who may take items back and pay for them.")),
    Right.DISCOUNT: _need(Right.DISCOUNT, N_("Discount by hand"), N_("Who may take more off than the limit below.")),
    Right.PRICE: _need(Right.PRICE, N_("Change a price"), N_("Who may sell something at another price.")),
    Right.DRAWER: _need(Right.DRAWER, N_("Open the drawer without a sale"), N_("It is written down in any case.")),
    Right.CASH: _need(Right.CASH, N_("Cash in and out"), N_("Who may put cash in or take it out beside sales.")),
    Right.CLOSE: _need(Right.CLOSE, N_("Close the day"), N_("Who may count the drawer and close the day.")),
    Right.MEMBERS: _need(
        Right.MEMBERS,
        N_("See members and their history"),
        N_("Who may list members, write out what is stored about one, rename or forget one with a command."),
        Need.MANAGER,
    ),
}
DISCOUNT_LIMIT = Setting(
    "discount_limit", Number(100, Unit.PERCENT), 0, N_("Discount that everybody may give"),
    N_("A discount by hand of at most this share asks for nothing."), SettingPlace.PEOPLE,
)  # fmt: skip
CASHIER_NEEDED = Setting(
    "cashier_needed", Flag(), False, N_("Nobody sells unnamed"),
    N_("A sale can be paid only once somebody has signed in, so that every receipt names its cashier."), SettingPlace.PEOPLE,
)  # fmt: skip
SIGN_IN_PIN = Setting(
    "sign_in_pin", Flag(), False, N_("Signing in asks for the PIN"), N_("A name or badge alone is not enough."), SettingPlace.PEOPLE
)  # fmt: skip
BLIND_COUNT = Setting(
    "blind_count", Flag(), False, N_("The drawer is counted blind"),
    N_("What should be in it is shown only after it was counted, at the opening too."), SettingPlace.PEOPLE,
)  # fmt: skip

PEOPLE_SETTINGS: tuple[Setting[Any], ...] = (
    CASHIER_NEEDED, SIGN_IN_PIN, BLIND_COUNT, *RIGHTS.values(), DISCOUNT_LIMIT,
)  # fmt: skip
