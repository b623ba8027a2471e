"""What a shop wants read aloud: its own lines per kind of offer and language, the usual ones where it has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_assist.domain.offers import OfferKind
from pos_assist.domain.problems import Refused
from pos_assist.domain.setting import Setting
from pos_assist.domain.setting_kinds import BLANK_WORDS, Lines
from pos_assist.domain.settings import WORDINGS, declared
from pos_assist.suggest.lines import TEMPLATES, spoken_line, usual_lines, wording_from
from tests.suggest.conftest import BURGER, POTATO, POTATO_L, addon, now, order_of, panel, upgrade

OWN = {"wording.ja.addon": "{trigger}に{item}はどうですか?", "wording.en.addon": "{item} goes well with {trigger}?"}


def test_the_shops_own_wording_is_read_aloud_in_both_languages() -> None:
    found = panel(now(order_of(BURGER), guest_language="en", wording=OWN), addon(POTATO, trigger="burger"))
    [card] = found.offers()
    assert card.line == "バーガーにポテトはどうですか?"
    assert card.guest_line == "ポテト goes well with バーガー?"


def test_a_kind_without_own_wording_has_the_usual_line() -> None:
    found = panel(now(order_of(POTATO), wording=OWN), upgrade(POTATO_L))
    assert found.upgrade
    assert found.upgrade.line in {x.replace("{item}", "ポテト L") for x in TEMPLATES["ja"][OfferKind.SIZE]}


def test_a_pairings_own_words_win_over_the_shops_wording() -> None:
    [card] = panel(now(order_of(BURGER), wording=OWN), addon(POTATO, words="揚げたてです")).offers()
    assert card.line == "揚げたてです"


def test_own_lines_take_turns_from_order_to_order() -> None:
    mine = {"wording.en.addon": "{item}? | And {item}? | "}
    said = {spoken_line(OfferKind.ADDON, ("X",), language="en", wording=mine, turn=f"order {i}") for i in range(30)}
    assert said == {"X?", "And X?"}


def test_a_line_about_what_it_goes_with_is_not_said_where_it_goes_with_nothing() -> None:
    [card] = panel(now(order_of(BURGER), wording=OWN), addon(POTATO)).offers()
    assert card.line in {x.replace("{item}", "ポテト") for x in TEMPLATES["ja"][OfferKind.ADDON]}


def test_only_wording_is_taken_from_the_settings() -> None:
    assert wording_from({"name": "X", **OWN}) == OWN


def test_a_name_that_the_offer_does_not_have_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        declared("wording.ja.addon").checked("{deal}に{item}")
    assert refused.value.code == "unknown_blank"
    assert refused.value.data["value"] == "{deal}"
    with pytest.raises(Refused):
        declared("wording.fr.addon")


@pytest.mark.parametrize("setting", WORDINGS, ids=lambda x: x.name)
def test_the_usual_lines_pass_their_own_check(setting: Setting[str]) -> None:
    assert setting.checked(usual_lines(setting.name)) == usual_lines(setting.name)
    assert setting.checked(" ") == ""
    assert isinstance(setting.kind, Lines)
    assert set(setting.kind.blanks) <= set(BLANK_WORDS)


def test_an_item_that_is_called_like_a_blank_is_not_filled_in_again() -> None:
    odd = replace(POTATO, name="{trigger}{item}")
    found = panel(now(order_of(BURGER), wording=OWN), addon(odd, trigger="burger"))
    assert found.offers()[0].line == "バーガーに{trigger}{item}はどうですか?"
