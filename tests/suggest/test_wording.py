"""What a shop wants read aloud: its own lines per kind of offer and language, the usual ones where it has none."""

from __future__ import annotations

import pytest

from pos_assist.domain.offers import OfferKind
from pos_assist.domain.problems import Refused
from pos_assist.suggest.lines import TEMPLATES, spoken_line, wording_from
from pos_assist.suggest.wording_settings import NAME_WORDS, WORDINGS, WordingSetting, checked
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
        checked("wording.ja.addon", "{deal}に{item}")
    assert refused.value.code == "unknown_blank"
    assert refused.value.data["value"] == "{deal}"
    with pytest.raises(Refused):
        checked("wording.fr.addon", "{item}?")


@pytest.mark.parametrize("setting", WORDINGS, ids=lambda x: x.name)
def test_the_usual_lines_are_kept_as_nothing_and_pass_their_own_check(setting: WordingSetting) -> None:
    assert checked(setting.name, setting.default) == ""
    assert checked(setting.name, " ") == ""
    assert set(setting.names) <= set(NAME_WORDS)
