"""Money, days and hours as a manager types them, and back."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.hours import Hours, hours_text, parse_hours
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import offer_hours
from pos_assist.system import clock

_WHOLE = "JPY"


def money_text(amount: int | None) -> str:
    """An amount in a field: digits without the sign; nothing where it is not known."""
    return "" if amount is None else re.sub(r"[^0-9.\-]", "", money(amount).replace("−", "-"))


def money_value(text: str, field: str) -> int | None:
    """Return typed money in minor units: «1,170», «¥1170», full-width digits too. None for an empty field. Refused:
    bad_money."""
    plain = re.sub(r"[\s,¥$€£円]", "", unicodedata.normalize("NFKC", text))
    if not plain:
        return None
    decimals = len(money_text(0).partition(".")[2])
    found = re.fullmatch(rf"(\d{{1,9}})(?:\.(\d{{1,{decimals}}}))?" if decimals else r"(\d{1,9})()", plain)
    if not found:
        raise Refused("bad_money", column=field, value=text[:60])
    whole, part = int(found[1]), (found[2] or "").ljust(decimals, "0")
    return int(f"{whole}{part}")


def day_text(day: date | None) -> str:
    """A day in a field."""
    return "" if day is None else day.isoformat()


def day_value(text: str, field: str) -> date | None:
    """Return a typed date: 2026-11-22 or 2026/11/22. None for an empty field. Refused: bad_date."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("/", "-")
    if not plain:
        return None
    try:
        parts = [int(x) for x in re.split(r"[-/.年月日]", plain.rstrip("日"))]
        if len(parts) == 2:  # 12/1: the next one to come
            today = clock.now().date()
            near = date(today.year, *parts)
            return near if near >= today else date(today.year + 1, *parts)
        return date(*parts)
    except (ValueError, TypeError):
        raise Refused("bad_date", column=field, value=text[:60]) from None


def offer_hours_text(context: PageContext, code: str) -> str:
    """When that item or department may be offered, as a manager types it."""
    return hours_text(offer_hours(code).of(context.manager.settings()))


def hours_value(text: str, field: str) -> tuple[Hours, ...]:
    """Return typed hours: «11:00-14:00, 22:00-02:00»; an empty field means all day. Refused: bad_hours."""
    try:
        return parse_hours(text)
    except ValueError as error:
        raise Refused("bad_hours", column=field, value=str(error)[:60]) from None


def number_value(text: str, field: str, most: int = 9_999_999) -> int:
    """A whole number from 0; 0 where nothing was typed. Refused: bad_number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain and not (plain.isascii() and plain.isdigit() and int(plain) <= most):
        raise Refused("bad_number", column=field, value=text[:60], most=most)
    return int(plain or 0)
