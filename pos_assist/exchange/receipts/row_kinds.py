"""What a row of a receipts file is, if it is not the sale of an item: recognised by its words, counted, and left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pos_assist.domain.marking import N_

REASONS = {
    "return": N_("goods taken back"),
    "void": N_("cancelled"),
    "total": N_("totals"),
    "discount": N_("discounts"),
    "tax": N_("tax"),
    "payment": N_("payments and change"),
    "blank_name": N_("no item's name"),
    "department": N_("typed-in amounts of a department"),
    "zero": N_("quantity 0"),
    "negative": N_("negative amounts"),
    "note": N_("notes"),
    "not_a_sale": N_("not a sale"),
}
"""Why a row is left out -> what it is."""

_SALE = frozenset(
    (
        "通常",
        "販売",
        "売上",
        "会計",
        "会計済",
        "会計済み",
        "クローズ",
        "精算済",
        "支払済",
        "済",
        "完了",
        "確定",
        "通常会計",
        "商品",
        "sale",
        "sales",
        "saleline",
        "payment",
        "支払い",
        "paid",
        "completed",
        "complete",
        "closed",
        "done",
        "invoiced",
        "posted",
        "active",
        "item",
        "product",
        "physicalgood",
        "prepareditem",
        "order",
        "fulfilled",
    )
)
_RETURN = frozenset(
    (
        "返品",
        "返金",
        "返品会計",
        "戻品",
        "払戻",
        "払い戻し",
        "refund",
        "refunded",
        "return",
        "returned",
        "returnline",
        "refundline",
        "creditnote",
    )
)
_VOID = frozenset(
    (
        "取消",
        "取り消し",
        "取消済",
        "取消し",
        "キャンセル",
        "削除",
        "無効",
        "中止",
        "void",
        "voided",
        "cancelled",
        "canceled",
        "cancel",
        "deleted",
        "failed",
    )
)
_OTHER = frozenset(
    (
        "入金",
        "出金",
        "両替",
        "レジ開け",
        "レジ締め",
        "点検",
        "精算",
        "値引",
        "割引",
        "payment支払",
        "discount",
        "tax",
        "tip",
        "shipping",
        "fee",
        "nosale",
        "cashin",
        "cashout",
        "paidin",
        "paidout",
        "pending",
        "draft",
        "保留",
        "giftcardactivation",
    )
)
_VOIDED = re.compile(r"(?:取り?消|キャンセル|削除|void|cancel)(?!.*(?:なし|無|不可))")
_GIVEN_BACK = re.compile(
    r"^(?!一部|partial)(?:全額|全品|full(?:y)?)?(?:返品|返金|払い?戻|refund|return)(?!.*(?:なし|無|不可|不要|request))"
)
_NOT_YET = re.compile(
    r"^(?:未会計|未払い?|未精算|未確定|未収|仮|下書き|保留|予約|オープン|open|onhold|unpaid|pending|draft|parked|awaitingpayment|quote|見積)(?:中|済み?|の?注文|伝票|会計|order|payment)?$"
)
_TRUE, _FALSE = (
    frozenset(("true", "yes", "y", "1", "はい", "○")),
    frozenset(("false", "no", "n", "0", "いいえ", "×", "-")),
)
_SMAREGI = {"1": "", "2": "return"}
_ABOUT_VOIDS = re.compile(r"void|取消|キャンセル|cancel|削除")
_ABOUT_RETURNS = re.compile(r"返品|返金|refund|return")

_TOTAL = re.compile(
    r"(?:税抜き?|税込み?|内税|外税|(?:8|10)%(?:対象)?)?(?:総|小|中|累|日|月|部門)?(?:合計|小計|総計|累計|計)|お?会計|レジ計|(?:純|総)?売上(?:高|額|合計|計)|(?:純|総)売上|(?:買上|品)?点数|お?買上(?:点数|計|合計|額)|客数|(?:税率)?(?:標準|軽減)?(?:8|10)?%?(?:税率)?対象(?:額|計|合計)(?:\(?(?:8|10)%\)?)?|(?:grand|sub|daily|monthly)?total(?:\((?:incl|excl)\.?tax\))?|totals|sum",
    re.IGNORECASE,
)
_TOTAL_AT_END = re.compile(r"(?:合計|小計|総計|累計|日計|月計|(?<=[\d月日年分])計|total)$", re.IGNORECASE)
_DISCOUNT = re.compile(
    r"(?:レジ|小計|会員|クーポン|ポイント|まとめ買い|端数|特別|社員)?(?:値引き?額?|割引き?額?|割引券|値下げ?|クーポン(?:利用|値引)?額?|ポイント利用額?|discounts?|coupons?|promo(?:tion)?)[\d.%％円¥\s]*",
    re.IGNORECASE,
)
_TAX = re.compile(
    r"(?:内|外)?(?:消費税|税)(?:等|額|計)?[\d.%％()\s]*|(?:内|外)税(?:額)?[\d.%％()\s]*|(?:sales)?(?:tax|vat|gst)[\d.%％()\s]*",
    re.IGNORECASE,
)
_PAYMENT = re.compile(
    r"現金|お?預(?:か)?り(?:金)?|お?釣(?:り|銭)?|釣銭|おつり|クレジット(?:カード)?|電子マネー|cash|change|tendered|payment|creditcard|お支払い?|領収|釣銭準備金|paypay|ペイペイ|visa|master(?:card)?|jcb|amex|アメックス|diners|suica|pasmo|icoca|交通系(?:ic|電子マネー|icカード)?|quicpay|楽天(?:ペイ|edy)|nanaco|waon|d払い|au ?pay|メルペイ|line ?pay|(?:qr|コード|バーコード)決済|売掛",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^(?:返品|返金|refund|return)(?!不可|なし|ok)|.[(\[【〔<](?:返品|返金|refund(?:ed)?|returned)[)\]】〕>]$",
    re.IGNORECASE,
)
_VOIDED_ALONE = re.compile(r"(?:指定|直前|一括|前)?(?:訂正|取り?消し?)", re.IGNORECASE)
_VOIDED_NAME = re.compile(
    r"^[(\[【〔<](?:取消|取り消し|訂正|キャンセル|void(?:ed)?)[)\]】〕>].|.[(\[【〔<](?:取消|取り消し|訂正|キャンセル|void(?:ed)?)[)\]】〕>]$|^(?:取消|訂正)[:：].",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"部門打ち?.*|部門\s*\d+\D?.*|部門\s*[A-Z]|(?:金額)?手入力|金額入力|カスタム金額|customamount|openitem|opendepartment",
    re.IGNORECASE,
)
_SAID = r"(?:半額|見切り?品?|お?つとめ品|[1-9１-９]割引き?|[1-9１-９][0-9０-９]?[%％](?:引き?|オフ|off))"
_STICKER = re.compile(
    rf"^\s*(?:[\[(（【〔<＜★☆◆●]+\s*{_SAID}\s*[\])）】〕>＞★☆◆●]+|{_SAID}\s)(?=.*\S)|(?<=\S)(?:\s*[\[(（【〔<＜★☆◆●]+\s*{_SAID}\s*[\])）】〕>＞★☆◆●]+|\s{_SAID})\s*$",
    re.IGNORECASE,
)
_MOST_KINDS = 8
_LONGEST_KIND = 14  # more is a sentence
_BRANCH = re.compile(r"^[\s└├┗┣│┃↳→⇒]+(?=\S)")
_KEY = re.compile(r"[\s_\-・*＊]+")


def _key(text: str) -> str:
    return _KEY.sub("", unicodedata.normalize("NFKC", text)).casefold()


def is_kind_word(text: str) -> bool:
    """Whether it says what kind of row it is: 販売, Refund, 0."""
    key = _key(text)
    known = key in _SALE or key in _RETURN or key in _VOID or key in _OTHER or key in _TRUE or key in _FALSE
    return known or (0 < len(key) <= _LONGEST_KIND and bool(_told_kind(key)))


def kinds_alone(texts: Iterable[str]) -> bool:
    """Whether they say nothing but kinds of rows, one of which is no sale: 販売, 払い戻し."""
    keys = {_key(x) for x in texts}
    away = {x for x in keys if x in _RETURN or x in _VOID}
    return bool(away) and len(keys) <= _MOST_KINDS and all(x in away or x in _SALE or x in _OTHER for x in keys)


def _told_kind(key: str) -> str:
    """What a word says that is in none of the lists: 取消済み, 全額返金済, 未会計."""
    if _NOT_YET.match(key):
        return "not_a_sale"
    if _GIVEN_BACK.match(key):
        return "return"
    return "void" if _VOIDED.search(key) else ""


def kind_reason(title: str, text: str) -> str:
    """Why a row is left out whose column `title` (取引区分, Status, Void?) says `text`; "" for a sale."""
    key, about = _key(text), _key(title)
    reason = ""
    if key in _RETURN:
        reason = "return"
    elif key in _VOID:
        reason = "void"
    elif key in _OTHER or (key == "payment" and "line" in about):
        reason = "not_a_sale"
    elif key in _TRUE and _ABOUT_VOIDS.search(about):
        reason = "void"
    elif key in _TRUE and _ABOUT_RETURNS.search(about):
        reason = "return"
    elif key.isdigit() and about in ("取引区分", "取引明細区分"):  # Smaregi's numbers
        reason = _SMAREGI.get(key, "not_a_sale")
    elif key not in _SALE and len(key) <= _LONGEST_KIND:
        reason = _told_kind(key)
    return reason


def total_reason(text: str) -> str:
    """«total» where a cell that is no item's name says so."""
    key = _key(text)
    return "total" if key and (_TOTAL.fullmatch(key) or _TOTAL_AT_END.search(key)) else ""


def without_sticker(name: str) -> str:
    """The name without the evening's sticker («【半額】弁当», «弁当 30%引»): it is the same item, sold for less; and without the branch
    («└ ポテトM») that hangs a part below its set. Where a code says which item it
    is, names are left as they are."""
    return _BRANCH.sub("", _STICKER.sub("", name)).strip() or name


_FRAME = "[]()【】「」『』〔〕<>〈〉《》=:#~☆★■□◆◇●○▼▽."  # after NFKC


def name_reason(name: str) -> str:
    """Why a row of that name is no item; "" for an item."""
    key = _key(name)
    key = key.strip(_FRAME) or key  # 【合計】, ＝＝小計＝＝, <TOTAL>
    if not key:
        return "blank_name"
    for reason, pattern in (
        ("total", _TOTAL),
        ("discount", _DISCOUNT),
        ("tax", _TAX),
        ("payment", _PAYMENT),
        ("department", _DEPARTMENT),
    ):
        if pattern.fullmatch(key):
            return reason
    whole = unicodedata.normalize("NFKC", name).strip()
    if _VOIDED_NAME.search(whole) or _VOIDED_ALONE.fullmatch(key):
        return "void"
    return "return" if _RETURNED.search(whole) or _RETURNED.match(key) else ""


def tax_word(text: str) -> str:
    """reduced, standard or exempt as a cell says it; "" where it says nothing of that."""
    value = unicodedata.normalize("NFKC", text).casefold()
    if value.strip() in ("非", "不") or "非課税" in value or "不課税" in value or "exempt" in value:
        return "exempt"
    if "軽" in value or re.search(r"(?<![\d.])(?:8(?:\.0+)?\s*%?|0\.08)(?!\d)", value) or "reduced" in value:
        return "reduced"
    if "標準" in value or re.search(r"(?<![\d.])(?:10(?:\.0+)?\s*%?|0\.10?)(?!\d)", value) or "standard" in value:
        return "standard"
    return ""
