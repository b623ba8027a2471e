"""The words of menus and shelves that give an item's role away, in Japanese and English.

In both languages the last word says what a thing is («紅茶のスコーン», «coffee cake», «curry sauce»): of all words found the one
that ends last decides, of two that end together the longer one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from pos_assist.domain.items import ItemRole

MAIN, SIDE, DRINK, DESSERT = ItemRole.MAIN, ItemRole.SIDE, ItemRole.DRINK, ItemRole.DESSERT
TOPPING, BAG, GOODS, CHARGE = ItemRole.TOPPING, ItemRole.BAG, ItemRole.GOODS, ItemRole.CHARGE

# Japanese words stand anywhere in a name; English ones as whole words, their plural with them.
_JAPANESE = {
    MAIN: """弁当 丼 定食 御膳 膳 重 ラーメン らーめん 拉麺 つけ麺 まぜそば 担々麺 坦々麺 タンメン 冷麺 冷やし中華 うどん そば 蕎麦 焼きそば 焼そば やきそば チャンポン 皿うどん
        パスタ スパゲティ スパゲッティ スパゲッティー ナポリタン ペペロンチーノ カルボナーラ ボロネーゼ ミートソース ラザニア グラタン ドリア リゾット パエリア ピザ ピッツァ マルゲリータ
        カレー カレーライス ハヤシライス オムライス チャーハン 炒飯 ピラフ ガパオ ビビンバ 石焼 ロコモコ タコライス ビリヤニ バーガー ハンバーグ ステーキ とんかつ カツ丼 ヒレカツ ロースカツ
        生姜焼き しょうが焼き 照り焼き 唐揚げ定食 プレート ランチ ランチセット モーニング モーニングセット セット サンド サンドイッチ サンドウィッチ ホットドッグ トースト クロックムッシュ
        パニーニ ベーグルサンド 寿司 すし にぎり 海鮮丼 ちらし 巻き おにぎり おむすび 鍋 しゃぶしゃぶ すき焼き 焼肉 お好み焼き もんじゃ たこ焼き 粥 雑炊 お茶漬け 茶漬け 麺 油そば 混ぜそば フォー ナシゴレン ガレット シリアル グラノーラ
        食パン パン バゲット バタール カンパーニュ ブレッド ロール フランス エピ キッシュ フォカッチャ チャバタ カスクート 惣菜 コース 刺身定食 ボディ レンズキット コンパクト アクションカメラ""",
    SIDE: """ポテト フライドポテト フライ ナゲット オニオンリング サラダ スープ 味噌汁 みそ汁 豚汁 お吸い物 コーンカップ チキン ストリップ 唐揚げ からあげ 竜田揚げ 天ぷら コロッケ メンチカツ
        春巻き 餃子 ぎょうざ シュウマイ 焼売 小籠包 枝豆 冷奴 やっこ 漬物 お新香 キムチ ナムル 小鉢 煮物 おひたし きんぴら ひじき 卵焼き 玉子焼き だし巻き 茶碗蒸し 焼き鳥 焼鳥
        串 つくね ねぎま 刺身 お造り カルパッチョ 冷製 盛り合わせ おつまみ ソーセージ ウインナー ベーコン ごはん ご飯 御飯 ライス 白米 半ライス 納豆 豆腐 おでん 肉まん あんまん まん
        フランク フランクフルト アメリカンドッグ ポテトチップス チップス ポップコーン スナック フリッター 春雨 ハッシュドポテト チーズ オリーブ ナッツ ピクルス 手羽 手羽先 軟骨 エイヒレ 塩辛 たこわさ 冷やしトマト 揚げ アヒージョ ガーリックトースト ナン 惣菜小""",
    DRINK: """コーヒー 珈琲 ブレンド アメリカン エスプレッソ ラテ カフェラテ カプチーノ カフェモカ モカ マキアート カフェオレ カフェ・オ・レ オレ ココア ティー 紅茶 お茶 緑茶 麦茶 ほうじ茶 抹茶
        玄米茶 ジャスミン茶 烏龍茶 ウーロン茶 ハーブティー チャイ 茶 コーラ ソーダ サイダー ジンジャーエール ジンジャーエール ラムネ ジュース 果汁 レモネード レモンスカッシュ スカッシュ スムージー
        フロート ミルク 牛乳 豆乳 水 天然水 ミネラルウォーター ウォーター 炭酸水 炭酸 カルピス ファンタ スプライト ペプシ カップコーヒー エナジードリンク ドリンク ドリンクバー 飲料 ソフトドリンク 飲み放題
        ビール 生ビール 発泡酒 ハイボール サワー チューハイ 酎ハイ 日本酒 焼酎 冷酒 熱燗 地酒 梅酒 ワイン カクテル ウイスキー ウィスキー ブランデー 泡盛 紹興酒 スパークリング シャンパン レモンサワー
        コーク カシス モスコミュール ジントニック シェイク シェーク ラッシー ネクター ポカリ アクエリアス""",
    DESSERT: """ケーキ ショートケーキ チーズケーキ ガトーショコラ ロールケーキ パウンドケーキ ホットケーキ パンケーキ カップケーキ シフォン タルト パイ プリン ゼリー ムース ババロア ティラミス パフェ
        サンデー アイス アイスクリーム ソフトクリーム シャーベット ジェラート かき氷 クレープ ワッフル ドーナツ ドーナッツ シュークリーム シュー エクレア マカロン クッキー ビスケット サブレ フィナンシェ
        マドレーヌ スコーン マフィン ブラウニー カヌレ チョコ チョコレート キャンディ ガム グミ 菓子 和菓子 団子 だんご 大福 まんじゅう 饅頭 どら焼き たい焼き 今川焼 羊羹 ようかん もなか 最中
        カステラ バウムクーヘン あんみつ みつ豆 ぜんざい しるこ 杏仁豆腐 杏仁 マンゴー フルーツ ヨーグルト デザート スイーツ ラスク 揚げパン あんぱん あんパン クリームパン メロンパン ジャムパン
        チョココロネ コロネ シナモンロール デニッシュ クロワッサン ショコラ ダマンド せんべい 煎餅 おはぎ わらび餅 白玉 アフォガート フレンチトースト ブリオッシュ
        チョコクロ ベーグル フルーツサンド""",
    TOPPING: """トッピング ソース マスタード ケチャップ マヨネーズ マヨ ドレッシング ディップ シロップ ホイップ ショット追加 追加 増し 追い 変更 温泉卵 温玉 生卵 半熟卵 味玉 煮卵 ゆで卵 チャーシュー メンマ
        のり 海苔 ねぎ ネギ もやし バター カップバター ジャム はちみつ ハチミツ 蜂蜜 替玉 替え玉 薬味 わさび 七味 ガムシロップ 砂糖 氷 大根おろし 福神漬 福神漬け らっきょう タレ""",
    BAG: "レジ袋 買い物袋 買物袋 ビニール袋 ポリ袋 紙袋 手提げ袋 手さげ袋 手提袋 有料袋 袋代 持ち帰り袋 保冷袋 エコバッグ マイバッグ トートバッグ",
    GOODS: """週刊誌 月刊誌 漫画 コミック タンブラー マグ マグカップ Tシャツ グッズ おもちゃ 玩具 カード ポストカード 雑誌 新聞 書籍 切手 電池 洗剤 ティッシュ ティッシュペーパー トイレットペーパー マスク 歯ブラシ シャンプー
        石鹸 文具 ノート ペン 傘 タオル ハンカチ 靴下 花 花束 豆 コーヒー豆 珈琲豆 茶葉 ドリップバッグ ギフト ギフトセット 詰め合わせ 箱 たばこ タバコ 煙草 ライター カメラ レンズ フィルター
        三脚 バッテリー 充電器 充電池 ケース ポーチ バッグ リュック ストラップ フィルム メモリーカード SDカード カードリーダー クロス ブロアー 雲台 マイク フラッシュ シャッター キット ボックス
        プリント 電球 ケーブル イヤホン スマホ""",
}  # fmt: skip
_ENGLISH = {
    MAIN: """burger hamburger cheeseburger sandwich sand sandwiches panini toastie wrap bagel-sandwich blt club hotdog dog pizza pasta spaghetti lasagna lasagne ravioli risotto curry biryani biriyani
        balti karahi madras vindaloo korma dhansak bhuna dupiaza pathia rogon rogan saag-chicken jalfrezi pasanda sizzler shashlick shaslick masala rezala mysore achar haryali roshni sylhet main
        grill steak ribs chop fish salmon cod chicken lamb beef pork prawn prawns duck turkey bacon stew ramen noodle noodles udon soba rice-bowl bowl bento platter plate meal menu set combo
        breakfast brunch lunch dinner omelette omelet egg eggs frittata quiche burrito taco tacos fajita fajitas quesadilla kebab gyro falafel sushi roll-set toast tartine baguette bread loaf focaccia
        ciabatta sourdough rye brioche-bun body feast polenta granola muesli porridge cereal empanada empanadas butter-chicken garlic jeera persian mirch""",
    SIDE: """fries chips fry wedges rings nuggets salad soup side slaw coleslaw rice naan nan roti chapati paratha puree puri papadum poppadom papad bhaji bhajee samosa pakora aloo gobi dall dal daal chaat
        starter raitha raita sheek kehab wings mash beans vegetable vegetables veg corn olives nuts bites pintxos dumpling dumplings gyoza edamame spring-roll roll rolls bun hash-brown popcorn
        hummus samba paneer mushroom butterfly kulcha crisps nibbles""",
    DRINK: """coffee espresso latte cappuccino mocha macchiato americano cortado doppio ristretto flat-white brew roast blend decaf tea chai matcha cocoa hot-chocolate chocolate-drink drinking-chocolate
        juice smoothie smoothies shake milkshake soda cola coke pepsi sprite fanta lemonade water soft-drink drink drinks beverage mineral-water tonic squash frappe frappuccino milk shoot
        beer lager ale cider stout wine sake whisky whiskey vodka gin rum tequila brandy champagne prosecco cocktail highball cobra spritz shot kombucha earl-grey english-breakfast peppermint
        lemon-grass""",
    DESSERT: """cake cheesecake cupcake brownie muffin cookie cookies biscuit biscotti scone donut doughnut pastry croissant danish tart tiramisu pudding pie ice-cream gelato sorbet sundae parfait
        waffle pancake pancakes crepe crepes macaron macaroon chocolate chocolates truffle truffles fudge sweet sweets candy dessert medialuna medialunas alfajores dulce-de-leche tiffin bakewell flapjack
        shortbread mincepie mince-pie jelly jello yogurt yoghurt fruit bar bars caramel panatone panettone brioche sponge dodgers scandinavian raspberry-shortbread stollen""",
    TOPPING: """sauce syrup topping extra dip dressing ketchup mustard mayo mayonnaise chutney pickle jam honey butter spread cream whipped-cream sugar add-on shot-extra salami-or-feta chimichurri oil
        gravy salsa guacamole relish""",
    BAG: "bag bags carrier-bag shopping-bag paper-bag plastic-bag tote",
    GOODS: """mug cup tumbler tshirt t-shirt shirt hat cap toy card postcard book magazine newspaper gift basket beans granules leaf ground print poster candle flowers battery batteries lens filter tripod
        case strap film charger cigarettes tobacco lighter socks merchandise tray-art art box kit spoons hamper doors pouches""",
}  # fmt: skip

# Departments by their words, where the name of an item says nothing; the first that is found in the department's name.
_DEPARTMENTS = (
    (BAG, r"レジ袋|\bbags?\b"),
    (CHARGE, r"手数料|チャージ|サービス料|\bfees?\b"),
    (GOODS, r"物販|グッズ|雑貨|日用品|雑誌|たばこ|タバコ|豆|茶葉|ギフト|\b(?:beans?|loose|branded|merch(?:andise)?|retail|goods|gifts?|household|daily|media|accessor(?:y|ies)|acc|filters?|packaged)\b|アクセサリ|カメラバッグ|レンズ|保証|サービス|\bcare\b"),
    (TOPPING, r"トッピング|ソース|調味|\b(?:flavou?rs?|toppings?|extras?|sauces?|syrups?|condiments?)\b"),
    (DRINK, r"ドリンク|飲み物|飲料|飲物|コーヒー|珈琲|カフェ|お茶|茶|酒|アルコール|ビール|ワイン|カクテル|サワー|\b(?:drinks?|drinking|beverages?|coffees?|teas?|juices?|beers?|wines?|alcohol|bar|soda)\b"),
    (DESSERT, r"デザート|スイーツ|菓子|ケーキ|甘|アイス|焼き?菓子|\b(?:desserts?|sweets?|cakes?|ice|pastry|pastries|bake|bakery|cookies?|confectionery)\b"),
    (SIDE, r"サイド|副菜|惣菜|おつまみ|つまみ|一品|前菜|スープ|サラダ|揚げ物|焼き鳥|串|\b(?:sides?|snacks?|starters?|appetizers?|salads?|soups?|rice|bread)\b"),
    (MAIN, r"メイン|主菜|料理|フード|食事|弁当|丼|麺|定食|ランチ|バーガー|サンド|パン|ピザ|パスタ|カレー|寿司|セット|\b(?:mains?|food|meals?|burgers?|sand(?:wich(?:es)?)?|pizza|pasta|curr(?:y|ies)|lunch|savou?ry|loaf|loaves|entrees?|body|bodies)\b"),
)  # fmt: skip

_CHARGES = re.compile(
    r"お通し|おとおし|突き出し|つきだし|席料|チャージ料?|テーブルチャージ|サービス料|奉仕料|深夜料金|配達料|配送料|送料|出前料|宅配料|手数料|箱代|(?:持ち?帰り|テイクアウト)?容器代?$|包装代|袋代|ラッピング(?:代|料)?"
    r"|ギフト(?:カード|券)|商品券|金券|図書カード|プリペイド|回数券|ポイント|クーポン|値引|割引|内金|前金|予約金|敷金|保証金|デポジット|預り金|チップ$|両替|収入印紙|宅配便|公共料金|代行収納|キャンセル料|延長料"
    r"|その他$|雑(?:費|収入)$|金額入力|手入力|未登録|部門打ち?|調整"
    r"|\b(?:gift\s*(?:cards?|vouchers?|certificates?)|vouchers?|custom\s+amount|open\s+(?:item|price|food)|misc(?:ellaneous)?|deliver(?:y|ies)(?:\s+(?:fee|charge))?|shipping|postage|handling"
    r"|service\s+(?:charge|fee)|cover(?:\s+charge)?|corkage|surcharge|deposits?|tips?|gratuity|discounts?|adjustments?|coupons?|fees?|donations?|rounding|refunds?)\b",
    re.IGNORECASE,
)  # fmt: skip
_BAGS = re.compile(
    r"(?:レジ|買い?物|ビニール|ポリ|紙|手[提さ]げ?|有料|持ち?帰り|保冷)袋|紙手[提さ]げ?袋|袋代|^袋\s*(?:[(（]|$)|袋\s*[(（]?(?:大|中|小|[SML])?[)）]?$|\b(?:carrier|shopping|paper|plastic|poly)\s*bags?\b|^bags?$",
    re.IGNORECASE,
)
_ALCOHOL = re.compile(
    r"ビール|ﾋﾞｰﾙ|麦酒|発泡酒|日本酒|清酒|地酒|純米(?:酒|大?吟醸)?|吟醸|冷酒|熱燗|ホッピー|焼酎|梅酒|果実酒|泡盛|紹興酒|マッコリ|ワイン|ハイボール|サワー(?!クリーム|ソース|ドウ|種)|チューハイ|酎ハイ|ウ[イィ]スキー"
    r"|ブランデー|シャンパン|シャンペン|カクテル(?!ソース|フルーツ)|カシス(?:オレンジ|ソーダ|ウーロン)|モスコミュール|ジントニック|ジンフィズ|モヒート|サングリア|カルーア|飲み放題|生[大中小]$|(?:ウーロン|緑茶|お茶|レモン|グレープフルーツ|ライム|カルピス|ジャスミン|トマト|生|梅干し?)ハイ"
    r"|スパークリング(?!ウォーター|水)"
    r"|\b(?:beers?|lagers?|ales?|stouts?|ipa|cider|wines?|sake|whisk(?:e)?y|vodka|gin|rum|tequila|brandy|champagne|prosecco|cava|cocktails?|highballs?|sangria|mojito|margarita|cobra|heineken|guinness|corona|kirin|asahi|sapporo|kingfisher|tiger)\b",
    re.IGNORECASE,
)  # fmt: skip
_NO_ALCOHOL = re.compile(
    r"ノンアル|アルコールフリー|甘酒|ビネガー|(?:root|ginger)\s+(?:beer|ale)|ジンジャー(?:ビア|エール)|non-?alcohol|alcohol-?free|フルーツカクテル|(?:wine|beer)\s+(?:glass|vinegar|gums?|batter(?:ed)?)"
    r"|ワイン(?:グラス|ビネガー|煮)|(?:赤|白)ワイン煮|ビール(?:グラス|酵母)|rum\s+(?:raisin|baba|cake)|ラムレーズン|酒粕|酒蒸し|酒まんじゅう|apple\s+cider\s+(?:vinegar|donuts?)|shrimp|prawn",
    re.IGNORECASE,
)  # fmt: skip
_TOBACCO = re.compile(
    r"たばこ|タバコ|煙草|シガレット|葉巻|電子たばこ|加熱式|マールボロ|メビウス|セブンスター|アメスピ|\b(?:cigarettes?|cigars?|tobacco|vape|snus|marlboro|camel\s+(?:blue|lights?))\b",
    re.IGNORECASE,
)
_KIDS = re.compile(
    r"キッズ|お子[様さ]ま?|子ども|子供|こども|小児|ベビー(?!リーフ)|ハッピーセット|\b(?:kids?(?:'s)?|child(?:ren)?(?:'s)?|junior|bab(?:y|ies)|toddler|happy\s+meal)\b|\bElla's\b",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """One width, no capitals: what words are looked for in."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def is_charge(name: str) -> bool:
    """Whether it is no goods: a cover or delivery charge, a gift card, a discount, a deposit, an amount typed in."""
    return _CHARGES.search(plain(name)) is not None


def is_carrier_bag(name: str) -> bool:
    """Whether it is what the goods are carried home in."""
    return _BAGS.search(plain(name)) is not None


def is_alcohol(name: str) -> bool:
    """Whether an item's name says alcohol; what only sounds like it (ginger ale, wine vinegar) is none."""
    text = plain(name)
    return _ALCOHOL.search(text) is not None and _NO_ALCOHOL.search(text) is None


def is_tobacco(name: str) -> bool:
    """Whether an item's name says tobacco."""
    return _TOBACCO.search(plain(name)) is not None


def is_alcohol_or_tobacco(name: str) -> bool:
    """Whether an item's name says that the reduced rate of 8 % is not for it (the reduced rate of the Consumption Tax
    Act is for food and drink other than alcohol)."""
    return is_alcohol(name) or is_tobacco(name)


def is_for_kids(name: str) -> bool:
    """Whether it is sold for children."""
    return _KIDS.search(plain(name)) is not None


def role_of_department(name: str) -> str:
    """The role of most of what such a department sells; "" where its name says nothing."""
    text = plain(name)
    return next((role for role, pattern in _DEPARTMENTS if re.search(pattern, text)), "")


def role_of_name(name: str) -> str:
    """The role that the last telling word of a name says; "" where none does.

    What a thing is served in tells nothing while another word does («tomato soup - cup»), nor does a flavour that stands apart
    («手巻おにぎり ツナマヨ»).
    """
    text = plain(name)
    last, first = _last(text, _ROLE_OF), _last(text.split()[0], _ROLE_OF) if text else ""
    if last == TOPPING and first and not text.isascii():
        return first
    return last or _last(text, _WEAK)


def _last(text: str, role_of: Mapping[str, str]) -> str:
    for end in range(len(text), 0, -1):
        for start in range(max(end - _LONGEST, 0), end):
            role = role_of.get(text[start:end])
            if role and _stands_alone(text, start, end):
                return role
    return ""


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word is one by itself there: an English one between spaces, a katakana one not cut off («オレ» of オレンジ), a short
    hiragana one not inside another («すし» of うすしお)."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start].isascii():
        return not (before.isalnum() or after.isalnum())
    if end - start < 4 and _HIRAGANA.fullmatch(text[start:end]):
        return not (_HIRAGANA.fullmatch(before) or _HIRAGANA.fullmatch(after))
    return not (_KATAKANA.match(text[end - 1]) and after and _KATAKANA.match(after))


_HIRAGANA = re.compile("[ぁ-ゖー]+")
_KATAKANA = re.compile("[ァ-ヺー]")
_ROLE_OF = {plain(word): role for role, words in _JAPANESE.items() for word in words.split()}
_ROLE_OF |= {word.replace("-", " "): role for role, words in _ENGLISH.items() for word in words.split()}
_SERVED_IN = ("cup", "bowl", "box", "kit", "set", "basket", "bites", "bar", "bars", "セット", "カップ", "ボックス", "キット", "箱")  # fmt: skip
_WEAK = {word: _ROLE_OF.pop(word) for word in _SERVED_IN if word in _ROLE_OF}
_LONGEST = max(map(len, _ROLE_OF))
