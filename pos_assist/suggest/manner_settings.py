"""The manners as settings that a manager understands: their names in the catalog, what they do, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pos_assist.domain.hours import Hours, parse_hours
from pos_assist.domain.marking import N_
from pos_assist.domain.problems import Refused
from pos_assist.suggest.manners import Manners

PREFIX = "manners."
HOURS_PREFIX = "offer_hours."  # offer_hours.CODE: when an item, or all of a department, may be offered

_NUMBER = re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class MannerSetting:
    """One field of `Manners` for the settings page. `kind`: flag, count, percent, money, days or hours."""

    field: str
    kind: str
    label: str
    what: str  # one sentence on what it does
    rule: str  # the rule of `manners.RULES` or of the panel that it governs
    most: int = 0  # of a number

    @property
    def name(self) -> str:
        """Its name among the catalog's settings."""
        return PREFIX + self.field

    @property
    def default(self) -> str:
        """What holds while nothing is set, as it would be written."""
        return _written(getattr(Manners(), self.field))


SETTINGS: tuple[MannerSetting, ...] = (
    MannerSetting("offers", "flag", N_("Show offers"), N_("Switch the whole panel on or off."), "silenced"),
    MannerSetting("upgrade", "flag", N_("Show an upgrade"), N_("At most one upgrade card, or none."), "one_upgrade"),
    MannerSetting("addons", "count", N_("Add-on cards"), N_("How many add-ons are shown at most."), "few_addons", 3),
    MannerSetting("threshold", "flag", N_("Show «… more for …»"), N_("Say how much is missing to a perk."), "one_threshold"),
    MannerSetting(
        "floor", "percent", N_("Relevance floor"),
        N_("An add-on that fewer than so many in a hundred customers would take is not shown."), "irrelevant", 100,
    ),
    MannerSetting(
        "one_of_a_kind", "flag", N_("One of a kind"), N_("Never two cards for the same kind of thing."), "one_of_a_kind"
    ),
    MannerSetting(
        "same_role", "flag", N_("A second one of a kind"),
        N_("Offer a drink although the order has another drink already."), "already_there",
    ),
    MannerSetting(
        "dearest_share", "percent", N_("Dearest offer"),
        N_("An offer may add at most this share of the order …"), "too_dear", 1000,
    ),
    MannerSetting(
        "dearest_free", "money", N_("… or this much"), N_("… or this amount, whichever is more."), "too_dear", 9_999_999
    ),
    MannerSetting(
        "age_restricted", "flag", N_("Offer age-restricted items"),
        N_("Alcohol and tobacco may be offered, not only sold when asked for."), "age_restricted",
    ),
    MannerSetting(
        "member_cooldown", "days", N_("Rest after a member's no"),
        N_("So many days a member is not offered again what he or she refused. 0: only in the same order."), "cooling", 365,
    ),
    MannerSetting(
        "daily_cap", "count", N_("Most orders a day per offer"),
        N_("The same thing is offered to at most so many orders a day. 0: no limit."), "shown_enough", 100_000,
    ),
    MannerSetting(
        "quiet_hours", "hours", N_("Quiet hours"),
        N_("No offers at these hours, such as 12:00-13:00, 18:30-19:30."), "quiet_hour",
    ),
    MannerSetting(
        "rush_receipts", "count", N_("Rush from … receipts a minute"),
        N_("From so many receipts a minute on, only the quickest single offer is shown. 0: only by the key."), "rush", 60,
    ),
)  # fmt: skip
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def manners_from(settings: Mapping[str, str]) -> Manners:
    """The manners that a shop has set. A value that cannot be read counts as not set: `check` keeps it from being saved,
    and a till must sell whatever is in its file."""
    values: dict[str, object] = {}
    for setting in SETTINGS:
        value = _read(setting, settings[setting.name]) if setting.name in settings else None
        if value is not None:
            values[setting.field] = value
    hours_of: dict[str, tuple[Hours, ...]] = {}
    for name, text in settings.items():
        hours = _hours(text) if name.startswith(HOURS_PREFIX) else None
        if hours:
            hours_of[name.removeprefix(HOURS_PREFIX)] = hours
    return Manners(**values, hours_of=hours_of)  # type: ignore[arg-type]  # _read keeps to the fields' types


def check(name: str, value: str) -> None:
    """Refused: bad_setting, where `value` cannot be the value of that setting."""
    setting = _BY_NAME.get(name)
    known = setting is not None or name.startswith(HOURS_PREFIX)
    good = _read(setting, value) is not None if setting else _hours(value) is not None
    if not known or not good:
        raise Refused("bad_setting", name=name, value=value)


def _hours(text: str) -> tuple[Hours, ...] | None:
    try:
        return parse_hours(text)
    except ValueError:
        return None


def _read(setting: MannerSetting, text: str) -> object | None:
    text = text.strip()
    if setting.kind == "flag":
        return {"1": True, "0": False}.get(text)
    if setting.kind == "hours":
        return _hours(text)
    if not _NUMBER.fullmatch(text) or int(text) > setting.most:
        return None
    return int(text)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value == () else f"{value:g}" if isinstance(value, float) else str(value)
