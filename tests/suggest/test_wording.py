"""What a shop wants read aloud: its own lines per kind of offer and language, the usual ones where it has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_assist.domain.offers import OfferKind, Reason
from pos_assist.domain.problems import Refused
from pos_assist.domain.setting import Setting
from pos_assist.domain.setting_kinds import BLANK_WORDS, Lines
from pos_assist.domain.settings import WORDINGS, declared
from pos_assist.suggest.lines import TEMPLATES, spoken_line, spoken_price, usual_lines, wording_from
from pos_assist.suggest.manners import Candidate
from tests.suggest.conftest import BURGER, PIE, POTATO, POTATO_L, addon, now, order_of, panel, upgrade

OWN = {"wording.ja.addon": "{trigger}に{item}はどうですか?", "wording.en.addon": "{item} goes well with {trigger}?"}


def test_the_shops_own_wording_is_read_aloud_in_both_languages() -> None:
    found = panel(now(order_of(BURGER), guest_language="en", wording=OWN), addon(POTATO, trigger="burger"))
    [card] = found.offers()
    assert card.line == "バーガーにポテトはどうですか?"
    assert card.guest_line == "ポテト goes well with バーガー?"


def test_a_kind_without_own_wording_has_the_usual_line() -> None:
    found = panel(now(order_of(POTATO), wording=OWN), upgrade(POTATO_L))
    assert found.upgrade
    assert found.upgrade.line == "プラス80円でポテト Lにできますが、いかがですか?"


def test_a_pairings_own_words_win_over_the_shops_wording() -> None:
    [card] = panel(now(order_of(BURGER), wording=OWN), addon(POTATO, words="揚げたてです")).offers()
    assert card.line == "揚げたてです"


def test_a_size_that_all_parts_of_a_set_have_is_said_once() -> None:
    def said(*titles: str) -> str:
        return spoken_line(OfferKind.MAKE_SET, titles, language="ja", price="340円", variant="A")

    assert said("ポテトのMサイズ", "コーラのMサイズ") == "プラス340円でポテトとコーラのMサイズがつきます。いかがですか?"
    assert "ポテトのLサイズとコーラのMサイズ" in said("ポテトのLサイズ", "コーラのMサイズ")
    assert "ポテトとコーラのMサイズ" in said("ポテト", "コーラのMサイズ")
    assert "春の味と秋の味" in said("春の味", "秋の味")


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


@pytest.mark.parametrize(
    ("adds", "size", "language", "currency", "said"),
    [
        (50, "L", "ja", "JPY", {"プラス50円でLサイズにできますが、いかがですか?", "プラス50円でポテト Lにできますが、いかがですか?"}),
        (1200, "L", "en", "JPY", {
            "Would you like to make it L for ¥1,200 more?", "For ¥1,200 more we can make it ポテト L. Would you like that?",
        }),
        (150, "", "en", "USD", {"For $1.50 more we can make it ポテト L. Would you like that?"}),
        (0, "L", "ja", "JPY", {"同じお値段でポテト Lにできますが、いかがですか?"}),
        (-30, "L", "ja", "JPY", {"ポテト Lにもできますが、いかがですか?", "よろしければポテト Lにもできます。いかがですか?"}),
        (50, "L", "ja", "XXX", {"ポテト Lにもできますが、いかがですか?", "よろしければポテト Lにもできます。いかがですか?"}),
    ],
)  # fmt: skip
def test_an_upgrade_says_what_it_adds(adds: int, size: str, language: str, currency: str, said: set[str]) -> None:
    lines = {
        spoken_line(
            OfferKind.SIZE, ("ポテト L",), language=language, size=size, free=adds == 0,
            price=spoken_price(adds, language, currency), turn=f"order {i}",
        )
        for i in range(30)
    }  # fmt: skip
    assert lines == said


@pytest.mark.parametrize("kind", [OfferKind.SIZE, OfferKind.GRADE, OfferKind.MAKE_SET, OfferKind.ONE_MORE])
@pytest.mark.parametrize(("language", "price"), [("ja", "50円"), ("en", "¥50")])
def test_every_usual_line_of_an_upgrade_has_its_price(kind: OfferKind, language: str, price: str) -> None:
    for turn in range(30):
        line = spoken_line(kind, ("X",), language=language, deal="D", size="L", price=price, turn=str(turn))
        assert price in line


def test_the_third_of_two_plus_one_free_is_said_to_cost_nothing_and_leads() -> None:
    order = order_of(PIE, PIE)
    third = Candidate(
        OfferKind.ONE_MORE,
        (PIE,),
        0.1,
        Reason("completes", text="2+1"),
        "pie",
        deal="free",
        deal_name="2+1",
        relevance=0.1,
    )
    larger = upgrade(POTATO_L, chance=0.9)
    found = panel(now(order, guest_language="en"), larger, third, off=PIE.price)
    assert found.upgrade
    assert (found.upgrade.kind, found.upgrade.adds) == (OfferKind.ONE_MORE, 0)
    assert found.upgrade.line == "「2+1」で、もう1つは無料になります。いかがですか?"
    assert found.upgrade.guest_line == "With “2+1” one more is free. Would you like it?"


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (("ポテトのMサイズ", "コーラのMサイズ"), "ポテトとコーラのMサイズ"),
        (("ポテトのMサイズ", "コーラのLサイズ"), "ポテトのMサイズとコーラのLサイズ"),
        (("森のポテトのSサイズ", "海のサラダのSサイズ"), "森のポテトと海のサラダのSサイズ"),
        (("ポテトのMサイズ", "コーヒー"), "ポテトのMサイズとコーヒー"),
        (("秋の味", "春の味"), "秋の味と春の味"),
        (("ポテトのMサイズ",), "ポテトのMサイズ"),
    ],
)
def test_titles_are_said_as_one_speaks(titles: tuple[str, ...], said: str) -> None:
    for turn in range(9):
        assert said in spoken_line(OfferKind.MAKE_SET, titles, language="ja", price="340円", turn=str(turn))
