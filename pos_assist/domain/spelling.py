"""Japanese as people type it: one form for the many spellings of one name, and what is one slip of the hand away.

`normal` forgets width, capitals and hiragana or katakana. `folded` also forgets the long vowel mark and all that is typed for
it, marks and blanks, small kana, ヴ and ウィ, old forms of characters (異体字), and how a loan word is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}

# Forms of one character, the usual one first (names of people, places and shops; JIS X 0213 and the table of 常用漢字).
_VARIANTS = (
    "高髙", "崎﨑嵜碕", "辺邊邉", "斉齊斎齋", "沢澤", "浜濱濵", "桜櫻", "島嶋嶌", "国國", "広廣", "徳德", "恵惠",
    "竜龍", "滝瀧", "鴎鷗", "青靑", "黒黑", "薮藪籔", "桑桒", "館舘", "条條", "真眞", "円圓", "栄榮", "豊豐", "塩鹽",
    "麺麵麪", "麦麥", "餅餠", "醤醬", "万萬", "浅淺", "吉𠮷", "鶏鷄雞", "寿壽", "蔵藏", "桧檜", "諌諫", "焼燒",
    "炉爐", "芦蘆", "蛍螢", "蝋蠟", "鯵鰺", "麹麴", "酔醉", "穂穗", "糸絲", "繊纖", "緑綠", "缶罐", "舎舍", "茎莖",
    "荘莊", "薬藥", "楽樂", "虫蟲", "蚕蠶", "覧覽", "観觀", "読讀", "変變", "弐貳", "賛贊", "軽輕", "転轉", "逓遞",
    "遅遲", "郎郞", "鉄鐵銕", "銭錢", "鋳鑄", "関關", "随隨", "隠隱", "雑雜", "霊靈", "静靜", "顔顏", "頼賴", "駅驛",
    "駆驅", "髄髓", "闘鬭", "壱壹", "亀龜", "歯齒", "来來", "団團", "図圖", "囲圍", "圏圈", "堕墮", "塁壘", "壌壤",
    "売賣", "実實", "宝寶", "寛寬", "写寫", "専專", "将將", "尽盡", "届屆", "岳嶽", "峡峽", "巌巖", "巣巢", "帯帶",
    "庁廳", "応應", "悪惡", "恋戀", "懐懷", "戦戰", "戯戲", "抜拔", "択擇", "担擔", "拝拜", "拠據", "挙擧", "挿插",
    "捜搜", "掲揭", "揺搖", "摂攝", "数數", "断斷", "旧舊", "昼晝", "暁曉", "枢樞", "栃櫔", "検檢", "楼樓", "権權",
    "横橫", "歓歡", "欧歐", "歩步", "歴歷", "残殘", "殻殼", "気氣", "浄淨", "渓溪", "渇渴", "満滿", "温溫", "湾灣",
    "湿濕", "潜潛", "瀬瀨", "灯燈", "点點", "為爲", "状狀", "独獨", "狭狹", "猟獵", "献獻", "画畫", "畳疊", "発發",
    "県縣", "瓶甁", "研硏", "礼禮", "祢禰", "禅禪", "秘祕", "稲稻", "穏穩", "窃竊", "竈竃", "総總", "縄繩", "縦縱",
    "聡聰", "胆膽", "芸藝", "茘荔", "蒋蔣", "藤籐", "蛮蠻", "衛衞", "装裝", "覚覺", "触觸", "訳譯", "証證", "誉譽",
    "賎賤", "輌輛", "辞辭", "遥遙", "醸釀", "釈釋", "鎌鐮", "錬鍊", "鎮鎭", "陥陷", "険險", "餐飡", "鴬鶯",
)  # fmt: skip
_USUAL = {ord(other): variants[0] for variants in _VARIANTS for other in variants[1:]}

# Kanji that menus write for what everybody types in kana; the longest first.
_KANA_OF = {
    "珈琲": "こーひー", "麦酒": "びーる", "烏龍": "うーろん", "烏竜": "うーろん", "檸檬": "れもん", "林檎": "りんご", "苺": "いちご",
    "葡萄": "ぶどう", "蜜柑": "みかん", "玉子": "たまご", "卵": "たまご", "海老": "えび", "蝦": "えび", "寿司": "すし", "鮨": "すし",
    "鮓": "すし", "蕎麦": "そば", "饂飩": "うどん", "拉麺": "らーめん", "焼売": "しゅうまい", "餃子": "ぎょうざ", "炒飯": "ちゃーはん",
    "牛乳": "ぎゅうにゅう", "胡麻": "ごま", "胡椒": "こしょう", "生姜": "しょうが", "南瓜": "かぼちゃ", "胡瓜": "きゅうり",
    "人参": "にんじん", "煙草": "たばこ", "硝子": "がらす", "麺麭": "ぱん", "乾酪": "ちーず", "馬鈴薯": "じゃがいも",
}  # fmt: skip
_KANJI = re.compile("|".join(sorted(_KANA_OF, key=len, reverse=True)))

# English words of menus and shelves, as katakana says them.
_LOANS = dict(
    pair.split(":")
    for pair in ["almond:アーモンド", "americano:アメリカーノ", "apple:アップル", "avocado:アボカド", "bacon:ベーコン", "bagel:ベーグル", "banana:バナナ", "beef:ビーフ", "beer:ビール", "berry:ベリー", "biscuit:ビスケット", "black:ブラック", "blend:ブレンド", "blueberry:ブルーベリー", "bread:ブレッド", "brownie:ブラウニー", "burger:バーガー", "butter:バター", "cafe:カフェ", "cake:ケーキ", "camera:カメラ", "candy:キャンディ", "caramel:カラメル", "cappuccino:カプチーノ", "case:ケース", "cheese:チーズ", "cheeseburger:チーズバーガー", "cherry:チェリー", "chicken:チキン", "chips:チップス", "choco:チョコ", "chocolate:チョコレート", "cider:サイダー", "cinnamon:シナモン", "cocoa:ココア", "coconut:ココナッツ", "coffee:コーヒー", "coke:コーク", "cola:コーラ", "cookie:クッキー", "corn:コーン", "cream:クリーム", "croissant:クロワッサン", "curry:カレー", "custard:カスタード", "donut:ドーナツ", "doughnut:ドーナツ", "egg:エッグ", "espresso:エスプレッソ", "filter:フィルター", "fish:フィッシュ", "float:フロート", "fries:フライ", "fruit:フルーツ", "ginger:ジンジャー", "grape:グレープ", "grapefruit:グレープフルーツ", "green:グリーン", "ham:ハム", "hamburger:ハンバーガー", "herb:ハーブ", "highball:ハイボール", "honey:ハニー", "hot:ホット", "ice:アイス", "iced:アイス", "jam:ジャム", "jelly:ゼリー", "juice:ジュース", "ketchup:ケチャップ", "latte:ラテ", "lemon:レモン", "lemonade:レモネード", "lens:レンズ", "lime:ライム", "lunch:ランチ", "macaron:マカロン", "mango:マンゴー", "maple:メープル", "matcha:まっちゃ", "melon:メロン", "milk:ミルク", "mint:ミント", "mocha:モカ", "mocca:モカ", "muffin:マフィン", "mustard:マスタード", "nugget:ナゲット", "nuts:ナッツ", "omelet:オムレツ", "onion:オニオン", "orange:オレンジ", "pancake:パンケーキ", "parfait:パフェ", "pasta:パスタ", "peach:ピーチ", "peanut:ピーナッツ", "pepper:ペッパー", "pie:パイ", "pineapple:パイナップル", "pizza:ピザ", "plain:プレーン", "pork:ポーク", "potato:ポテト", "pudding:プリン", "roll:ロール", "salad:サラダ", "salmon:サーモン", "salt:ソルト", "sandwich:サンドイッチ", "sauce:ソース", "sausage:ソーセージ", "scone:スコーン", "shake:シェイク", "shrimp:シュリンプ", "smoothie:スムージー", "soda:ソーダ", "soup:スープ", "spaghetti:スパゲッティ", "spicy:スパイシー", "steak:ステーキ", "strawberry:ストロベリー", "sugar:シュガー", "sweet:スイート", "syrup:シロップ", "tart:タルト", "tea:ティー", "teriyaki:てりやき", "toast:トースト", "tomato:トマト", "tripod:三脚", "tuna:ツナ", "vanilla:バニラ", "waffle:ワッフル", "water:ウォーター", "whisky:ウイスキー", "whiskey:ウイスキー", "white:ホワイト", "wine:ワイン", "yogurt:ヨーグルト", "yoghurt:ヨーグルト"]
)  # fmt: skip

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖゐゑをぢづ", "あいうえおつやゆよわかけいえおじず")
_V = (("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔゅ", "びゅ"), ("ゔ", "ぶ"))
_ONE_FOR_LONG = re.compile("(?<=[ぁ-ゖー])一(?=[ぁ-ゖ]|$)")  # the kanji for one, typed for ー
_NO_LETTER = re.compile(r"[\W_]|ー")
_LONG = tuple(
    (re.compile(f"([{row}])[{vowels}]+"), r"\1")
    for row, vowels in (
        ("あかがさざただなはばぱまやらわ", "あ"),
        ("いきぎしじちにひびぴみり", "い"),
        ("うくぐすずつぬふぶぷむゆる", "う"),
        ("えけげせぜてでねへべぺめれ", "えい"),
        ("おこごそぞとどのほぼぽもよろ", "おう"),
    )
)
_SPOKEN_SIGNS = re.compile("ぱせんと|あんど")  # % and &, which are left out as signs
_HALF_TYPED = re.compile("(?<=[ぁ-ゖー])[a-z]{1,2}$")  # «こーひ» and an h for which no vowel was typed yet
SHORTEST_SLIP = 3  # letters from which on a slip of the hand is thought of
_PART_OF_A_WORD = 4  # letters of an English word from which on the rest may be guessed


def normal(text: str) -> str:
    """NFKC, lower case, hiragana, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().translate(_TO_HIRAGANA).split())


def folded(text: str) -> str:
    """The one spelling of a name, for comparing; not for showing."""
    text = _ONE_FOR_LONG.sub("", _HALF_TYPED.sub("", normal(text).translate(_USUAL)))
    text = _KANJI.sub(lambda found: _KANA_OF[found.group()], text)
    for written, meant in _V:
        text = text.replace(written, meant)
    text = _NO_LETTER.sub("", text).translate(_SMALL)
    for vowel, short in _LONG:
        text = vowel.sub(short, text)
    return _SPOKEN_SIGNS.sub("", text)


def loan_words(text: str) -> str:
    """The English words of a name as katakana says them, folded; "" where there are none that are known."""
    return "".join(folded(_LOANS[word]) for word in re.findall("[a-z]+", normal_words(text)) if word in _LOANS)


def loan_word(typed: str) -> str:
    """Return the katakana, folded, of an English word that was typed, or of its first letters; "" if it is not
    known."""
    word = normal(typed)
    if len(word) >= _PART_OF_A_WORD and word not in _LOANS:
        word = min((x for x in _LOANS if x.startswith(word)), key=len, default="")
    return folded(_LOANS[word]) if word in _LOANS else ""


def normal_words(text: str) -> str:
    """NFKC and lower case, blanks kept."""
    return unicodedata.normalize("NFKC", text).lower()


def one_slip(word: str) -> tuple[tuple[str, ...], Callable[[str], bool]] | None:
    """How to find what is one edit away (a letter too much, too few, another, or two in turn) from a folded word: parts, one
    of which every such text holds as it is, and the test itself. None for a word too short for it. Three letters may only
    lack one or stand in turn: everything else is one edit away from them."""
    m = len(word)
    if m < SHORTEST_SLIP:
        return None
    turned = [f"{word[:i]}{word[i + 1]}{word[i]}{word[i + 2 :]}" for i in range(m - 1)]
    forms = [f"{word[:i]}.{word[i:]}" for i in range(1, m)] + turned
    if m == SHORTEST_SLIP:
        parts = (word[:2], word[1:], *turned)
    else:
        forms += [f"{word[:i]}.{word[i + 1 :]}" for i in range(m)] + [word[:i] + word[i + 1 :] for i in range(m)]
        parts = (word[: m // 2], word[m // 2 :], turned[m // 2 - 1])
    found = re.compile("|".join(dict.fromkeys(forms)))
    return tuple(dict.fromkeys(parts)), lambda text: bool(found.search(text))
