"""What stands on a card is in the language of who reads it, the names in it too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_assist.domain.offers import Reason
from pos_assist.i18n.offer_texts import reason_words
from pos_assist.i18n.translate import language, set_language


@pytest.fixture
def english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("code", ["completes", "together", "fits_yours"])
def test_a_reason_names_a_deal_or_an_item_in_its_readers_language(code: str) -> None:
    words = reason_words(Reason(code, 3, 9, text="てりやきバーガーセット", text_en="Teriyaki burger set"))
    assert "Teriyaki burger set" in words
    assert words.isascii() or "“" in words
