"""What of a register's paper concerns a person: dropped before anything is matched, told or stored.

The slip of a card terminal, members and what they are called, telephone numbers, whom a 領収書 is made out to, and who served.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST_OF_A_ROW = 400  # signs; no paper is so wide, and what looks for persons takes the square of a row's length
_CARD_SLIP = re.compile(
    r"(クレジット|カード|デビット|電子マネー|交通系|iD|QUICPay|銀聯|QR|コード決済)(カード)?(ご?利用|売上|取引|支払|決済)?(票|伝票|明細|控え?)(\(?お客様控え?\)?)?"
    r"|(お客様|加盟店|カード会社)控え?|CREDITCARDSLIP|CARDSALES|MERCHANTCOPY|CUSTOMERCOPY|CARDHOLDERCOPY",
    re.IGNORECASE,
)
_CARD_WORDS = re.compile("承認番号|処理通番|取扱区分|商品区分|カード会社", re.IGNORECASE)
_WORDS = re.compile(
    r"会員(番号|No|ID|名|コード|カード|ランク|証|様|:)|会員.{0,6}様|メンバー(ID|No|番号)|"
    r"(カード|顧客|お客様|患者|診察券|注文者|予約者|受取人)(番号|No|ID|名|コード|氏名)|承認(番号|No)|有効期限|処理通番|端末(番号|No)|口座番号|"
    r"支払(区分|方法|回数)|\[?一括払い?\]?|お名前|氏名|ご?署名|サイン(欄|:|$)|ご?住所|お?電話|携帯|☎|℡|"
    r"宛名|但し|上様|ポイント(残高|カード|会員)|(累計|現在|保有|今回|前回|獲得|有効)ポイント|誕生日|生年月日|"
    r"(?<![A-Z])(TEL|FAX|MEMBER(SHIP)?(NO|ID)?|APPROVAL(CODE)?|AUTH(CODE|NO)?|CARDNO|EXPDATE|E-?MAIL)(?![A-Z])",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)(\+81[- ]?)?\(?0\d{1,4}\)?[- (]\d{1,4}[-) ]\d{3,4}(?!\d)|(?<!\d)0[5789]0\d{8}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@\w[\w-]*\.[\w.]+")
_MASKED = re.compile(  # a card's number, masked or not; 13 digits are a product's
    r"[*xX●•#]{3,}[- ]?\d{2,}|\d{2,}[- ]?[*xX●•#]{3,}|(?<!\d)((\d{4}[ -]?){3}\d{2,7}|\d{4}[ -]\d{6}[ -]\d{4,5}|\d{14,19})(?!\d)"
)
_SOMEBODY = re.compile(r"(?<!\d名)(?<!\d 名)様\s*(へ|方|御中)?\s*$|^\s*〒")
_SERVED = re.compile(
    r"(レジ)?(担当(者)?|責任者|責(?=No|[:\s])|扱(い?者)?(?=[:\s])|(?<!\S)係(?=[:\s])|店員|スタッフ|CASHIER|CLERK|STAFF)\s*(No\.?|番号)?\s*[:.]?\s*\S.*?"
    r"(?=\s{2,}|$|\s(?:No|レジ|#|\d{4}[/年-]))",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(20\d\d\s?[年/.-]|令和\s?\d{1,2}\s?年)\s?\d{1,2}\s?[月/.-]\s?\d{1,2}\s?日?(\([月火水木金土日]\))?(\s*\d{1,2}[:時]\d{2}分?)?"
)
_ENDS_CARD_SLIP = re.compile(r"^(領収[書証]|レシート|お?買上(げ)?(明細|票)|receipt)$", re.IGNORECASE)


def plain(row: str) -> str:
    """A row in one spelling: half-width letters, digits and signs, full-width kana; frames and rules as blanks."""
    text = unicodedata.normalize("NFKC", row).replace("￥", "¥").replace("\\", "¥").replace("‐", "-").replace("−", "-")
    return re.sub("[\u2500-\u257f□■]", " ", text)


def squeezed(row: str) -> str:
    """A row without blanks, in one spelling: what words are looked for in."""
    return "".join(plain(row).split())


def without_persons(rows: Iterable[str]) -> tuple[list[str], int]:
    """The rows that name nobody, and how many were dropped. From a card terminal's slip on all is dropped, to the end or to
    the next receipt's title; of a row that says who served only that is taken away. Of a row that is longer than any paper is wide (bytes of a picture
    that were taken for text) the beginning is kept."""
    kept: list[str] = []
    dropped, on_card_slip = 0, False
    for row in (x[:MOST_OF_A_ROW] for x in rows):
        text, words = plain(row), squeezed(row)
        title = words.strip("*=<>【】[]()「」#-~")
        if _CARD_SLIP.fullmatch(title) or _CARD_WORDS.search(words):
            on_card_slip = True
        elif _ENDS_CARD_SLIP.match(title):
            on_card_slip = False
        if on_card_slip or _concerns_somebody(text, words):
            dropped += 1
            if not on_card_slip and (when := _WHEN.match(text.strip())):
                kept.append(when.group())  # a date says nothing about anybody
            continue
        shorter = _SERVED.sub(" ", text)
        if shorter != text:
            dropped += 1
            if not shorter.strip():
                continue
        kept.append(shorter if shorter != text else row)
    return kept, dropped


def _concerns_somebody(text: str, words: str) -> bool:
    return bool(
        _WORDS.search(words)
        or _PHONE.search(text)
        or _MAIL.search(text)
        or _MASKED.search(text)
        or (_SOMEBODY.search(text) and "お客様" not in words)
    )
