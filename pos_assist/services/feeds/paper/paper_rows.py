"""The rows of a register's paper one by one: which words and which amount stand in them, and what they are of a receipt.

The spellings are those of Japanese registers (SHARP, CASIO, TEC, NEC, tablet registers) and of English ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from enum import Enum, auto

from pos_assist.devices.slip import cells
from pos_assist.services.feeds.paper.private_rows import plain


class RowKind(Enum):
    """What a row says."""

    ITEM = auto()  # something with an amount, or a name whose amount is in the next row
    SUBTOTAL = auto()
    TOTAL = auto()
    TENDER = auto()
    CHANGE = auto()
    DISCOUNT = auto()
    SURCHARGE = auto()
    TAX = auto()  # added to the total
    COUNT = auto()  # how many pieces
    VOID = auto()  # of an item above
    RULE = auto()
    OTHER = auto()


class SlipKind(Enum):
    """What a paper is, by its title."""

    SALE = auto()
    RETURN = auto()
    VOID = auto()
    NO_SALE = auto()  # a report, a card's slip, an order for the kitchen, practice, a copy


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row. `amount`: None where none stands in it; `words`: what stands left of it."""

    kind: RowKind
    words: str
    amount: int | None
    narrow: bool = False  # printed in half-width kana
    pieces: int | None = None


@dataclass(slots=True)
class Head:
    """What names a receipt: found in whatever row it stands."""

    day: date | None = None
    at: time | None = None
    number: str = ""
    register: str = ""
    of_number: str = ""  # the receipt that a return is of
    table: bool = False
    kind: SlipKind = SlipKind.SALE


_SIGN = "-▲△"
_AMOUNT = re.compile(
    rf"(?:^|\s|(?=[¥▲△])|(?<=[^\x00-\x7f])(?=[-(])|(?<=%)(?=-))\(?(?P<sign>[{_SIGN}]\s?)?[*※]?¥?\s?(?P<sign2>[{_SIGN}]\s?)?"
    r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,7})\s?(?P<yen>円)?\)?-?\s?(?:[※*#◆◎★軽内外非課税込抜対象]{1,3}|[A-Z]{1,2}|\(?(?:8|10)%\)?)?\s*$"
)
_MARKS = re.compile(r"^[\s*※#◆◎★・◇○●]+(?=\S)|^\(?(?:軽|内|外)\)?\s+|[\s*※#◆◎★]+$|\((?:軽|内|外|軽減)\)$")
_PIECES = re.compile(r"(\d{1,4})\s*(?:点|個|品|コ|ケ|PCS?|ITEMS?)", re.IGNORECASE)
_NARROW = re.compile("[\uff66-\uff9f]")
_MONEY_SIGN = re.compile(r"[¥円]|\d,\d{3}|-\d+$")
_TABLE = re.compile("^(お?席|テーブル|卓|人数|客数)|テーブル.*伝票")
_RULE = re.compile(r"[\s\-=_*~.・…+#:─]*")

_YEAR = r"(?P<y>\d{4}|(?:令和|R)\s?\d{1,2}|\d{2})"
_DAY = re.compile(
    rf"(?<![\d-]){_YEAR}\s?[年/.\-]\s?(?P<m>\d{{1,2}})\s?[月/.\-]\s?(?P<d>\d{{1,2}})(?!\d)\s?日?", re.IGNORECASE
)
_TIME = re.compile(r"(?<![\d:])(?P<h>[01]?\d|2[0-9])\s?[:時]\s?(?P<m>[0-5]\d)(?:\s?[:分]\s?[0-5]\d)?(?![\d:])")
_ID = r"[A-Z]{0,3}-?\d[\dA-Z]*(?:-[\dA-Z]+)*"
_OF_NUMBER = re.compile(
    rf"(?:(?:元|原|取引元|返品元)(?:の)?(?:レシート|伝票|取引)?|対象(?:レシート|伝票|取引))(?:番号|No)?\s*[.:#]*\s*({_ID})",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?:(?:レシート|伝票|取引|領収[書証]|会計|売上|ジャーナル|一連|通番|RECEIPT|TRANS(?:ACTION)?|TRN|ORDER)\s*(?:番号|No\.?|ID)?|(?<![A-Zァ-ヶー一-龠])No\.?|(?<!\S)#)\s*[.:#№]*\s*({_ID})(?!\s*[点個円])",
    re.IGNORECASE,
)
_REGISTER = re.compile(
    rf"(?:レジ(?:スター)?|POS|機番|端末|マシン|REG(?:ISTER)?|TERMINAL)\s*(?:番号|No\.?)?\s*[.:#№]*\s*({_ID})",
    re.IGNORECASE,
)
_NUMBER_ALONE = re.compile(r"(?:\([日月火水木金土祝・]+\))?\s*(\d{3,8})(?:\s+\D{1,8})?")
_HEADS = re.compile(
    r"(人数|客数|お?席|テーブル|卓|時刻|日時|日付|伝票|品名|商品名?|数量|金額|単価|番号札|お?呼出|受付|注文|登録|事業者|店舗?|店名|レジ|機番|No)(番号?|No\.?)?[:.#]?[\dA-Z-]*|T\d{13}|"
    r"お?取扱(日|店).*|お?買上日.*|(税|課税|非課税)?対象.*|内訳|\(?軽減税率.*|[※*]は.*|(8|10)%.*",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[RowKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        (RowKind.TAX, r"^外税(?!.*対象)"),
        (RowKind.OTHER, r"^(うち|内)(消費)?税|内税|税額|対象(計|額)?|(税込|税抜|課税|非課税)(対象|計|額)|^\(?(8|10)%(?!.*(引|OFF))|内訳|残高|登録番号"),
        (RowKind.COUNT, r"^(合計|総|お?買上(げ)?|売上)?(点数|個数|品数|数量計|商品数)|^数量合計|^(合計|総)数量|^\d+アイテム$|^\d+(点|品)(のお?買上(げ)?|買上)?$|^(ITEMS?|PIECES)(COUNT|SOLD)?$"),
        (RowKind.CHANGE, r"^お?(釣り?|つり)(銭|り)?|^釣銭|^CHANGE"),
        (RowKind.DISCOUNT, r"値引|割引|割戻|クーポン|(\d%|円)(引|OFF|ビキ)|値下|引き?$|セット割|DISCOUNT|COUPON|ネビキ|ワリビキ"),
        (RowKind.VOID, r"取り?消|訂正|^返品|^戻し?$|トリケシ|テイセイ|VOID|CORRECTION"),
        (RowKind.SUBTOTAL, r"^(税込|税抜)?小計|^SUB-?TOTAL|^ショウケイ"),
        (RowKind.TOTAL, (r"^(税込|お買上|お買い?上げ?|お会計|ご?請求|総|お?支払い?|ご?利用|領収)?(合計|総計|総額)(金額|額)?|^お(会計|買い?上げ?|支払い?)(計|額|金額)?$|^(買上|会計|支払)(計|額|金額)$|^ご?(請求|領収)(額|金額)$|^計$|"
         r"^(GRAND)?TOTAL|^ゴウケイ|^AMOUNTDUE")),
        (RowKind.SURCHARGE, r"^(サービス|深夜)(料|料金|チャージ)|^深夜(料|割増)|^サービス料|^SERVICECHARGE|^TIP$"),
        (RowKind.TAX, r"^(外税|消費税|税金?|外消費税|税\d|TAX|SALESTAX)|^外税"),
        (RowKind.TENDER, (r"^(お?預(か?り)?|お預り金|現金|現計|クレジット|クレカ|カード|デビット|電子マネー|交通系|商品券|金券|ギフト券|ポイント(利用|支払|払)|(楽天|d|au|メル)?(ペイ|払い)|"
         r"\S*PAY(PAY)?|QUICPAY|ID|SUICA|PASMO|ICOCA|WAON|NANACO|楽天EDY|QR(コード)?|バーコード|コード|売?掛|CASH|CARD|CREDIT|VISA|MASTER(CARD)?|JCB|AMEX|TENDER(ED)?|アズカリ|ゲンキン)"
         r"(お?支払い?|払い?|決済|ご?利用|売上|お?預(か?り)?|金)?(金?額|計|合計)?\d*(\(.*\))?\d*$")),
    )
)  # fmt: skip
_TITLES: tuple[tuple[SlipKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        (SlipKind.NO_SALE, (r"(日計|時間帯|部門別|担当者?別|商品別|売上)?(点検|精算|日報|集計|レポート|X|Z|精算レポート|点検レポート)|[XZ](-?\d+)?(レポート|REPORT)|入金|出金|両替|釣銭(準備|補充)|開店|閉店|開局|在高|"
         r"再発行|再印字|再印刷|複製|控え?|レシート控え?|コピー|COPY|REPRINT|DUPLICATE|トレーニング(モード)?|練習(モード)?|訓練|TRAINING|見積書?|注文(伝票|票|書)|調理(単品|伝票|指示)?|"
         r"オーダー(伝票)?|厨房|キッチン|仮(伝票|締め?|会計)|お?会計伝票|ご?予約(票|伝票)?|納品書|請求書|(クレジット|カード)(カード)?(ご?利用)?(売上)?(票|伝票)|お?客様控え?|加盟店控え?|KITCHEN|ORDER|PROFORMA|"
         r"NOSALE|両替票|ドロア?ー?(開|オープン)")),
        (SlipKind.RETURN, r"返品(レシート|伝票|票|明細)?|返金(レシート|伝票|票)?|払い?戻し?(票|レシート)?|REFUND|RETURN"),
        (SlipKind.VOID, r"(一括|全)?取り?消し?(レシート|伝票|票)?|(売上|取引|会計|レシート|伝票|直前)(の)?取り?消し?(伝票|レシート)?|VOID(ED)?|CANCEL(L?ED)?"),
    )
)  # fmt: skip
_TITLE = re.compile("領収[書証]|レシート|お?買上(げ)?(明細|票)|RECEIPT", re.IGNORECASE)


def read_row(row: str, widest: int) -> PaperRow:
    """What a row says. `widest`: cells of the widest row of its paper, by which an amount at the right edge is known."""
    text = plain(row).rstrip()
    if not text.strip() or _RULE.fullmatch(text):
        return PaperRow(RowKind.RULE, "", None)
    found = _AMOUNT.search(text)
    amount, words = None, text
    if found is not None and _is_amount(text, found, widest):
        amount = int(found["n"].replace(",", "")) * (-1 if found["sign"] or found["sign2"] else 1)
        words = text[: found.start()].rstrip()
    bare = _MARKS.sub("", words).strip()
    squeezed = "".join(bare.split()).strip("()[]<>【】:").replace("御", "お")
    pieces = _PIECES.search(words)
    kind = next((kind for kind, words_of in _KINDS if words_of.search(squeezed)), RowKind.ITEM)
    if kind is RowKind.ITEM and _HEADS.fullmatch(squeezed):
        kind = RowKind.OTHER
    if kind is RowKind.TOTAL and amount is None and pieces:
        kind = RowKind.COUNT
    narrow = bool(_NARROW.search(row))
    return PaperRow(kind, bare, amount, narrow, int(pieces[1]) if pieces else None)


def read_head(row: str, head: Head, *, among_goods: bool = False) -> bool:
    """Take what names the receipt out of a row; whether it held any of it, and so is no item. `among_goods`: titles are not
    looked for there: goods may be called so."""
    text = plain(row)
    title = "".join(text.split()).strip("*=<>【】[]()「」#-~:")
    for kind, words in _TITLES:
        if not among_goods and words.fullmatch(title):
            head.kind = kind if head.kind is SlipKind.SALE else head.kind
            return True
    if _TITLE.fullmatch(title):
        return True
    named = False
    head.table = head.table or bool(_TABLE.search(title))
    if (day := _day(text)) is not None:
        head.day, named = head.day or day, True
    if (clock := _TIME.search(text)) is not None:
        hour = int(clock["h"])
        head.at = head.at or (time(hour % 24, int(clock["m"])) if hour < 30 else None)
        named = True
    if (of := _OF_NUMBER.search(text)) is not None:
        head.of_number, named = head.of_number or of[1], True
        text = text[: of.start()] + " " + text[of.end() :]
    if _MONEY_SIGN.search(text):
        return named
    without_day = _DAY.sub(" ", _TIME.sub(" ", text)) if named else text
    if (register := _REGISTER.search(without_day)) is not None:
        head.register, named = head.register or register[1], True
        without_day = without_day[: register.start()] + " " + without_day[register.end() :]
    if (number := _NUMBER.search(without_day)) is not None:
        head.number, named = head.number or number[1], True
    elif (day or clock) and (number := _NUMBER_ALONE.fullmatch(without_day.strip())) is not None:
        head.number = head.number or number[1]  # beside date and time a number needs no word
    return named


def printed_cells(name: str, *, narrow: bool) -> int:
    """How many cells a name in one spelling took, in half-width kana or not."""
    if not narrow:
        return cells(name)
    return sum(1 if "\u3099" <= x <= "\u30ff" else cells(x) for x in unicodedata.normalize("NFD", name))


def is_title(row: str) -> bool:
    """Whether a new receipt begins with that row."""
    title = "".join(plain(row).split()).strip("*=<>【】[]()「」#-~:")
    return bool(_TITLE.fullmatch(title)) or any(words.fullmatch(title) for _, words in _TITLES)


def has_day(row: str) -> bool:
    """Whether a date stands in the row."""
    return _day(plain(row)) is not None


def _is_amount(text: str, found: re.Match[str], widest: int) -> bool:
    """A number at the end is money where it says so, stands apart, or stands at the right edge."""
    said = found.group()
    if "¥" in said or found["yen"] or "," in found["n"] or found["sign"] or found["sign2"]:
        return True
    before = text[: found.start("n")]
    return before.endswith("  ") or not before.strip() or cells(text) >= widest - 6


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    if found is None:
        return None
    said = found["y"].upper().replace("令和", "R").replace(" ", "")
    year = 2018 + int(said[1:]) if said.startswith("R") else int(said) if len(said) == 4 else 2000 + int(said)
    try:
        return date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        return None
