"""One normal form for codes: the rules of GS1, the ways of scanners, and in-store labels with a price or weight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.codes import (
    STANDARD_PATTERNS,
    barcode_problem,
    check_digit,
    normal_beginnings,
    normal_code,
    pattern_problem,
    patterns_of,
    price_of_weight,
    read_scan,
    value_check_digit,
)

JAN, UPC, JAN8 = "4901234567894", "012345678905", "49123456"
STANDARD = patterns_of(STANDARD_PATTERNS)


def digits(n: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=n, max_size=n)


def label(body: str) -> str:
    return body + check_digit(body)


def test_the_check_digits_of_the_standard() -> None:
    assert check_digit("629104150021") == "3"  # the examples of the GS1 General Specifications
    assert check_digit("9638507") == "4"
    assert value_check_digit("2875") == "9"
    assert value_check_digit("14685") == "6"


@pytest.mark.parametrize(("upc_e", "upc_a"), [
    ("01234505", "012000003455"), ("01234514", "012100003454"), ("01234523", "012200003453"),
    ("01234531", "012300000451"), ("01234543", "012340000053"), ("01234558", "012345000058"), ("01234596", "012345000096"),
])  # fmt: skip
def test_upc_e_is_the_upc_a_that_it_was_shortened_from(upc_e: str, upc_a: str) -> None:
    assert upc_a[-1] == check_digit(upc_a[:-1])
    assert normal_code(upc_a) in read_scan(upc_e).forms


@pytest.mark.parametrize("written", [UPC, "0" + UPC, "00" + UPC, UPC[1:], "]E00" + UPC, "]e00" + UPC, "０12345678905"])
def test_upc_is_the_same_with_eleven_to_fourteen_digits(written: str) -> None:
    assert read_scan(written).forms[0] == normal_code(UPC) == "00" + UPC


@pytest.mark.parametrize("written", [
    JAN, "0" + JAN, "]E0" + JAN, f"]C101{JAN.rjust(14, '0')}", f"]C1010{JAN}17271231", f"]d2010{JAN}10LOT-7\x1d17271231",
    f"]Q3010{JAN}21AB12", f"]e0010{JAN}", f"(01)0{JAN}", f"(01)0{JAN}(17)271231(10)AB", f"(17)271231(01)0{JAN}",
    f"\x1d010{JAN}10LOT\x1d21X", f"010{JAN}15271231", f"]C111260101010{JAN}", f"]c1010{JAN}", f"\t{JAN}\r\n", f"]I10{JAN}",
])  # fmt: skip
def test_one_number_is_found_however_a_scanner_sends_it(written: str) -> None:
    assert read_scan(written).forms[0] == normal_code(JAN)


@pytest.mark.parametrize("written", [JAN8, "00000" + JAN8, "000000" + JAN8, "]E4" + JAN8, "]E000000" + JAN8])
def test_a_short_jan_may_have_zeros_in_front(written: str) -> None:
    assert read_scan(written).forms[0] == normal_code(JAN8)


@pytest.mark.parametrize(
    "written", ["abc-123456", "ABC-123456", "]C0ABC-123456", "*ABC-123456*", "]A0*abc-123456*", "ＡＢＣ-123456"]
)
def test_own_labels_are_the_same_in_capitals_and_with_the_signs_of_code_39(written: str) -> None:
    assert read_scan(written).forms[0] == normal_code("ABC-123456")


def test_a_carton_is_not_its_content() -> None:
    carton = label("1" + JAN[:-1])
    assert normal_code(JAN) not in read_scan(carton).forms
    assert normal_code(JAN) not in read_scan(f"]C1020{JAN}3712").forms  # twelve of them in a case


def test_a_number_without_a_right_check_digit_is_an_own_label_sign_by_sign() -> None:
    assert normal_code("4901234567890") == "4901234567890"
    assert normal_code("0007") == "0007" != normal_code("7")
    assert read_scan("10012").forms == ("10012",)


def test_a_magazine_is_found_without_its_add_on() -> None:
    magazine = label("491012345678")
    assert normal_code(magazine) in read_scan(magazine + "01234").forms


def test_weights_and_amounts_of_element_strings_are_read() -> None:
    assert read_scan(f"]C1010{JAN}3103001234").grams == 1234
    assert read_scan(f"(01)0{JAN}(3102)000041").grams == 410
    assert read_scan(f"]d2010{JAN}10A\x1d3920398").amount == (398, 0)
    assert read_scan(f"]d2010{JAN}3922398\x1d10A").amount == (398, 2)


@given(st.one_of(digits(13), digits(12), digits(8), digits(14), st.text(min_size=1, max_size=20)))
def test_the_normal_form_is_normal(code: str) -> None:
    assert normal_code(normal_code(code)) == normal_code(code)


@given(digits(12))
def test_two_different_jans_never_have_one_form(body: str) -> None:
    jan = label(body)
    other = label(str((int(body) + 1) % 10**12).rjust(12, "0"))
    assert normal_code(jan) != normal_code(other)


@given(digits(12), st.integers(1, 13))
def test_a_number_is_found_by_its_first_digits(body: str, n: int) -> None:
    jan = label(body)
    assert any(normal_code(jan).startswith(start) for start in normal_beginnings(jan[:n]))


@given(st.text(max_size=60))
def test_whatever_a_scanner_sends_it_is_read_without_an_error(text: str) -> None:
    read_scan(text, STANDARD)


# -- labels with a price or weight -------------------------------------------------------------------------------


def test_the_price_of_a_label_with_its_own_check_digit() -> None:
    found = read_scan(label("0212345" + value_check_digit("0398") + "0398"), STANDARD).label
    assert found is not None
    assert found.price == 398
    assert normal_code("0212345000007") in found.forms
    assert "12345" in found.forms


def test_the_price_of_a_label_without_one() -> None:
    found = read_scan(label("0212345" + "00398"), STANDARD).label
    assert found is not None
    assert (found.price, found.grams) == (398, None)


@given(digits(5), st.integers(0, 9999), digits(1))
def test_the_standard_patterns_never_misread_a_price(item: str, price: int, verifier: str) -> None:
    scan = read_scan(label(f"02{item}{verifier}{price:04}"), STANDARD)
    if scan.label:
        assert scan.label.price == (price or None)
    else:
        assert scan.misread


def test_a_label_whose_check_digit_is_wrong_is_not_read() -> None:
    good = label("0212345" + value_check_digit("0398") + "0398")
    assert read_scan(good[:-1] + str((int(good[-1]) + 1) % 10), STANDARD).label is None
    assert read_scan(label("02123451" + "0398"), STANDARD).misread


def test_patterns_say_price_weight_flag_and_length() -> None:
    weight = read_scan(label("2812345" + "00412"), patterns_of("28IIIIIWWWWWX")).label
    assert weight is not None
    assert (weight.price, weight.grams) == (None, 412)
    five = read_scan(label("2112" + "34" + value_check_digit("12980") + "12980"), patterns_of("2?IIIICPPPPPX")).label
    assert five is not None
    assert five.price == 12980
    unread = read_scan(label("0212345" + "8" + "0398"), patterns_of("02IIIII?PPPPX")).label
    assert unread is not None
    assert unread.price == 398
    upc = label("212345" + value_check_digit("0398") + "0398")
    assert len(upc) == 12
    american = read_scan(upc, patterns_of("02IIIIICPPPPX")).label
    assert american is not None
    assert american.price == 398


def test_patterns_are_read_as_people_write_them() -> None:
    assert len(patterns_of("02iiiiicppppx、２1IIIIIPPPPPX, nonsense")) == 2


@pytest.mark.parametrize(("text", "problem"), [
    ("02IIIIICPPPPX", ""), ("2?IIIIIPPPPPX", ""), ("28IIIIIWWWWWX", ""), ("2IIIIPPPPX", ""), ("IIIIIPPPPPX", "bad_pattern"),
    ("02PPPPPIIIIIX", "bad_pattern"), ("02IIIIIX", "bad_pattern"), ("02IIIIIPPWWX", "bad_pattern"), ("??IIIIIPPPPPX", "bad_pattern"),
    ("02IIIIICPPPX", "bad_pattern_check"), ("02IIIICCPPPPX", "bad_pattern_check"),
])  # fmt: skip
def test_a_pattern_that_says_nothing_is_refused(text: str, problem: str) -> None:
    assert pattern_problem(text) == problem


def test_a_piece_is_charged_by_its_weight_half_up() -> None:
    assert price_of_weight(412, 198) == 816  # 815.76
    assert price_of_weight(250, 198) == 495
    assert price_of_weight(25, 198) == 50  # 49.5


@pytest.mark.parametrize(
    ("barcode", "problem"),
    [("4901234567894", ""), ("4901234567893", "bad_check_digit"), ("a b", "bad_barcode"), ("", "bad_barcode")],
)
def test_a_barcode_to_be_kept_is_checked(barcode: str, problem: str) -> None:
    assert barcode_problem(barcode) == problem
