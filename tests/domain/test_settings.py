"""Settings: each declared once, and what follows from a declaration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.problems import Refused
from pos_assist.domain.setting import Scope, Setting
from pos_assist.domain.setting_kinds import Choice, Number
from pos_assist.domain.settings import (
    CURRENCY,
    OFFER_HOURS,
    SERVICE_MODE,
    SETTINGS,
    TAX_ROUNDING,
    find,
    offer_hours,
    portable,
    troubles,
)

every_setting = pytest.mark.parametrize("setting", SETTINGS, ids=lambda x: x.name)


@every_setting
def test_the_usual_value_of_a_setting_is_one_it_may_have(setting: Setting[Any]) -> None:
    if setting.usual or not getattr(setting.kind, "required", False):
        assert setting.kind.read(setting.usual) == setting.default
    assert setting.of({}) == setting.default
    assert setting.label
    assert setting.what.endswith((".", "…"))


def test_no_two_settings_have_the_same_name() -> None:
    assert len({x.name for x in SETTINGS}) == len(SETTINGS)


@every_setting
@given(text=st.one_of(st.text(), st.from_regex(r"[0-9:,\- |{}a-z\[\]\"]{0,40}", fullmatch=True)))
def test_whatever_is_kept_a_setting_has_a_value_and_says_so_where_it_is_not_that_one(
    setting: Setting[Any], text: str
) -> None:
    value = setting.of({setting.name: text})
    kept = setting.kind.write(value)
    if list(troubles({setting.name: text})):
        assert value == setting.default
        with pytest.raises(Refused):
            setting.checked(text)
    elif setting is not OFFER_HOURS:  # its own name is that of no item
        assert setting.checked(text) == kept
        assert setting.kind.read(kept) == value


@pytest.mark.parametrize(
    ("setting", "odd"),
    [(SERVICE_MODE, "mars"), (SERVICE_MODE, "eatin"), (TAX_ROUNDING, "up"), (CURRENCY, "<b>"), (CURRENCY, "yen")],
)
def test_an_odd_value_reads_as_the_usual_one_and_is_told(setting: Setting[Any], odd: str) -> None:
    settings = {setting.name: odd, "till": "3"}
    assert setting.of(settings) == setting.default
    [told] = troubles(settings)
    assert (told.code, told.data["value"], told.data["usual"]) == ("setting_unusable", odd, setting.usual)


def test_a_pack_takes_along_only_what_is_declared_as_the_shops() -> None:
    settings = {x.name: x.usual for x in SETTINGS if x is not OFFER_HOURS} | {"offer_hours.pie": "07:00-10:00"}
    taken = portable({**settings, "printer.address": "10.0.0.9", "window.size": "800"})
    assert {"screen_keys", "screen_language", "screen_scheme", "tour_seen", "till", "sample"} & taken.keys() == set()
    assert {"printer.address", "window.size"} & taken.keys() == set()
    assert {"tax_rounding", "manners.addons", "offer_hours.pie", "wording.ja.addon"} <= taken.keys()
    assert all(x.scope is Scope.SHOP for x in map(find, taken) if x)


def test_offer_hours_are_a_setting_for_each_item_or_department() -> None:
    found = find("offer_hours.pie")
    assert found == offer_hours("pie")
    assert found.name == "offer_hours.pie"
    assert find("offer_hours.") is None
    assert find("offer_hour.pie") is None


def test_numbers_keep_their_bounds_and_choices_their_words() -> None:
    number = Number(50, least=1)
    assert [number.read(x) for x in ("1", "50", " 7 ")] == [1, 50, 7]
    for bad in ("0", "51", "-1", "1.5", "", "７", "1_0"):
        with pytest.raises(ValueError, match=r"\A" + bad.strip() + r"\Z"):
            number.read(bad)
    with pytest.raises(ValueError, match="b"):
        Choice({"a": "A"}).read("b")


def test_the_table_in_the_documents_is_that_of_the_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parents[2] / "packaging")])
    import settings_table  # type: ignore[import-not-found]  # noqa: PLC0415 — a script beside the package, not of it

    assert settings_table.PAGE.read_text(encoding="utf-8") == settings_table.page(), (
        "run python packaging/settings_table.py"
    )
